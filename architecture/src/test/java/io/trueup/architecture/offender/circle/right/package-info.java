/** A fixture: the other half of a circle. */
@NullMarked
package io.trueup.architecture.offender.circle.right;

import org.jspecify.annotations.NullMarked;
