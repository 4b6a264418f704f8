package io.trueup.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.trueup.cache.CacheException;
import io.trueup.cache.Ticker;
import io.trueup.cache.spi.SecondLevel;
import io.trueup.cache.spi.SecondLevelEntry;
import io.trueup.cache.spi.SecondLevelKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/*
 * A read is one GET, a write one SET with PX, and there are no other commands: nothing is looked up
 * by tag, nothing is invalidated, nothing scanned. What comes back is judged by the node that asked.
 *
 * A reader waits for a GET, for at most the time-out. Nobody waits for a SET: it is sent, and its
 * answer only counted; how many bytes may be under way is bounded, and what would exceed that is left
 * out. Since all commands share one connection, a GET sent after a SET sees it.
 *
 * Whatever happens to Redis is an empty second level to the caches, at worst after a time-out.
 */

/**
 * A second level on one Redis (6.2 or later) or Valkey server, over one connection of Lettuce. Need
 * not be reachable, at the start or later: the caches then do without, and {@link #health} says so.
 * Safe for use by many threads.
 *
 * <pre>{@code
 * SecondLevel redis = LettuceSecondLevel.at("redis://localhost:6379").build();
 * Caches caches = Caches.follow(log).secondLevel(redis).build();
 * }</pre>
 */
public final class LettuceSecondLevel implements SecondLevel {
  /** The default of the largest value that is kept. */
  public static final int DEFAULT_MOST_BYTES = 1 << 20;

  private static final int MOST_BYTES_UNDER_WAY = 1 << 24;
  private static final Duration LONGEST_TTL = Duration.ofDays(365);

  private final RedisKeys keys;
  private final int mostBytes;
  private final Duration timeout;
  private final Ticker ticker;
  private final Counters counters = new Counters();
  private final Circuit circuit;
  private final RedisLink<StatefulRedisConnection<byte[], byte[]>> link;
  private final Semaphore room = new Semaphore(MOST_BYTES_UNDER_WAY);
  private volatile boolean closed;

  private LettuceSecondLevel(Builder builder) {
    this.keys = new RedisKeys(builder.keyPrefix);
    this.mostBytes = builder.mostBytes;
    this.timeout = builder.timeout;
    this.ticker = builder.ticker;
    this.circuit = new Circuit(builder.retryAfter, ticker, this::leaveSilentConnection);
    this.link =
        new RedisLink<>(
            builder.redisUri(),
            circuit,
            (client, uri) -> client.connectAsync(ByteArrayCodec.INSTANCE, uri));
  }

  /**
   * Begins to build one.
   *
   * @param uri such as {@code redis://localhost:6379/0} or {@code rediss://user:password@host}
   */
  public static Builder at(String uri) {
    return new Builder(uri);
  }

  private void leaveSilentConnection() {
    link.renew();
  }

  /** One GET, unless the circuit is open. */
  @Override
  public @Nullable SecondLevelEntry get(SecondLevelKey key) {
    byte[] at = keys.of(key);
    if (at == null || !mayUse()) {
      return null;
    }
    long began = ticker.nanos();
    byte[] found = ask(at, began);
    counters.gets.increment();
    return found == null ? null : entryOf(found);
  }

  private @Nullable SecondLevelEntry entryOf(byte[] found) {
    SecondLevelEntry entry = EntryFormat.decode(found);
    (entry == null ? counters.unreadable : counters.hits).increment();
    return entry;
  }

  private byte @Nullable [] ask(byte[] key, long began) {
    try {
      Future<byte[]> answer = connection().async().get(key);
      byte[] found = within(answer);
      circuit.wentWell(began);
      return found;
    } catch (InterruptedException e) {
      circuit.neverTried();
      Thread.currentThread().interrupt();
      throw new CacheException("interrupted while waiting for Redis", e);
    } catch (ExecutionException | TimeoutException | RedisException e) {
      return refusal(e, began);
    }
  }

  private byte @Nullable [] within(Future<byte[]> answer)
      throws InterruptedException, ExecutionException, TimeoutException {
    try {
      return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      answer.cancel(false);
      throw new TimeoutException("no answer within " + timeout.toMillis() + " ms");
    }
  }

  /** A key of another type is as good as none; all else is a failure. */
  private byte @Nullable [] refusal(Exception e, long began) {
    Throwable why = cause(e);
    if (why instanceof RedisCommandExecutionException
        && String.valueOf(why.getMessage()).startsWith("WRONGTYPE")) {
      circuit.wentWell(began);
      counters.unreadable.increment();
      return null;
    }
    counters.failures.increment();
    circuit.failed(began, why);
    throw new CacheException("Redis can't be read: " + why.getMessage(), e);
  }

  /** One SET with PX, unless the circuit is open; does not wait for its answer. */
  @Override
  public void put(SecondLevelKey key, SecondLevelEntry entry, Duration ttl) {
    if (ttl.isNegative() || ttl.isZero()) {
      throw new IllegalArgumentException("ttl: must be more than 0, is " + ttl);
    }
    byte[] at = keys.of(key);
    if (at == null || entry.value().length > mostBytes) {
      counters.tooLarge.increment();
    } else if (mayUse()) {
      send(at, EntryFormat.encode(entry), ttl);
    }
  }

  private void send(byte[] key, byte[] value, Duration ttl) {
    int bytes = key.length + value.length;
    if (!room.tryAcquire(bytes)) {
      circuit.neverTried();
      counters.crowdedOut.increment();
      return;
    }
    long began = ticker.nanos();
    try {
      CompletableFuture<?> unused =
          connection()
              .async()
              .set(key, value, SetArgs.Builder.px(millis(ttl)))
              .toCompletableFuture()
              .orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
              .whenComplete((answer, failure) -> sent(bytes, began, failure));
    } catch (RedisException e) {
      sent(bytes, began, e);
      throw new CacheException("Redis can't be written: " + e.getMessage(), e);
    }
  }

