package io.trueup.redis;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.trueup.cache.Ticker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/*
 * Leaves Redis alone when it fails, and says how it is.
 *
 * Half of the last 20 uses failed, of 5 or more: open, nothing is tried. After a while, or as soon as
 * there is a new connection, two uses are let through; if they go well, all are again. So what a
 * Redis that does not answer costs is a few time-outs, then two for each such while.
 *
 * A use that never says how it went would hold its place among the two for ever. Each ends within the
 * time-out; so where nobody was let through for longer than that and the while together, they count
 * as failed. (The breaker's own limit takes a thread, and opens an idle circuit.)
 *
 * Usable = connected and closed. A change of that is logged once.
 */
final class Circuit implements RedisLink.Listener {
  private static final System.Logger LOG = System.getLogger(LettuceSecondLevel.class.getName());
  private static final int WINDOW = 20;
  private static final int LEAST_CALLS = 5;
  private static final int FAILED_PERCENT = 50;
  private static final int TRIALS = 2;

  private record Standing(boolean usable, long since) {}

  private final Ticker ticker;
  private final CircuitBreaker breaker;
  private final Runnable onOpen;
  private final long longestTrial;
  private final AtomicReference<Standing> standing;
  private volatile boolean connected;
  private volatile @Nullable String lastError;
  private volatile @Nullable Long refusedSince;

  Circuit(Duration retryAfter, Duration timeout, Ticker ticker, Runnable onOpen) {
    this.longestTrial = retryAfter.plus(timeout).toNanos();
    this.ticker = ticker;
    this.onOpen = onOpen;
    this.standing = new AtomicReference<>(new Standing(false, ticker.nanos()));
    this.breaker =
        CircuitBreaker.of(
            "second level",
            CircuitBreakerConfig.custom()
                .slidingWindow(WINDOW, LEAST_CALLS, SlidingWindowType.COUNT_BASED)
                .failureRateThreshold(FAILED_PERCENT)
                .permittedNumberOfCallsInHalfOpenState(TRIALS)
                .waitDurationInOpenState(retryAfter)
                .clock(new MonotonicClock(ticker))
                .currentTimestampFunction(clock -> ticker.nanos(), TimeUnit.NANOSECONDS)
                .build());
    breaker
        .getEventPublisher()
        .onStateTransition(
            event -> moved(event.getStateTransition().getToState() == CircuitBreaker.State.OPEN));
  }

  /** Whether Redis may be asked; who was told so says how it went. */
  boolean permits() {
    boolean may = breaker.tryAcquirePermission();
    if (may) {
      refusedSince = null;
    } else if (breaker.getState() == CircuitBreaker.State.HALF_OPEN) {
      giveUpLostTrials();
    }
    return may;
  }

  private void giveUpLostTrials() {
    Long since = refusedSince;
    long now = ticker.nanos();
    if (since == null) {
      refusedSince = now;
    } else if (now - since > longestTrial) {
      breaker.transitionToOpenState();
    }
  }

  void wentWell(long began) {
    breaker.onSuccess(ticker.nanos() - began, TimeUnit.NANOSECONDS);
  }

  void failed(long began, Throwable why) {
    lastError = String.valueOf(why.getMessage());
    breaker.onError(ticker.nanos() - began, TimeUnit.NANOSECONDS, why);
  }

  /** It answered, but refused, which says nothing about whether it will answer the next. */
  void refused(Throwable why) {
    lastError = String.valueOf(why.getMessage());
    breaker.releasePermission();
  }

  void neverTried() {
    breaker.releasePermission();
  }

  private void moved(boolean opened) {
    refusedSince = null;
    look();
    if (opened) {
      onOpen.run();
    }
  }

  @Override
  public void connected() {
    connected = true;
    if (breaker.getState() == CircuitBreaker.State.OPEN) {
      breaker.transitionToHalfOpenState();
    }
    look();
  }

  @Override
  public void disconnected(String why) {
    connected = false;
    lastError = why;
    look();
  }

  private void look() {
    boolean usable = connected && breaker.getState() == CircuitBreaker.State.CLOSED;
    Standing before = standing();
    if (before.usable != usable
        && standing.compareAndSet(before, new Standing(usable, ticker.nanos()))) {
      if (usable) {
        LOG.log(System.Logger.Level.INFO, "the second level is used");
      } else {
        LOG.log(System.Logger.Level.WARNING, "the caches do without second level: {0}", lastError);
      }
    }
  }

  private Standing standing() {
    return Objects.requireNonNull(standing.get());
  }

  RedisHealth health(Counters counters) {
    return new RedisHealth(
        connected,
        switch (breaker.getState()) {
          case OPEN, FORCED_OPEN -> RedisHealth.Circuit.OPEN;
          case HALF_OPEN -> RedisHealth.Circuit.HALF_OPEN;
          default -> RedisHealth.Circuit.CLOSED;
        },
        Duration.ofNanos(ticker.nanos() - standing().since),
        lastError,
        counters.snapshot());
  }

  /** Monotonic time in the form that the breaker asks for: setting the clock does not open it. */
  private static final class MonotonicClock extends Clock {
    private final Ticker ticker;
    private final long start;

    MonotonicClock(Ticker ticker) {
      this.ticker = ticker;
      this.start = ticker.nanos();
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return Instant.EPOCH.plusNanos(ticker.nanos() - start);
    }
  }
}
