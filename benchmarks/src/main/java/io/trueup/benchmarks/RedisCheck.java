package io.trueup.benchmarks;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.stream.IntStream;
import redis.embedded.RedisServer;

/**
 * Four budgets as hashes of whole numbers in a Redis on this machine, which writes nothing to disk;
 * a script raises all if all have room. One connection, over which callers' commands follow each
 * other without waiting. Safe for use by many threads.
 */
final class RedisCheck implements AutoCloseable {
  private static final String SCRIPT =
      """
      for _, key in ipairs(KEYS) do
        local it = redis.call('HMGET', key, 'spent', 'held', 'limit')
        if tonumber(it[1]) + tonumber(it[2]) + tonumber(ARGV[1]) > tonumber(it[3]) then
          return 0
        end
      end
      for _, key in ipairs(KEYS) do
        redis.call('HINCRBY', key, 'held', ARGV[1])
      end
      return 1
      """;
  private static final String LIMIT = "1000000000000000";

  private final String[] keys =
      IntStream.range(0, ConditionalUpdate.BUDGETS)
          .mapToObj(i -> "budget:" + i)
          .toArray(String[]::new);
  private final RedisServer server;
  private final RedisClient client;
  private final StatefulRedisConnection<String, String> connection;
  private final String script;

  RedisCheck() {
    int port = RedisEntries.freePort();
    try {
      server = RedisServer.newRedisServer().port(port).setting("save \"\"").build();
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    client = RedisClient.create(RedisURI.create("127.0.0.1", port));
    connection = client.connect();
    for (String key : keys) {
      connection.sync().hset(key, Map.of("spent", "0", "held", "0", "limit", LIMIT));
    }
    script = connection.sync().scriptLoad(SCRIPT);
  }

  /** Whether there was room in all, and so much is held of each. */
  boolean hold(String amount) {
    Long held = connection.sync().evalsha(script, ScriptOutputType.INTEGER, keys, amount);
    return held == 1;
  }

  /** What is held of the budget of which the least is. */
  long held() {
    return IntStream.range(0, keys.length)
        .mapToLong(i -> Long.parseLong(connection.sync().hget(keys[i], "held")))
        .min()
        .orElseThrow();
  }

  @Override
  public void close() {
    connection.close();
    client.shutdown();
    try {
      server.stop();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
