@NullMarked
package io.trueup.chaos;

import org.jspecify.annotations.NullMarked;
