package io.trueup.benchmarks;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.trueup.cache.CachePolicy;
import io.trueup.cache.Caches;
import io.trueup.cache.CoherentCache;
import io.trueup.cache.KeyCodec;
import io.trueup.cache.ValueCodec;
import io.trueup.redis.LettuceSecondLevel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import redis.embedded.RedisServer;

/**
 * P4: a read that the process can't answer and Redis can, with four tags, against a bare GET of the
 * same bytes. The cache has room for one entry, so each read asks Redis, is judged, and is put in.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SecondLevelBenchmark {
  static final int KEYS = 1024;

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final RedisServer server;
  private final LettuceSecondLevel level;
  private final Caches caches;
  private final RedisClient client;
  private final StatefulRedisConnection<byte[], byte[]> bare;
  final CoherentCache<String, String> cache;
  private List<byte[]> rawKeys = List.of();
  private int i;

  /** Starts a Redis on this machine. */
  public SecondLevelBenchmark() {
    int port = RedisEntries.freePort();
    try {
      server = RedisServer.newRedisServer().port(port).setting("save \"\"").build();
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String uri = "redis://127.0.0.1:" + port;
    level = LettuceSecondLevel.at(uri).timeout(PATIENCE).build();
    client = RedisClient.create(uri);
    bare = client.connect(ByteArrayCodec.INSTANCE);
    caches = Caches.follow(RingLog.shared()).secondLevel(level).build();
    cache =
        caches
            .<String, String>cache("values", Workload::tags)
            .policy(CachePolicy.DEFAULT.withMaxEntries(1).withLevelTwo(true))
            .keys(KeyCodec.of(key -> key, text -> text))
            .secondLevel(new Text())
            .build(Workload::value);
  }

  /** Fills Redis through the cache, which does not wait for its writes. */
  @Setup
  public void fill() {
    for (int key = 0; key < KEYS; key++) {
      cache.get(Workload.key(key));
    }
    long began = System.nanoTime();
    rawKeys = keysInRedis();
    while (rawKeys.size() < KEYS && System.nanoTime() - began < PATIENCE.toNanos()) {
      Thread.onSpinWait();
      rawKeys = keysInRedis();
    }
    if (rawKeys.size() < KEYS) {
      throw new IllegalStateException("only " + rawKeys.size() + " values are in Redis");
    }
  }

  private List<byte[]> keysInRedis() {
    return bare.sync().keys("*".getBytes(StandardCharsets.UTF_8));
  }

  private int next() {
    i = (i + 1) & (KEYS - 1);
    return i;
  }

  /** From Redis through the cache. */
  @Benchmark
  public String level() {
    return cache.get(Workload.key(next()));
  }

  /** From Redis and nothing else. */
  @Benchmark
  public byte[] get() throws InterruptedException, ExecutionException, TimeoutException {
    return bare.async().get(rawKeys.get(next())).get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Ends all.
   *
   * @throws IllegalStateException if reads of the cache were not answered by Redis
   */
  @TearDown
  public void close() throws IOException {
    long reads = cache.statistics().reads() - KEYS;
    long fromRedis = cache.statistics().secondLevelHits();
    caches.close();
    level.close();
    bare.close();
    client.shutdown();
    server.stop();
    if (fromRedis < reads * 99 / 100) {
      throw new IllegalStateException(
          "of " + reads + " reads only " + fromRedis + " came from Redis");
    }
  }

  private static final class Text implements ValueCodec<String> {
    @Override
    public byte[] encode(String value) {
      return value.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String decode(byte[] bytes) {
      return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public String schema() {
      return "1";
    }
  }
}
