package io.trueup.server.http;

import io.trueup.spend.Window;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A window in bodies.
 *
 * @param from its first instant; null for all of time
 * @param to the first instant after it; null for all of time
 */
public record WindowBody(@Nullable Instant from, @Nullable Instant to) {
  /** The form of a window. */
  public static WindowBody of(Window window) {
    return window.isBounded()
        ? new WindowBody(window.from(), window.to())
        : new WindowBody(null, null);
  }
}
