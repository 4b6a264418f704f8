package io.trueup.changelog;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/*
 * However many ring while one NOTIFY is under way, one more is sent for all of them. It need not be on
 * disk before it is told, so its commit does not wait for that.
 */
/** Sends rings, on a thread and a connection of its own. */
final class Ringer implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Ringer.class.getName());
  private static final int SECONDS = 2;

  private final Semaphore rings = new Semaphore(0);
  private final LongAdder lost = new LongAdder();
  private final DataSource dataSource;
  private final Thread thread = new Thread(this::run, "trueup-ring");
  private volatile @Nullable Connection connection;
  private volatile int process;
  private volatile boolean closed;
  private boolean failing;

  Ringer(DataSource dataSource) {
    this.dataSource = dataSource;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  void ring() {
    if (rings.availablePermits() == 0) {
      rings.release();
    }
  }

  long lost() {
    return lost.sum();
  }

  /** Whether the server's process of this number sends our own rings. */
  boolean isSelf(int number) {
    return number == process;
  }

  private void run() {
    while (!closed) {
      rings.acquireUninterruptibly();
      rings.drainPermits();
      if (!closed) {
        send();
      }
    }
    drop();
  }

  /** A connection that was idle may have ended unnoticed, so one failure of such is no failure. */
  private void send() {
    boolean wasOpen = connection != null;
    try {
      try {
        tellOthers();
      } catch (SQLException e) {
        drop();
        if (!wasOpen) {
          throw e;
        }
        tellOthers();
      }
      failing = false;
    } catch (SQLException | RuntimeException e) {
      drop();
      lose(e);
    }
  }

  private void tellOthers() throws SQLException {
    Connection open = connection;
    if (open == null) {
      open = open();
    }
    try (Statement notify = open.createStatement()) {
      notify.setQueryTimeout(SECONDS);
      notify.execute("notify " + PostgresDoorbell.CHANNEL);
    }
  }

  private Connection open() throws SQLException {
    Connection open = dataSource.getConnection();
    connection = open;
    open.setAutoCommit(true);
    open.setNetworkTimeout(Runnable::run, (SECONDS + 1) * 1_000);
    try (Statement statement = open.createStatement()) {
      statement.execute("set synchronous_commit = off");
    }
    process = open.unwrap(PGConnection.class).getBackendPID();
    return open;
  }

  /** Whoever does not hear it finds the change by polling. Said once until one is sent again. */
  private void lose(Exception e) {
    if (closed) {
      return;
    }
    lost.increment();
    if (!failing) {
      LOG.log(Level.WARNING, "other nodes can't be told of changes and have to poll: " + e);
    }
    failing = true;
  }

  private void drop() {
    Connection open = connection;
    connection = null;
    if (open != null) {
      PostgresDoorbell.abort(open);
    }
  }

  @Override
  public void close() {
    closed = true;
    drop();
    ring();
  }
}
