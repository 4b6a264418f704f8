package io.trueup.changelog;

import io.trueup.cache.Position;
import io.trueup.cache.spi.ChangeLog;
import io.trueup.cache.spi.ChangeLogException;
import io.trueup.cache.spi.LogSlice;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The reading side of the change log. Holds one connection, opened by the first query and again by
 * the first query after a failure; queries take turns on it. Safe for use by many threads.
 */
public final class JdbcChangeLog implements ChangeLog {
  private final ReentrantLock lock = new ReentrantLock();
  private final DataSource dataSource;
  private final ChangeRowReader rows;
  private final int timeoutSeconds;
  private final boolean soleWriter;
  private @Nullable LogConnection connection;
  private boolean closed;

  private JdbcChangeLog(Builder builder) {
    dataSource = builder.dataSource;
    rows = new ChangeRowReader(builder.codec);
    timeoutSeconds = (int) builder.queryTimeout.toSeconds();
    soleWriter = builder.soleWriter;
  }

  /**
   * A log that other processes may write too.
   *
   * @param dataSource gives direct connections to the primary, from no pool: one is held for good
   */
  public static Builder builder(DataSource dataSource, ChangeCodec codec) {
    return new Builder(dataSource, codec);
  }

  @Override
  public LogSlice head() {
    return ask(LogConnection::head);
  }

  @Override
  public LogSlice read(Position from, int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit: must be 1 or more, is " + limit);
    }
    return ask(open -> open.read(from, limit));
  }

  @Override
  public LogSlice asOf(Duration age) {
    if (age.isNegative()) {
      throw new IllegalArgumentException("age: must be 0 or more, is " + age);
    }
    return ask(open -> open.asOf(age));
  }

  @Override
  public boolean soleWriter() {
    return soleWriter;
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      drop();
    } catch (SQLException e) {
      throw new ChangeLogException("the log's connection could not be closed", e);
    } finally {
      lock.unlock();
    }
  }

  private LogSlice ask(Query query) {
    lock.lock();
    try {
      return query.of(opened());
    } catch (SQLException e) {
      throw unreachable(e);
    } finally {
      lock.unlock();
    }
  }

  private LogConnection opened() throws SQLException {
    if (closed) {
      throw new ChangeLogException("the change log is closed", null);
    }
    LogConnection open = connection;
    if (open == null) {
      open = LogConnection.open(dataSource, rows, timeoutSeconds);
      connection = open;
    }
    return open;
  }

  private ChangeLogException unreachable(SQLException cause) {
    try {
      drop();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
    return new ChangeLogException("the change log can't be read: " + cause.getMessage(), cause);
  }

  private void drop() throws SQLException {
    LogConnection open = connection;
    connection = null;
    if (open != null) {
      open.close();
    }
  }

  private interface Query {
    LogSlice of(LogConnection open) throws SQLException;
  }

  /** What a log is to be like. Used by one thread. */
  public static final class Builder {
    private final DataSource dataSource;
    private final ChangeCodec codec;
    private Duration queryTimeout = Duration.ofSeconds(5);
    private boolean soleWriter;

    private Builder(DataSource dataSource, ChangeCodec codec) {
      this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
      this.codec = ChangeCodecs.of(Objects.requireNonNull(codec, "codec"));
    }

    /**
     * Promises that each change is committed by transactions of this process that the node's caches
     * observe: one {@link ChangeWriter}, and no other process on the database.
     */
    public Builder soleWriter() {
      soleWriter = true;
      return this;
    }

    /** Other processes may write too: the default. */
    public Builder sharedWriters() {
      soleWriter = false;
      return this;
    }

    /**
     * How long a query may take; 5 s unless set.
     *
     * @throws IllegalArgumentException if it is not 1 s to 1 h in whole seconds
     */
    public Builder queryTimeout(Duration timeout) {
      if (timeout.toSeconds() < 1
          || !timeout.equals(Duration.ofSeconds(timeout.toSeconds()))
          || timeout.compareTo(Duration.ofHours(1)) > 0) {
        throw new IllegalArgumentException(
            "query time-out: must be whole seconds, 1 s to 1 h, is " + timeout);
      }
      queryTimeout = timeout;
      return this;
    }

    /** The log; connects with its first query. */
    public JdbcChangeLog build() {
      return new JdbcChangeLog(this);
    }
  }
}
