package io.trueup.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.sentinel.api.StatefulRedisSentinelConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import redis.embedded.RedisSentinel;

/** A sentinel of this machine, which alone decides that a master is down. */
final class RealSentinel implements AutoCloseable {
  static final String MASTER = "prime";

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final int port = RealRedis.freePort();
  private final RedisSentinel sentinel;
  private final RedisClient admin =
      RedisClient.create(RedisURI.Builder.redis("127.0.0.1", port).build());

  RealSentinel(RealRedis master) {
    this.sentinel =
        RedisSentinel.newRedisSentinel()
            .port(port)
            .masterName(MASTER)
            .masterPort(master.port())
            .quorumSize(1)
            .downAfterMilliseconds(500)
            .failOverTimeout(2000)
            .build();
    try {
      sentinel.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String uri() {
    return "redis-sentinel://127.0.0.1:" + port + "/0#" + MASTER;
  }

  void awaitReplica() {
    Awaitility.await().atMost(PATIENCE).until(() -> "1".equals(state().get("num-slaves")));
  }

  void awaitMaster(RealRedis redis) {
    String expected = Integer.toString(redis.port());
    Awaitility.await().atMost(PATIENCE).until(() -> expected.equals(state().get("port")));
  }

  private Map<String, String> state() {
    try (StatefulRedisSentinelConnection<String, String> open = admin.connectSentinel()) {
      return open.sync().master(MASTER);
    }
  }

  @Override
  public void close() {
    admin.shutdown();
    try {
      sentinel.stop();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
