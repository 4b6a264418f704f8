package io.trueup.cache;

/** A load failed; its cause says why. Nothing was cached, the next read tries again. */
public final class LoadException extends CacheException {
  private static final long serialVersionUID = 1L;

  LoadException(String cache, Throwable cause) {
    super("cache " + cache + ": load failed: " + cause, cause);
  }
}
