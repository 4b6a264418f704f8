package io.trueup.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/*
 * Where the next connection goes: to the server; to the master that the sentinels name at that moment,
 * so after a fail-over to the new one; or to a cluster, whose slots are looked up anew.
 *
 * Nothing is sent later: without a connection a command fails at once. To one server RedisLink makes a
 * new connection when the old one ended. Within a cluster, where one connection of many ends, Lettuce
 * connects anew by itself and asks who has the slots now.
 *
 * A ring reaches all nodes of a cluster from any of them, so the doorbell holds a plain connection to
 * one, and tries the next when it ends.
 */

/** How connections are made, with the threads for them. */
final class RedisClients {
  private static final int MOST_COMMANDS_UNDER_WAY = 4096;
  private static final Duration BETWEEN_LOOKS_AT_SLOTS = Duration.ofSeconds(10);
  private static final Duration BETWEEN_HINTED_LOOKS = Duration.ofSeconds(1);

  private RedisClients() {}

  /** Connections for commands. */
  static RedisLink.Connecting<RedisClusterAsyncCommands<byte[], byte[]>> forCommands(
      RedisAddress to) {
    return to.kind() == RedisAddress.Kind.CLUSTER ? new ToCluster(to) : new ToServer(to);
  }

  /** Connections that listen to channels. */
  static RedisLink.Connecting<StatefulRedisPubSubConnection<byte[], byte[]>> forChannels(
      RedisAddress to) {
    return new ToAnyNode(to);
  }

  private static ClientResources threads() {
    return DefaultClientResources.builder()
        .ioThreadPoolSize(2)
        .computationThreadPoolSize(2)
        .reconnectDelay(
            Delay.equalJitter(RedisLink.SHORTEST, RedisLink.LONGEST, 100, TimeUnit.MILLISECONDS))
        .build();
  }

  private static void end(ClientResources threads) {
    Future<?> unused =
        threads.shutdown(0, RedisLink.CONNECT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static SocketOptions sockets() {
    return SocketOptions.builder().connectTimeout(RedisLink.CONNECT_TIMEOUT).build();
  }

  private static RedisClient plainClient(ClientResources threads) {
    RedisClient client = RedisClient.create(threads);
    client.setOptions(
        ClientOptions.builder()
            .autoReconnect(false)
            .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
            .requestQueueSize(MOST_COMMANDS_UNDER_WAY)
            .socketOptions(sockets())
            .build());
    return client;
  }

  private static final class ToServer
      implements RedisLink.Connecting<RedisClusterAsyncCommands<byte[], byte[]>> {
    private final ClientResources threads = threads();
    private final RedisClient client = plainClient(threads);
    private final RedisURI uri;

    ToServer(RedisAddress to) {
      this.uri = to.nodes().get(0);
    }

    @Override
    public CompletionStage<RedisLink.Open<RedisClusterAsyncCommands<byte[], byte[]>>> connect() {
      return client
          .connectAsync(ByteArrayCodec.INSTANCE, uri)
          .thenApply(made -> new RedisLink.Open<>(made, made.async()));
    }

    @Override
    public void close() {
      client.shutdown(Duration.ZERO, RedisLink.CONNECT_TIMEOUT);
      end(threads);
    }
  }

  private static final class ToCluster
      implements RedisLink.Connecting<RedisClusterAsyncCommands<byte[], byte[]>> {
    private final ClientResources threads = threads();
    private final RedisClusterClient client;

    ToCluster(RedisAddress to) {
      this.client = RedisClusterClient.create(threads, to.nodes());
      client.setOptions(
          ClusterClientOptions.builder()
              .autoReconnect(true)
              .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
              .requestQueueSize(MOST_COMMANDS_UNDER_WAY)
              .socketOptions(sockets())
              .topologyRefreshOptions(
                  ClusterTopologyRefreshOptions.builder()
                      .enablePeriodicRefresh(BETWEEN_LOOKS_AT_SLOTS)
                      .enableAllAdaptiveRefreshTriggers()
                      .adaptiveRefreshTriggersTimeout(BETWEEN_HINTED_LOOKS)
                      .build())
              .build());
    }

    @Override
    public CompletionStage<RedisLink.Open<RedisClusterAsyncCommands<byte[], byte[]>>> connect() {
      return client
          .refreshPartitionsAsync()
          .thenCompose(known -> client.connectAsync(ByteArrayCodec.INSTANCE))
          .thenApply(made -> new RedisLink.Open<>(made, made.async()));
    }

    @Override
    public void close() {
      client.shutdown(Duration.ZERO, RedisLink.CONNECT_TIMEOUT);
      end(threads);
    }
  }

  private static final class ToAnyNode
      implements RedisLink.Connecting<StatefulRedisPubSubConnection<byte[], byte[]>> {
    private final ClientResources threads = threads();
    private final RedisClient client = plainClient(threads);
    private final RedisAddress to;
    private final AtomicInteger attempts = new AtomicInteger();

    ToAnyNode(RedisAddress to) {
      this.to = to;
    }

    @Override
    public CompletionStage<RedisLink.Open<StatefulRedisPubSubConnection<byte[], byte[]>>>
        connect() {
      int next = Math.floorMod(attempts.getAndIncrement(), to.nodes().size());
      return client
          .connectPubSubAsync(ByteArrayCodec.INSTANCE, to.nodes().get(next))
          .thenApply(made -> new RedisLink.Open<>(made, made));
    }

    @Override
    public void close() {
      client.shutdown(Duration.ZERO, RedisLink.CONNECT_TIMEOUT);
      end(threads);
    }
  }
}
