package io.trueup.cache;

import org.jspecify.annotations.Nullable;

/** What a load gave, before it is an entry. */
record LoadedValue(@Nullable Object value, long stamp, long nothingAfter, long nanos) {}
