/** What clients do, and what they were told. */
@NullMarked
package io.trueup.chaos.load;

import org.jspecify.annotations.NullMarked;
