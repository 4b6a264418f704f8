package io.trueup.changelog;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntPredicate;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/*
 * A connection whose other end has fallen silent looks like one on which nobody rings, so in silence the
 * server is asked every few seconds whether it is there. After a new LISTEN the listeners are called
 * once: what was rung before it nobody has heard.
 */
/** Hears rings, on a thread and a connection of its own, which it makes anew when it is lost. */
final class Ear implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Ear.class.getName());
  private static final int SILENCE_MILLIS = 5_000;
  private static final int ANSWER_SECONDS = 2;
  private static final long FIRST_PAUSE_MILLIS = 50;
  private static final long LONGEST_PAUSE_MILLIS = 5_000;

  private final CountDownLatch closing = new CountDownLatch(1);
  private final LongAdder times = new LongAdder();
  private final DataSource dataSource;
  private final IntPredicate isSelf;
  private final Runnable onRing;
  private final Thread thread = new Thread(this::run, "trueup-doorbell");
  private volatile @Nullable Connection connection;
  private volatile boolean listening;
  private long pauseMillis = FIRST_PAUSE_MILLIS;
  private boolean failing;

  /**
   * @param isSelf whether the server's process of this number sends our own rings
   * @param onRing neither blocks nor throws
   */
  Ear(DataSource dataSource, IntPredicate isSelf, Runnable onRing) {
    this.dataSource = dataSource;
    this.isSelf = isSelf;
    this.onRing = onRing;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  boolean isListening() {
    return listening;
  }

  long timesListened() {
    return times.sum();
  }

  private boolean isClosed() {
    return closing.getCount() == 0;
  }

  private void run() {
    while (!isClosed()) {
      try (Connection open = dataSource.getConnection()) {
        connection = open;
        listen(open);
        hear(open);
      } catch (SQLException | RuntimeException e) {
        missed(e);
      } finally {
        listening = false;
        connection = null;
      }
      pause();
    }
  }

  private void listen(Connection open) throws SQLException {
    open.setAutoCommit(true);
    try (Statement listen = open.createStatement()) {
      listen.setQueryTimeout(ANSWER_SECONDS);
      listen.execute("listen " + PostgresDoorbell.CHANNEL);
    }
    failing = false;
    pauseMillis = FIRST_PAUSE_MILLIS;
    onRing.run();
    listening = true;
    times.increment();
  }

  private void hear(Connection open) throws SQLException {
    PGConnection heard = open.unwrap(PGConnection.class);
    while (!isClosed()) {
      PGNotification[] rings = heard.getNotifications(SILENCE_MILLIS);
      if (rings == null || rings.length == 0) {
        checkAlive(open);
      } else if (hasForeign(rings)) {
        onRing.run();
      }
    }
  }

  private boolean hasForeign(PGNotification[] rings) {
    for (PGNotification ring : rings) {
      if (!isSelf.test(ring.getPID())) {
        return true;
      }
    }
    return false;
  }

  private static void checkAlive(Connection open) throws SQLException {
    if (!open.isValid(ANSWER_SECONDS)) {
      throw new SQLException("the server has fallen silent");
    }
  }

  /** Said once until it listens again. */
  private void missed(Exception e) {
    if (!isClosed() && !failing) {
      LOG.log(Level.WARNING, "rings of other nodes are not heard, the log is polled: " + e);
    }
    failing = true;
  }

  /** Half of a growing time and a random part of it, so that not all nodes come back at once. */
  private void pause() {
    long millis = pauseMillis / 2 + ThreadLocalRandom.current().nextLong(pauseMillis / 2 + 1);
    pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
    try {
      boolean unused = closing.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      LOG.log(Level.DEBUG, "{0} was interrupted", thread.getName());
    }
  }

  @Override
  public void close() {
    closing.countDown();
    Connection open = connection;
    if (open != null) {
      PostgresDoorbell.abort(open);
    }
  }
}