  /** An answer that says no, as for want of memory, does not mean that reads fail. */
  private void sent(int bytes, long began, @Nullable Throwable failure) {
    room.release(bytes);
    if (failure == null) {
      counters.puts.increment();
      circuit.wentWell(began);
      return;
    }
    counters.failures.increment();
    Throwable why = cause(failure);
    if (why instanceof RedisCommandExecutionException) {
      circuit.refused(why);
    } else {
      circuit.failed(began, why);
    }
  }

  private boolean mayUse() {
    boolean may = !closed && circuit.permits();
    if (!may) {
      counters.skipped.increment();
    }
    return may;
  }

  private StatefulRedisConnection<byte[], byte[]> connection() {
    StatefulRedisConnection<byte[], byte[]> open = link.connection();
    if (open == null) {
      throw new RedisException("not connected");
    }
    return open;
  }

  private static long millis(Duration ttl) {
    return ttl.compareTo(LONGEST_TTL) > 0 ? LONGEST_TTL.toMillis() : Math.max(1, ttl.toMillis());
  }

  private static Throwable cause(Throwable e) {
    Throwable cause = e.getCause();
    return cause != null && (e instanceof ExecutionException || e instanceof CompletionException)
        ? cause
        : e;
  }

  /** How it is, for health checks. Asks nobody. */
  public RedisHealth health() {
    return circuit.health(counters);
  }

  /** Ends the connection and its threads. */
  @Override
  public void close() {
    closed = true;
    link.close();
  }

  /** Settings. Used by one thread. */
  public static final class Builder {
    private static final int LONGEST_PREFIX = 100;
    private static final int MOST_BYTES_POSSIBLE = MOST_BYTES_UNDER_WAY / 2;

    private final String uri;
    private Duration timeout = Duration.ofMillis(50);
    private Duration retryAfter = Duration.ofSeconds(5);
    private Duration patience = Duration.ofSeconds(1);
    private String keyPrefix = "trueup";
    private int mostBytes = DEFAULT_MOST_BYTES;
    private Ticker ticker = Ticker.system();

    private Builder(String uri) {
      this.uri = Objects.requireNonNull(uri, "uri");
    }

    /** How long a reader waits for an answer at most; default 50 ms. */
    public Builder timeout(Duration limit) {
      this.timeout = Objects.requireNonNull(limit, "timeout");
      return this;
    }

    /** How long Redis is left alone after it failed repeatedly; default 5 s. */
    public Builder retryAfter(Duration pause) {
      this.retryAfter = Objects.requireNonNull(pause, "retryAfter");
      return this;
    }

    /** How long {@link #build} waits for the first connection; default 1 s. */
    public Builder startPatience(Duration limit) {
      this.patience = Objects.requireNonNull(limit, "startPatience");
      return this;
    }

    /** What all keys begin with; default {@code trueup}. */
    public Builder keyPrefix(String prefix) {
      this.keyPrefix = Objects.requireNonNull(prefix, "keyPrefix");
      return this;
    }

    /** The largest value that is kept, in bytes; default 1 MiB. */
    public Builder mostBytes(int bytes) {
      this.mostBytes = bytes;
      return this;
    }

    /** The monotonic clock; default the machine's. */
    public Builder ticker(Ticker clock) {
      this.ticker = Objects.requireNonNull(clock, "ticker");
      return this;
    }

    /**
     * Connects; goes on trying in the background if that fails.
     *
     * @throws IllegalArgumentException naming all settings that make no sense
     */
    public LettuceSecondLevel build() {
      List<String> wrong = wrong();
      if (!wrong.isEmpty()) {
        throw new IllegalArgumentException(String.join("; ", wrong));
      }
      LettuceSecondLevel level = new LettuceSecondLevel(this);
      level.link.start(patience);
      return level;
    }

    private List<String> wrong() {
      List<String> wrong = new ArrayList<>();
      checkUri(wrong);
      check("timeout", timeout, Duration.ofMillis(1), Duration.ofSeconds(10), wrong);
      check("retryAfter", retryAfter, Duration.ofMillis(10), Duration.ofHours(1), wrong);
      check("startPatience", patience, Duration.ZERO, Duration.ofMinutes(1), wrong);
      if (mostBytes < 1 || mostBytes > MOST_BYTES_POSSIBLE) {
        wrong.add("mostBytes: must be 1 to " + MOST_BYTES_POSSIBLE + ", is " + mostBytes);
      }
      if (keyPrefix.isEmpty()
          || keyPrefix.length() > LONGEST_PREFIX
          || !StandardCharsets.UTF_8.newEncoder().canEncode(keyPrefix)) {
        wrong.add("keyPrefix: must be 1 to " + LONGEST_PREFIX + " characters");
      }
      return wrong;
    }

    private void checkUri(List<String> wrong) {
      try {
        RedisURI unused = redisUri();
      } catch (IllegalArgumentException e) {
        wrong.add(String.valueOf(e.getMessage()));
      }
    }

    private static void check(
        String name, Duration is, Duration least, Duration most, List<String> wrong) {
      if (is.compareTo(least) < 0 || is.compareTo(most) > 0) {
        wrong.add(name + ": must be " + least + " to " + most + ", is " + is);
      }
    }

    private RedisURI redisUri() {
      return RedisAddress.parse(uri);
    }
  }
}
