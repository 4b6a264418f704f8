package io.trueup.cache;

import org.jspecify.annotations.Nullable;

/** What a load gave, before it is an entry; it was the truth when it began or later. */
record LoadedValue(@Nullable Object value, long stamp, long nothingAfter, long begunAt) {}
