package io.trueup.benchmarks;

import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import redis.embedded.RedisServer;

/** Entries in a Redis on this machine, reached through Lettuce. */
abstract class RedisEntries implements TaggedEntries {
  /** Keys in one command. */
  static final int BATCH = 1000;

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final RedisServer server;
  private final RedisClient client;
  final StatefulRedisConnection<String, String> connection;

  RedisEntries() {
    int port = freePort();
    try {
      this.server = RedisServer.newRedisServer().port(port).setting("save \"\"").build();
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.client = RedisClient.create(RedisURI.create("127.0.0.1", port));
    this.connection = client.connect();
    connection.setTimeout(PATIENCE);
  }

  /** A port at which nobody listens. */
  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public final void fill(String[] keys) {
    List<RedisFuture<?>> sent = new ArrayList<>();
    for (List<String> batch : Batches.of(List.of(keys), BATCH)) {
      Map<String, String> values = new HashMap<>();
      batch.forEach(key -> values.put(key, Workload.value(key)));
      sent.add(connection.async().mset(values));
      sent.add(connection.async().sadd(TAG, batch.toArray(String[]::new)));
    }
    await(sent);
  }

  /** Removes them, pipelined. */
  final void unlink(List<String> keys) {
    RedisAsyncCommands<String, String> redis = connection.async();
    List<RedisFuture<?>> sent = new ArrayList<>();
    for (List<String> batch : Batches.of(keys, BATCH)) {
      sent.add(redis.unlink(batch.toArray(String[]::new)));
    }
    await(sent);
  }

  private static void await(List<RedisFuture<?>> sent) {
    if (!LettuceFutures.awaitAll(PATIENCE, sent.toArray(RedisFuture<?>[]::new))) {
      throw new IllegalStateException("Redis did not answer within " + PATIENCE);
    }
  }

  @Override
  public final boolean holds(String key) {
    return connection.sync().get(key) != null;
  }

  @Override
  public final void close() {
    connection.close();
    client.shutdown();
    try {
      server.stop();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
