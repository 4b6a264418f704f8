/** A fixture: one half of a circle. */
@NullMarked
package io.trueup.architecture.offender.circle.left;

import org.jspecify.annotations.NullMarked;
