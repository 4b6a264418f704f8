package io.trueup.benchmarks;

import io.lettuce.core.RedisClient;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.trueup.cache.CachePolicy;
import io.trueup.cache.Caches;
import io.trueup.cache.Change;
import io.trueup.cache.CoherentCache;
import io.trueup.cache.LocalDoorbell;
import io.trueup.cache.Position;
import io.trueup.cache.Tags;
import io.trueup.cache.spi.CommitObserver;
import io.trueup.cache.spi.Doorbell;
import io.trueup.changelog.ChangeCodec;
import io.trueup.changelog.ChangeCodecs;
import io.trueup.changelog.ChangeLogSchema;
import io.trueup.changelog.ChangeWriter;
import io.trueup.changelog.JdbcChangeLog;
import io.trueup.changelog.JdbcTransactions;
import io.trueup.changelog.PostgresDoorbell;
import io.trueup.changelog.TagsTouched;
import io.trueup.redis.RedisDoorbell;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import javax.sql.DataSource;
import redis.embedded.RedisServer;

/*
 * P5. Two nodes over one PostgreSQL, in one process, so that one clock tells. The time is from when the
 * commit has returned from the database on one until a reader on the other, who looks every 20 µs
 * and whose bound is an hour, has the new value. The peer is a bare publish on Redis until its
 * receiver is called. Commits come one by one, a few random milliseconds apart.
 */
/** From a commit on one node to the new value on another: {@code Visibility [commits]}. */
public final class Visibility {
  private static final int COMMITS = 1_000;
  private static final long BETWEEN_READS_NANOS = 20_000;
  private static final String KEY = "value";

  private final DataSource database;
  private final int commits;
  private final Random random = new Random(1);

  private Visibility(DataSource database, int commits) {
    this.database = database;
    this.commits = commits;
  }

  /**
   * Measures.
   *
   * @param arguments how many commits for each way
   */
  public static void main(String... arguments) throws IOException, InterruptedException {
    int commits = arguments.length == 0 ? COMMITS : Integer.parseInt(arguments[0]);
    int port = RedisEntries.freePort();
    RedisServer redis = RedisServer.newRedisServer().port(port).setting("save \"\"").build();
    redis.start();
    String uri = "redis://127.0.0.1:" + port;
    try (RecordingDatabase postgres = RecordingDatabase.open("postgresql")) {
      ChangeLogSchema.create(postgres.dataSource());
      Visibility all = new Visibility(postgres.dataSource(), commits);
      System.out.printf(
          "| seen elsewhere after, ms | p50 | p99 | most |%n| --- | --- | --- | --- |%n");
      print("bare Redis, publish to receive", all.bareRedis(uri));
      print(
          "commit, doorbell by NOTIFY",
          all.commits(() -> PostgresDoorbell.on(postgres.dataSource())));
      print("commit, doorbell on Redis", all.commits(() -> RedisDoorbell.at(uri, "p5")));
      print("commit, no doorbell, a poll every 100 ms", all.commits(LocalDoorbell::new));
    } finally {
      redis.stop();
    }
  }

  private static void print(String what, long[] nanos) {
    Arrays.sort(nanos);
    System.out.printf(
        Locale.ROOT,
        "| %s | %.2f | %.2f | %.2f |%n",
        what,
        nanos[nanos.length / 2] / 1e6,
        nanos[nanos.length * 99 / 100] / 1e6,
        nanos[nanos.length - 1] / 1e6);
  }

  private void pause() {
    LockSupport.parkNanos(1_000_000 + random.nextInt(4_000_000));
  }

  private long[] bareRedis(String uri) throws InterruptedException {
    RedisClient client = RedisClient.create(uri);
    AtomicLong received = new AtomicLong();
    try (StatefulRedisPubSubConnection<String, String> receiver = client.connectPubSub();
        StatefulRedisPubSubConnection<String, String> sender = client.connectPubSub()) {
      receiver.addListener(
          new RedisPubSubAdapter<>() {
            @Override
            public void message(String channel, String message) {
              received.set(System.nanoTime());
            }
          });
      receiver.sync().subscribe(KEY);
      long[] nanos = new long[commits];
      for (int i = -commits / 4; i < commits; i++) {
        pause();
        received.set(0);
        long began = System.nanoTime();
        var unused = sender.async().publish(KEY, "");
        while (received.get() == 0) {
          LockSupport.parkNanos(BETWEEN_READS_NANOS);
        }
        nanos[Math.max(i, 0)] = received.get() - began;
      }
      return nanos;
    } finally {
      client.shutdown();
    }
  }

  private long[] commits(Supplier<Doorbell> doorbells) throws InterruptedException {
    ChangeCodec codec = ChangeCodecs.of();
    AtomicLong committed = new AtomicLong();
    JdbcTransactions transactions =
        new JdbcTransactions(database, new ChangeWriter(codec, "here", Duration.ofSeconds(5)));
    transactions.observe(new Stopwatch(committed));
    AtomicLong truth = new AtomicLong();
    try (Doorbell bell = doorbells.get();
        Doorbell otherBell = doorbells.get();
        JdbcChangeLog log = JdbcChangeLog.builder(database, codec).build();
        JdbcChangeLog otherLog = JdbcChangeLog.builder(database, codec).build();
        Caches here = Caches.follow(log).transactions(transactions).doorbell(bell).build();
        Caches there = Caches.follow(otherLog).doorbell(otherBell).build()) {
      CoherentCache<String, Long> cache =
          there
              .<String, Long>cache("values", Tags::of)
              .policy(CachePolicy.DEFAULT.withMaxStaleness(Duration.ofHours(1)))
              .build(key -> truth.get());
      awaitListening(bell, otherBell);
      long[] nanos = new long[commits];
      for (int i = -commits / 4; i < commits; i++) {
        pause();
        long next = truth.get() + 1;
        CountDownLatch seen = new CountDownLatch(1);
        AtomicLong at = new AtomicLong();
        Thread reader = new Thread(() -> read(cache, next, at, seen));
        reader.start();
        transactions.execute(
            changes -> {
              truth.set(next);
              changes.append(Change.of(Tags.of(KEY), new TagsTouched()));
              return next;
            });
        seen.await();
        nanos[Math.max(i, 0)] = Math.max(0, at.get() - committed.get());
      }
      here.catchUp();
      return nanos;
    }
  }

  private static void awaitListening(Doorbell... bells) {
    for (Doorbell bell : bells) {
      while (!bell.isListening()) {
        LockSupport.parkNanos(BETWEEN_READS_NANOS);
      }
    }
  }

  private static void read(
      CoherentCache<String, Long> cache, long wanted, AtomicLong at, CountDownLatch seen) {
    while (cache.get(KEY) < wanted) {
      LockSupport.parkNanos(BETWEEN_READS_NANOS);
    }
    at.set(System.nanoTime());
    seen.countDown();
  }

  /** Told first of a commit that is done. */
  private record Stopwatch(AtomicLong committed) implements CommitObserver {
    @Override
    public void committing(Position last) {}

    @Override
    public void committed(Position last) {
      committed.set(System.nanoTime());
    }

    @Override
    public void rolledBack(Position last) {}
  }
}
