package io.trueup.cache;

import org.jspecify.annotations.Nullable;

/**
 * A value that nothing is known to have changed, and that nothing proves to be fresh: no {@link
 * Answer}, and never to be given as one. For what has to be decided while the log can't be reached.
 * Immutable if its value is.
 *
 * @param value as it was
 * @param upTo the last position that this node knows of; what came after it is not in the value
 * @param <V> value
 */
public record LastKnown<V extends @Nullable Object>(V value, Position upTo) {}
