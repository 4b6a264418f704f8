/** A cache that follows a change log: entries are valid by position, not by luck. */
@NullMarked
package io.trueup.cache;

import org.jspecify.annotations.NullMarked;
