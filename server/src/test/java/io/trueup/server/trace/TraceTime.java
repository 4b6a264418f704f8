package io.trueup.server.trace;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/** A wall clock at the time of the newest row that anybody is at. Safe for many threads. */
final class TraceTime implements InstantSource {
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);

  void reach(Instant at) {
    now.accumulateAndGet(at, (old, next) -> next.isAfter(old) ? next : old);
  }

  @Override
  public Instant instant() {
    return Objects.requireNonNull(now.get());
  }
}
