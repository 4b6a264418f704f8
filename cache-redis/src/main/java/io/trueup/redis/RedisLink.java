package io.trueup.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/*
 * The one connection to Redis, made anew in the background whenever there is none.
 *
 * Lettuce reconnects by itself, but only what was connected once, and not a connection whose other
 * end has fallen silent; and meanwhile it keeps commands to send them later. Here nothing is sent
 * later: without a connection a command fails at once. So its reconnecting is off, and this class
 * tries again, after a growing, jittered delay, until it is closed.
 */

/**
 * A connection to Redis.
 *
 * @param <C> its kind
 */
final class RedisLink<C extends StatefulRedisConnection<byte[], byte[]>> implements AutoCloseable {
  /** What is told of the link's comings and goings, on threads of Lettuce. */
  interface Listener {
    void connected();

    void disconnected(String why);
  }

  /** How to connect. */
  interface Connecting<C> {
    CompletionStage<C> to(RedisClient client, RedisURI uri);
  }

  static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

  private static final int MOST_COMMANDS_UNDER_WAY = 4096;
  private static final Duration SHORTEST = Duration.ofMillis(50);
  private static final Duration LONGEST = Duration.ofSeconds(5);
  private static final long MOST_DOUBLINGS = 16;
  private static final Delay DELAY =
      Delay.equalJitter(SHORTEST, LONGEST, 100, TimeUnit.MILLISECONDS);

  private final RedisURI uri;
  private final ClientResources resources;
  private final RedisClient client;
  private final Listener listener;
  private final Connecting<C> connecting;
  private volatile @Nullable C connection;
  private long attempts;
  private boolean closed;

  RedisLink(RedisURI uri, Listener listener, Connecting<C> connecting) {
    this.uri = uri;
    this.listener = listener;
    this.connecting = connecting;
    this.resources =
        DefaultClientResources.builder().ioThreadPoolSize(2).computationThreadPoolSize(2).build();
    this.client = RedisClient.create(resources);
    client.setOptions(
        ClientOptions.builder()
            .autoReconnect(false)
            .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
            .requestQueueSize(MOST_COMMANDS_UNDER_WAY)
            .socketOptions(SocketOptions.builder().connectTimeout(CONNECT_TIMEOUT).build())
            .build());
  }

  /** Has something done every so often, on a thread of the process's pool, until it is closed. */
  void every(Duration pause, Runnable what) {
    Executor later = CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS);
    later.execute(
        () -> {
          if (!isClosed()) {
            every(pause, what);
            what.run();
          }
        });
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  /** Begins to connect; waits for the first attempt's end for at most so long. */
  void start(Duration patience) {
    CompletableFuture<?> first = connect();
    try {
      first.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      // The listener was told, and the next attempt is planned.
      return;
    } catch (TimeoutException e) {
      listener.disconnected("not connected within " + patience.toMillis() + " ms");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Null if there is none. */
  @Nullable C connection() {
    return connection;
  }

  private CompletableFuture<?> connect() {
    synchronized (this) {
      if (closed) {
        return CompletableFuture.completedFuture(false);
      }
      attempts++;
    }
    return attempt().whenComplete(this::connected);
  }

  private CompletableFuture<C> attempt() {
    try {
      return connecting.to(client, uri).toCompletableFuture();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void connected(@Nullable C made, @Nullable Throwable failure) {
    if (made == null) {
      listener.disconnected(reason(failure));
      connectLater();
      return;
    }
    made.addListener(new Ending(made));
    synchronized (this) {
      if (closed) {
        CompletableFuture<?> unused = made.closeAsync();
        return;
      }
      connection = made;
      attempts = 0;
    }
    listener.connected();
    if (!made.isOpen()) {
      ended(made, "the connection ended");
    }
  }

  private void connectLater() {
    long attempt;
    synchronized (this) {
      attempt = Math.min(attempts, MOST_DOUBLINGS);
    }
    Duration delay = DELAY.createDelay(attempt);
    Executor later = CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS);
    later.execute(this::connectAgain);
  }

  private void connectAgain() {
    CompletableFuture<?> unused = connect();
  }

  /** Gives up a connection that does not answer any more, and makes another. */
  void renew() {
    C silent = connection;
    if (silent != null) {
      ended(silent, "given up since it did not answer");
      CompletableFuture<?> unused = silent.closeAsync();
    }
  }

  private void ended(C gone, String why) {
    synchronized (this) {
      if (!gone.equals(connection)) {
        return;
      }
      connection = null;
    }
    listener.disconnected(why);
    connectLater();
  }

  private static String reason(@Nullable Throwable failure) {
    Throwable cause = failure;
    while (cause != null && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause == null ? "no connection" : String.valueOf(cause.getMessage());
  }

  @Override
  public void close() {
    C open;
    synchronized (this) {
      closed = true;
      open = connection;
      connection = null;
    }
    if (open != null) {
      open.close();
    }
    client.shutdown(Duration.ZERO, CONNECT_TIMEOUT);
    Future<?> unused = resources.shutdown(0, CONNECT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
  }

  private final class Ending implements RedisConnectionStateListener {
    private final C of;

    Ending(C of) {
      this.of = of;
    }

    @Override
    public void onRedisDisconnected(RedisChannelHandler<?, ?> gone) {
      ended(of, "the connection ended");
    }
  }
}
