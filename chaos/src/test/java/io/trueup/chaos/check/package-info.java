@NullMarked
package io.trueup.chaos.check;

import org.jspecify.annotations.NullMarked;
