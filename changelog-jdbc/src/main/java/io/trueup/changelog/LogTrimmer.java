package io.trueup.changelog;

import io.trueup.cache.spi.ChangeLogException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/*
 * A follower stands at a row, and goes on only if it finds that row again. So a row may go only if
 * nobody has been standing at it for the retention: not when it is that old itself, but when the next
 * one is. Otherwise the first change after a quiet week takes away the row that every node stands at,
 * and all drop their caches. What is trimmed are the rows below the newest one of that age, which was
 * the head then; the newest row of all is never below it.
 *
 * Several nodes may trim at once: each row is deleted once, whoever comes second finds less.
 */
/**
 * Trims a change log by age, in batches that hold nobody up. A node that was away for longer than
 * the retention resets. Safe for use by many threads.
 */
public final class LogTrimmer implements AutoCloseable {
  /** How long changes are kept unless told otherwise. */
  public static final Duration DEFAULT_RETENTION = Duration.ofDays(7);

  /**
   * The shortest retention: what other nodes share through a second level is judged by the log of
   * that time.
   */
  public static final Duration SHORTEST_RETENTION = Duration.ofHours(1);

  /** How many rows are deleted in one transaction. */
  static final int BATCH = 1_000;

  private static final int MOST_BATCHES = 1_000;
  private static final int TIMEOUT_SECONDS = 30;
  private static final Duration INTERVAL = Duration.ofMinutes(1);
  private static final Logger LOG = System.getLogger(LogTrimmer.class.getName());

  private final DataSource dataSource;
  private final Duration retention;
  private final AtomicLong failures = new AtomicLong();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(LogTrimmer::daemon);

  /**
   * Over connections of this data source; trims when told to.
   *
   * @throws IllegalArgumentException if the retention is shorter than {@link #SHORTEST_RETENTION}
   */
  public LogTrimmer(DataSource dataSource, Duration retention) {
    this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
    this.retention = retention;
    if (retention.compareTo(SHORTEST_RETENTION) < 0) {
      throw new IllegalArgumentException("retention: must be 1 h or more, is " + retention);
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "trueup-trimmer");
    thread.setDaemon(true);
    return thread;
  }

  /** Trims every minute from now on, on a thread of its own. */
  public LogTrimmer start() {
    long seconds = INTERVAL.toSeconds();
    var unused = timer.scheduleWithFixedDelay(this::trimOrLog, seconds, seconds, TimeUnit.SECONDS);
    return this;
  }

  private void trimOrLog() {
    try {
      trim();
    } catch (RuntimeException e) {
      failures.incrementAndGet();
      LOG.log(Level.WARNING, "the change log was not trimmed, and grows: " + e.getMessage(), e);
    }
  }

  /**
   * Trims once. O(rows trimmed), at most a million; what is left, the next time.
   *
   * @return how many rows are gone
   * @throws ChangeLogException if the database refuses
   */
  public long trim() {
    try (LogConnection log =
        LogConnection.open(dataSource, new ChangeRowReader(ChangeCodecs.of()), TIMEOUT_SECONDS)) {
      long keep = log.positionAsOf(retention);
      long trimmed = 0;
      for (int i = 0; i < MOST_BATCHES && trimmed == (long) i * BATCH; i++) {
        trimmed += log.trimBelow(keep, BATCH);
      }
      return trimmed;
    } catch (SQLException e) {
      throw new ChangeLogException("the change log can't be trimmed: " + e.getMessage(), e);
    }
  }

  /** How often trimming failed. */
  public long failures() {
    return failures.get();
  }

  /** Ends the thread; what it deletes at this moment may be rolled back. */
  @Override
  public void close() {
    timer.shutdownNow();
  }
}
