/** What was committed when, and whether answers agree with it. */
@NullMarked
package io.trueup.chaos.check;

import org.jspecify.annotations.NullMarked;
