package io.trueup.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisReadOnlyException;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.trueup.cache.CacheException;
import io.trueup.cache.Ticker;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/*
 * Single commands, each as the circuit permits, waited for or not, and never for longer than the
 * time-out. What went wrong is counted here, and nowhere else. Lettuce cancels what is under way when
 * its connection ends.
 *
 * An answer that refuses a write, as for want of memory, does not mean that reads fail. One that says
 * "read only" where sentinels name the master means that it is none any more: they are asked anew.
 */
final class Exchange implements AutoCloseable {
  /** One command. */
  interface Command<T> {
    RedisFuture<? extends T> on(RedisClusterAsyncCommands<byte[], byte[]> redis);
  }

  private final Duration timeout;
  private final Ticker ticker;
  private final Counters counters;
  private final Circuit circuit;
  private final RedisLink<RedisClusterAsyncCommands<byte[], byte[]>> link;
  private final boolean namedBySentinels;
  private volatile boolean closed;

  Exchange(RedisAddress to, Duration timeout, Duration retryAfter, Ticker ticker) {
    this.timeout = timeout;
    this.ticker = ticker;
    this.counters = new Counters();
    this.circuit = new Circuit(retryAfter, timeout, ticker, this::leaveSilentConnection);
    this.link = new RedisLink<>(RedisClients.forCommands(to), circuit);
    this.namedBySentinels = to.kind() == RedisAddress.Kind.SENTINEL;
  }

  void start(Duration patience) {
    link.start(patience);
  }

  private void leaveSilentConnection() {
    link.renew("given up since it did not answer");
  }

  Counters counters() {
    return counters;
  }

  RedisHealth health() {
    return circuit.health(counters);
  }

  /** Whether a command may be sent; who was told so sends one, or says that it was not. */
  boolean mayUse() {
    boolean may = !closed && circuit.permits();
    if (!may) {
      counters.skipped.increment();
    }
    return may;
  }

  void neverTried() {
    circuit.neverTried();
  }

  /**
   * Sends a command that reads, and waits for its answer.
   *
   * @throws CacheException if there is none
   */
  <T extends @Nullable Object> T read(Command<T> command) {
    return ask(command, false);
  }

  /**
   * Sends a command that writes, and waits for its answer.
   *
   * @throws CacheException if there is none, or it was refused
   */
  <T extends @Nullable Object> T write(Command<T> command) {
    return ask(command, true);
  }

  private <T extends @Nullable Object> T ask(Command<T> command, boolean writes) {
    long began = ticker.nanos();
    try {
      T answer = within(command.on(redis()));
      circuit.wentWell(began);
      return answer;
    } catch (InterruptedException e) {
      circuit.neverTried();
      Thread.currentThread().interrupt();
      throw new CacheException("interrupted while waiting for Redis", e);
    } catch (ExecutionException | TimeoutException | CancellationException | RedisException e) {
      Throwable why = cause(e);
      failed(why, began, writes);
      throw new CacheException("Redis can't be used: " + why.getMessage(), why);
    }
  }

  private <T extends @Nullable Object> T within(Future<? extends T> answer)
      throws InterruptedException, ExecutionException, TimeoutException {
    try {
      return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      answer.cancel(false);
      throw new TimeoutException("no answer within " + timeout.toMillis() + " ms");
    }
  }

  /**
   * Sends a command that writes, and goes on.
   *
   * @param then told how it went: null if well. On a thread of Lettuce, or at once on this one
   * @throws CacheException if it can't be sent
   */
  void send(Command<?> command, Consumer<@Nullable Throwable> then) {
    long began = ticker.nanos();
    try {
      CompletableFuture<?> unused =
          command
              .on(redis())
              .toCompletableFuture()
              .orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
              .whenComplete((answer, failure) -> sent(failure, began, then));
    } catch (RedisException e) {
      sent(e, began, then);
      throw new CacheException("Redis can't be written: " + e.getMessage(), e);
    }
  }

  /** Sends a command that may be lost, and goes on. */
  void sendQuietly(Command<?> command) {
    try {
      send(command, failure -> {});
    } catch (CacheException e) {
      // Counted as a failure when it was tried.
      return;
    }
  }

  private void sent(@Nullable Throwable failure, long began, Consumer<@Nullable Throwable> then) {
    then.accept(failure);
    if (failure == null) {
      circuit.wentWell(began);
    } else {
      failed(cause(failure), began, true);
    }
  }

  private void failed(Throwable why, long began, boolean writing) {
    if (isWrongType(why)) {
      circuit.wentWell(began);
      counters.unreadable.increment();
      return;
    }
    counters.failures.increment();
    if (writing && why instanceof RedisCommandExecutionException) {
      circuit.refused(why);
    } else {
      circuit.failed(began, why);
    }
    if (namedBySentinels && why instanceof RedisReadOnlyException) {
      link.renew("it is no master any more");
    }
  }

  /** Somebody else's key: as good as none. */
  static boolean isWrongType(@Nullable Throwable why) {
    return why instanceof RedisCommandExecutionException
        && String.valueOf(why.getMessage()).startsWith("WRONGTYPE");
  }

  private RedisClusterAsyncCommands<byte[], byte[]> redis() {
    RedisClusterAsyncCommands<byte[], byte[]> redis = link.get();
    if (redis == null) {
      throw new RedisException("not connected");
    }
    return redis;
  }

  private static Throwable cause(Throwable e) {
    Throwable cause = e.getCause();
    boolean wrapped = e instanceof ExecutionException || e instanceof CompletionException;
    Throwable why = cause != null && wrapped ? cause : e;
    return why instanceof CancellationException
        ? new RedisException("the connection ended", why)
        : why;
  }

  @Override
  public void close() {
    closed = true;
    link.close();
  }
}
