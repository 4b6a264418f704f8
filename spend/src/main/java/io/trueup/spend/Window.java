package io.trueup.spend;

import java.time.Instant;
import java.util.Optional;

/**
 * A stretch of time that a budget counts in: {@code from} inclusive, {@code to} exclusive.
 *
 * @param id stable text, unique among the windows of one period and time zone: {@code
 *     2026-10-25T02+01:00}, {@code 2026-11-23}, {@code 2026-W48}, {@code 2026-11}, {@code 2026},
 *     {@code total}
 * @param from the first instant; {@link Instant#MIN} for {@code total}
 * @param to the first instant after it; {@link Instant#MAX} for {@code total}
 */
public record Window(String id, Instant from, Instant to) {

  static final Window TOTAL = new Window("total", Instant.MIN, Instant.MAX);

  /** Checks that the window is not empty. */
  public Window {
    if (!from.isBefore(to)) {
      throw new InvalidInputException("window", "must end after " + from + ", ends " + to);
    }
  }

  /** Whether {@code instant} is in this window. Every instant is in {@code total}. */
  public boolean contains(Instant instant) {
    return !isBounded() || (!instant.isBefore(from) && instant.isBefore(to));
  }

  /** Whether this has a first and a last instant, which only {@code total} has not. */
  public boolean isBounded() {
    return !equals(TOTAL);
  }

  /** When counting starts again; absent for {@code total}. */
  public Optional<Instant> resetsAt() {
    return isBounded() ? Optional.of(to) : Optional.empty();
  }
}
