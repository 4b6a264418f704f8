@NullMarked
package io.trueup.server.budget;

import org.jspecify.annotations.NullMarked;
