package io.trueup.redis;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.trueup.cache.CacheException;
import io.trueup.cache.Ticker;
import io.trueup.cache.spi.LoadClaim;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/*
 * A claim is a key beside the value's with a random owner under it, set if there is none, and gone by
 * itself after its time. Who meets another's looks whether it is still there, first after 2 ms, later
 * every 20 ms at most, until its own time is over; so a load costs those who wait at most that more
 * than it takes. The owner deletes it after the value was sent, on the same connection, and only if
 * it is still its own: a load that took too long must not end the next one's claim.
 *
 * In a cluster, claim and value may be on different servers, and the claim seem to be gone before the
 * value is there. Then whoever waited claims it itself, and looks once more.
 *
 * Any failure is the end of waiting.
 */
final class LoadClaims {
  private static final byte[] SUFFIX = ":loading".getBytes(StandardCharsets.UTF_8);
  private static final byte[] DELETE_IF_OWN =
      ("if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end "
              + "return 0")
          .getBytes(StandardCharsets.UTF_8);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(2);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(20);

  private final Exchange exchange;
  private final Ticker ticker;

  LoadClaims(Exchange exchange, Ticker ticker) {
    this.exchange = exchange;
    this.ticker = ticker;
  }

  /** Null, at once, if Redis is left alone. */
  @Nullable LoadClaim claim(byte[] valueKey, Duration most) {
    long began = ticker.nanos();
    byte[] key = Arrays.copyOf(valueKey, valueKey.length + SUFFIX.length);
    System.arraycopy(SUFFIX, 0, key, valueKey.length, SUFFIX.length);
    if (!exchange.mayUse()) {
      return null;
    }
    byte[] owner = randomOwner();
    SetArgs ifNone = SetArgs.Builder.nx().px(Math.max(1, most.toMillis()));
    if (exchange.write(redis -> redis.set(key, owner, ifNone)) != null) {
      exchange.counters().claims.increment();
      return new Mine(key, owner);
    }
    exchange.counters().waits.increment();
    return awaitEnd(key, began, most) ? Anothers.INSTANCE : null;
  }

  /** False if Redis can't be asked any more. */
  private boolean awaitEnd(byte[] key, long began, Duration most) {
    long pause = FIRST_PAUSE.toNanos();
    long left = most.toNanos() - (ticker.nanos() - began);
    while (left > 0) {
      rest(Math.min(pause, left));
      if (!exchange.mayUse()) {
        return false;
      }
      if (exchange.read(redis -> redis.exists(key)) == 0) {
        return true;
      }
      pause = Math.min(2 * pause, LONGEST_PAUSE.toNanos());
      left = most.toNanos() - (ticker.nanos() - began);
    }
    return true;
  }

  /** Perhaps for less: then one look too many. */
  private static void rest(long nanos) {
    LockSupport.parkNanos(nanos);
    if (Thread.currentThread().isInterrupted()) {
      throw new CacheException("interrupted while another node loads", null);
    }
  }

  private static byte[] randomOwner() {
    UUID id = UUID.randomUUID();
    return ByteBuffer.allocate(2 * Long.BYTES)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }

  private enum Anothers implements LoadClaim {
    INSTANCE;

    @Override
    public boolean isMine() {
      return false;
    }

    @Override
    public void close() {}
  }

  private final class Mine implements LoadClaim {
    private final byte[] key;
    private final byte[] owner;

    Mine(byte[] key, byte[] owner) {
      this.key = key;
      this.owner = owner;
    }

    @Override
    public boolean isMine() {
      return true;
    }

    /** What can't be deleted ends by itself; the exchange has counted it. */
    @Override
    public void close() {
      if (exchange.mayUse()) {
        exchange.sendQuietly(this::deletion);
      }
    }

    private RedisFuture<Long> deletion(RedisClusterAsyncCommands<byte[], byte[]> redis) {
      return redis.eval(DELETE_IF_OWN, ScriptOutputType.INTEGER, new byte[][] {key}, owner);
    }
  }
}
