package io.trueup.redis;

import io.lettuce.core.SetArgs;
import io.trueup.cache.CacheException;
import io.trueup.cache.Ticker;
import io.trueup.cache.spi.LoadClaim;
import io.trueup.cache.spi.SecondLevel;
import io.trueup.cache.spi.SecondLevelEntry;
import io.trueup.cache.spi.SecondLevelKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/*
 * A read is one GET, a write one SET with PX, and besides there are claims (LoadClaims), where a cache
 * asks for them: nothing is looked up by tag, nothing is invalidated, nothing scanned. What comes back
 * is judged by the node that asked.
 *
 * A reader waits for a GET, for at most the time-out. Nobody waits for a SET: it is sent, and its
 * answer only counted; how many bytes may be under way is bounded, and what would exceed that is left
 * out. Since all commands for a key share one connection, a GET sent after a SET sees it.
 *
 * Whatever happens to Redis is an empty second level to the caches, at worst after a time-out.
 */

/**
 * A second level on one Redis (6.2 or later) or Valkey: a server, the master that sentinels name,
 * or a cluster; over one connection of Lettuce, to a cluster one for each node. Need not be
 * reachable, at the start or later: the caches then do without, and {@link #health} says so. Safe
 * for use by many threads.
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
  private final Exchange exchange;
  private final Counters counters;
  private final LoadClaims claims;
  private final Semaphore room = new Semaphore(MOST_BYTES_UNDER_WAY);

  private LettuceSecondLevel(Builder builder) {
    this.keys = new RedisKeys(builder.keyPrefix);
    this.mostBytes = builder.mostBytes;
    this.exchange =
        new Exchange(builder.address(), builder.timeout, builder.retryAfter, builder.ticker);
    this.counters = exchange.counters();
    this.claims = new LoadClaims(exchange, builder.ticker);
  }

  /**
   * Begins to build one.
   *
   * @param uri such as {@code redis://localhost:6379/0} or {@code rediss://user:password@host}; of
   *     sentinels {@code redis-sentinel://one:26379,two:26379/0#master}; of a cluster {@code
   *     redis-cluster://one:6379,two:6379}, or several servers separated by commas. TLS with {@code
   *     rediss-…}
   */
  public static Builder at(String uri) {
    return new Builder(uri);
  }

  /** One GET, unless the circuit is open. */
  @Override
  public @Nullable SecondLevelEntry get(SecondLevelKey key) {
    byte[] at = keys.of(key);
    if (at == null || !exchange.mayUse()) {
      return null;
    }
    byte[] found = ask(at);
    counters.gets.increment();
    return found == null ? null : entryOf(found);
  }

  private byte @Nullable [] ask(byte[] key) {
    try {
      return exchange.<byte @Nullable []>read(redis -> redis.get(key));
    } catch (CacheException e) {
      if (Exchange.isWrongType(e.getCause())) {
        return null;
      }
      throw e;
    }
  }

  private @Nullable SecondLevelEntry entryOf(byte[] found) {
    SecondLevelEntry entry = EntryFormat.decode(found);
    (entry == null ? counters.unreadable : counters.hits).increment();
    return entry;
  }

  /** One SET with PX, unless the circuit is open; does not wait for its answer. */
  @Override
  public void put(SecondLevelKey key, SecondLevelEntry entry, Duration ttl) {
    checkLifetime("ttl", ttl);
    byte[] at = keys.of(key);
    if (at == null || entry.value().length > mostBytes) {
      counters.tooLarge.increment();
    } else if (exchange.mayUse()) {
      send(at, EntryFormat.encode(entry), ttl);
    }
  }

  private void send(byte[] key, byte[] value, Duration ttl) {
    int bytes = key.length + value.length;
    if (!room.tryAcquire(bytes)) {
      exchange.neverTried();
      counters.crowdedOut.increment();
      return;
    }
    exchange.send(
        redis -> redis.set(key, value, SetArgs.Builder.px(millis(ttl))),
        failure -> {
          room.release(bytes);
          if (failure == null) {
            counters.puts.increment();
          }
        });
  }

  /**
   * One SET with NX and PX; while another node has it, one EXISTS every 2 to 20 ms. To let go of it
   * takes one EVAL, which nobody waits for.
   */
  @Override
  public @Nullable LoadClaim claim(SecondLevelKey key, Duration most) {
    checkLifetime("most", most);
    byte[] at = keys.of(key);
    return at == null ? null : claims.claim(at, Duration.ofMillis(millis(most)));
  }

  private static void checkLifetime(String name, Duration time) {
    if (time.isNegative() || time.isZero()) {
      throw new IllegalArgumentException(name + ": must be more than 0, is " + time);
    }
  }

  private static long millis(Duration ttl) {
    return ttl.compareTo(LONGEST_TTL) > 0 ? LONGEST_TTL.toMillis() : Math.max(1, ttl.toMillis());
  }

  /** How it is, for health checks. Asks nobody. */
  public RedisHealth health() {
    return exchange.health();
  }

  /** Ends the connection and its threads. */
  @Override
  public void close() {
    exchange.close();
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
      level.exchange.start(patience);
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
        RedisAddress unused = address();
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

    private RedisAddress address() {
      return RedisAddress.parse(uri);
    }
  }
}
