package io.trueup.redis;

import io.lettuce.core.RedisException;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.trueup.cache.spi.Doorbell;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/*
 * One connection subscribes and publishes: RESP 3 allows both. A message is the sender's id, by which
 * it knows its own: its listeners were called already.
 *
 * However many ring while one message is under way, one more is sent for all of them. A connection
 * whose other end has fallen silent looks like one on which nobody rings, so Redis is asked every few
 * seconds whether it is there. After a new subscription the listeners are called once: what was rung
 * before it nobody has heard.
 */
/**
 * A doorbell between all processes on one Redis (6.2 or later) or Valkey, by publish and subscribe:
 * a server, the master that sentinels name, or a cluster. Need not be reachable, at the start or
 * later: what can't be sent is lost, and its listeners are called once it listens again. Safe for
 * use by many threads.
 */
public final class RedisDoorbell implements Doorbell {
  private static final System.Logger LOG = System.getLogger(RedisDoorbell.class.getName());
  private static final Duration BETWEEN_CHECKS = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final long ANSWER_SECONDS = 2;

  private final byte[] channel;
  private final byte[] self = random();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final LongAdder lost = new LongAdder();
  private final LongAdder heard = new LongAdder();
  private final LongAdder subscriptions = new LongAdder();
  private final RedisLink<StatefulRedisPubSubConnection<byte[], byte[]>> link;
  private volatile boolean listening;
  private volatile boolean closed;

  private RedisDoorbell(String uri, String keyPrefix) {
    this.channel = (keyPrefix + ":changes").getBytes(StandardCharsets.UTF_8);
    this.link = new RedisLink<>(RedisClients.forChannels(RedisAddress.parse(uri)), new Link());
  }

  /**
   * Begins to listen; waits a second for the connection, and goes on trying in the background.
   *
   * @param uri such as {@code redis://localhost:6379/0} or {@code rediss://user:password@host}, or
   *     of sentinels or a cluster, as for {@link LettuceSecondLevel#at}
   * @param keyPrefix what the channel's name begins with
   * @throws IllegalArgumentException if the address makes no sense
   */
  public static RedisDoorbell at(String uri, String keyPrefix) {
    RedisDoorbell doorbell =
        new RedisDoorbell(Objects.requireNonNull(uri), Objects.requireNonNull(keyPrefix));
    doorbell.link.every(BETWEEN_CHECKS, doorbell::checkAlive);
    doorbell.link.start(PATIENCE);
    return doorbell;
  }

  private static byte[] random() {
    UUID id = UUID.randomUUID();
    return ByteBuffer.allocate(16)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }

  /** Calls the own listeners on this thread, the others' soon. */
  @Override
  public void ring() {
    callListeners();
    ringOthers();
  }

  private void callListeners() {
    listeners.forEach(Runnable::run);
  }

  private void ringOthers() {
    if (!closed && waiting.getAndIncrement() == 0) {
      publish();
    }
  }

  private void publish() {
    StatefulRedisPubSubConnection<byte[], byte[]> open = link.get();
    if (open == null) {
      sent(new RedisException("not connected"));
      return;
    }
    try {
      var unused =
          open.async()
              .publish(channel, self)
              .toCompletableFuture()
              .orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS)
              .whenComplete((receivers, failure) -> sent(failure));
    } catch (RedisException e) {
      sent(e);
    }
  }

  /** Whoever does not hear it finds the change by polling. */
  private void sent(@Nullable Throwable failure) {
    boolean again = waiting.getAndSet(0) > 1;
    if (failure != null) {
      lost.increment();
    } else if (again) {
      ringOthers();
    }
  }

  @Override
  public Listening listen(Runnable listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  @Override
  public boolean isListening() {
    return listening;
  }

  /** How many rings could not be sent since the start. */
  public long lostRings() {
    return lost.sum();
  }

  /** How many rings of others were heard since the start. */
  public long heardRings() {
    return heard.sum();
  }

  /** How often it began to listen since the start: each time but the first, anew. */
  public long subscriptions() {
    return subscriptions.sum();
  }

  private void subscribe() {
    StatefulRedisPubSubConnection<byte[], byte[]> open = link.get();
    if (open == null) {
      return;
    }
    open.addListener(new Hearing());
    var unused =
        open.async()
            .subscribe(channel)
            .toCompletableFuture()
            .orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS)
            .whenComplete((done, failure) -> subscribed(failure));
  }

  private void subscribed(@Nullable Throwable failure) {
    if (failure != null) {
      link.renew("given up since it did not answer");
      return;
    }
    callListeners();
    subscriptions.increment();
    listening = true;
  }

  private void checkAlive() {
    StatefulRedisPubSubConnection<byte[], byte[]> open = link.get();
    if (open == null) {
      return;
    }
    try {
      var unused =
          open.async()
              .ping()
              .toCompletableFuture()
              .orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS)
              .exceptionally(this::silent);
    } catch (RedisException e) {
      String unused = silent(e);
    }
  }

  private @Nullable String silent(Throwable why) {
    link.renew("given up since it did not answer");
    return null;
  }

  @Override
  public void close() {
    closed = true;
    listening = false;
    listeners.clear();
    link.close();
  }

  private final class Hearing extends RedisPubSubAdapter<byte[], byte[]> {
    @Override
    public void message(byte[] on, byte[] sender) {
      if (!Arrays.equals(sender, self)) {
        heard.increment();
        callListeners();
      }
    }
  }

  private final class Link implements RedisLink.Listener {
    private volatile boolean failing;

    @Override
    public void connected() {
      failing = false;
      subscribe();
    }

    /** Said once until there is a connection again. */
    @Override
    public void disconnected(String why) {
      listening = false;
      if (!closed && !failing) {
        LOG.log(
            System.Logger.Level.WARNING,
            "rings of other nodes are not heard, the log is polled: " + why);
      }
      failing = true;
    }
  }
}
