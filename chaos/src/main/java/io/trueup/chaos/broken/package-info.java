/** Servers with one of the mitigations taken out, to see that the checker notices. */
@NullMarked
package io.trueup.chaos.broken;

import org.jspecify.annotations.NullMarked;
