package io.trueup.spring;

import io.trueup.cache.Loader;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Loads by what the calling thread brought. Safe for use by many threads. */
final class SpringLoads implements Loader<Object, @Nullable Object> {
  private final String cache;

  // One for each cache, which lives as long as the application.
  @SuppressWarnings("ThreadLocalUsage")
  private final ThreadLocal<@Nullable Callable<? extends @Nullable Object>> brought =
      new ThreadLocal<>();

  SpringLoads(String cache) {
    this.cache = cache;
  }

  @Override
  @SuppressWarnings("NullAway") // it does not see that this loader's value may be null
  public @Nullable Object load(Object key) throws Exception {
    Callable<? extends @Nullable Object> loader = brought.get();
    if (loader == null) {
      throw new IllegalStateException("cache " + cache + ": loads only for a caller that waits");
    }
    return loader.call();
  }

  /** What the thread brings from now on; answers what it brought before. */
  @Nullable Callable<? extends @Nullable Object> bring(
      @Nullable Callable<? extends @Nullable Object> loader) {
    Callable<? extends @Nullable Object> before = brought.get();
    if (loader == null) {
      brought.remove();
    } else {
      brought.set(loader);
    }
    return before;
  }
}
