/** What breaks, and when. */
@NullMarked
package io.trueup.chaos.fault;

import org.jspecify.annotations.NullMarked;
