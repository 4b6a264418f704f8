package io.trueup.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.resource.Delay;
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
 * end has fallen silent; and meanwhile it keeps commands to send them later. So this class tries
 * again, after a growing, jittered delay, until it is closed.
 */

/**
 * A connection to Redis.
 *
 * @param <U> what it is used by
 */
final class RedisLink<U> implements AutoCloseable {
  /** What is told of the link's comings and goings, on threads of Lettuce. */
  interface Listener {
    void connected();

    void disconnected(String why);
  }

  /** An open connection, and what it is used by. */
  record Open<U>(StatefulConnection<byte[], byte[]> connection, U use) {}

  /** How to connect. */
  interface Connecting<U> extends AutoCloseable {
    CompletionStage<Open<U>> connect();

    /** Ends its threads, and what is connected. */
    @Override
    void close();
  }

  static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
  static final Duration SHORTEST = Duration.ofMillis(50);
  static final Duration LONGEST = Duration.ofSeconds(5);

  private static final long MOST_DOUBLINGS = 16;
  private static final Delay DELAY =
      Delay.equalJitter(SHORTEST, LONGEST, 100, TimeUnit.MILLISECONDS);

  private final Listener listener;
  private final Connecting<U> connecting;
  private volatile @Nullable Open<U> open;
  private long attempts;
  private boolean closed;

  RedisLink(Connecting<U> connecting, Listener listener) {
    this.listener = listener;
    this.connecting = connecting;
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
  @Nullable U get() {
    Open<U> now = open;
    return now == null ? null : now.use;
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

  private CompletableFuture<Open<U>> attempt() {
    try {
      return connecting.connect().toCompletableFuture();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void connected(@Nullable Open<U> made, @Nullable Throwable failure) {
    if (made == null) {
      listener.disconnected(reason(failure));
      connectLater();
      return;
    }
    made.connection.addListener(new Ending(made));
    synchronized (this) {
      if (closed) {
        closeQuietly(made);
        return;
      }
      open = made;
      attempts = 0;
    }
    listener.connected();
    if (!made.connection.isOpen()) {
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

  /** Gives up a connection that is of no use any more, and makes another. */
  void renew(String why) {
    Open<U> useless = open;
    if (useless != null) {
      ended(useless, why);
    }
  }

  private void ended(Open<U> gone, String why) {
    synchronized (this) {
      if (!gone.equals(open)) {
        return;
      }
      open = null;
    }
    listener.disconnected(why);
    closeQuietly(gone);
    connectLater();
  }

  private static void closeQuietly(Open<?> gone) {
    CompletableFuture<?> unused = gone.connection.closeAsync();
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
    Open<U> last;
    synchronized (this) {
      closed = true;
      last = open;
      open = null;
    }
    if (last != null) {
      last.connection.close();
    }
    connecting.close();
  }

  private final class Ending implements RedisConnectionStateListener {
    private final Open<U> of;

    Ending(Open<U> of) {
      this.of = of;
    }

    @Override
    public void onRedisDisconnected(RedisChannelHandler<?, ?> gone) {
      ended(of, "the connection ended");
    }
  }
}
