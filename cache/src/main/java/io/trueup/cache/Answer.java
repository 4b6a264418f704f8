package io.trueup.cache;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A value and how it came about. Immutable if its value is.
 *
 * @param value what was asked for; null if absent
 * @param outcome how it was answered
 * @param position a place after which the value contains nothing: a later read that is given it as
 *     {@link ReadRequest#atLeast} does not go behind this one; null where unknown (the cache was
 *     bypassed, or does not follow the log)
 * @param age how old the answer may have been at most when the read began; zero for a strict read
 * @param <V> value
 */
public record Answer<V extends @Nullable Object>(
    V value, Outcome outcome, @Nullable Position position, Duration age) {}
