package io.trueup.changelog;

import io.trueup.cache.spi.Doorbell;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;

/*
 * A ring is a NOTIFY in a transaction of its own: in the writer's it would hold a lock that all
 * notifying transactions share until the commit is on disk. It follows the commit it tells of, so who
 * hears it and looks finds the change.
 *
 * Rings are heard on one connection and sent on another, each with a thread: waiting for
 * notifications occupies a connection. Own rings come back over the wire too, and are known by the
 * process that sent them: own listeners were called already.
 */
/**
 * A doorbell between all processes on one PostgreSQL database, by {@code LISTEN} and {@code NOTIFY}
 * on the channel {@value #CHANNEL}. Holds two connections and two threads. Needs no server to be
 * there: what can't be sent is lost, and after a time without a connection its listeners are called
 * once it listens again. Safe for use by many threads.
 *
 * <p>Needs the driver {@code org.postgresql:postgresql}, and connections that lead to a server and
 * not to a pooler that hands its sessions around: through such a one nothing is heard.
 */
public final class PostgresDoorbell implements Doorbell {
  /** On which rings are sent, with an empty payload. */
  public static final String CHANNEL = "trueup_change";

  private static final Logger LOG = System.getLogger(PostgresDoorbell.class.getName());

  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final Ringer ringer;
  private final Ear ear;

  private PostgresDoorbell(DataSource dataSource) {
    this.ringer = new Ringer(dataSource);
    this.ear = new Ear(dataSource, ringer::isSelf, this::callListeners);
  }

  /**
   * Begins to listen.
   *
   * @param dataSource gives direct connections to the primary, from no pool: two are held for good
   */
  public static PostgresDoorbell on(DataSource dataSource) {
    PostgresDoorbell doorbell = new PostgresDoorbell(Objects.requireNonNull(dataSource));
    doorbell.ringer.start();
    doorbell.ear.start();
    return doorbell;
  }

  /** Calls the own listeners on this thread, the others' soon. */
  @Override
  public void ring() {
    callListeners();
    ringer.ring();
  }

  private void callListeners() {
    listeners.forEach(Runnable::run);
  }

  @Override
  public Listening listen(Runnable listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  @Override
  public boolean isListening() {
    return ear.isListening();
  }

  /** How many rings could not be sent since the start. */
  public long lostRings() {
    return ringer.lost();
  }

  /** How often it began to listen since the start: once, and after each lost connection. */
  public long timesListened() {
    return ear.timesListened();
  }

  @Override
  public void close() {
    listeners.clear();
    ringer.close();
    ear.close();
  }

  /** Closes a connection that another thread may be waiting on, without asking the server. */
  static void abort(Connection connection) {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      LOG.log(Level.DEBUG, "a connection that is given up could not be closed", e);
    }
  }
}
