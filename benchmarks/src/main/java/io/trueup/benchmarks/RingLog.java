package io.trueup.benchmarks;

import io.trueup.cache.Change;
import io.trueup.cache.Incarnation;
import io.trueup.cache.LoggedChange;
import io.trueup.cache.Position;
import io.trueup.cache.Tags;
import io.trueup.cache.spi.ChangeLog;
import io.trueup.cache.spi.CommitObserver;
import io.trueup.cache.spi.LogSlice;
import io.trueup.cache.spi.PendingChanges;
import io.trueup.cache.spi.Transactions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A change log in memory whose appends and reads cost the same however long it runs: it keeps the
 * newest {@value #KEPT} changes. (The testkit's log copies all its rows on each append.) Every
 * change is a transaction of its own. Safe for use by many threads.
 */
final class RingLog implements ChangeLog, Transactions {
  static final int KEPT = 1 << 16;

  private final LoggedChange[] ring = new LoggedChange[KEPT];
  private final Incarnation incarnation = new Incarnation("ring");
  private final UUID session = UUID.randomUUID();
  private final List<CommitObserver> observers = new CopyOnWriteArrayList<>();

  // Always empty: looked at on each read, as the transactions that ship do.
  @SuppressWarnings("ThreadLocalUsage")
  private final ThreadLocal<@Nullable PendingChanges> open = new ThreadLocal<>();

  private final boolean soleWriter;
  private long head = Position.GENESIS.value();

  private RingLog(boolean soleWriter) {
    this.soleWriter = soleWriter;
    put(head, Change.of(Tags.none(), "genesis"));
  }

  /** A log that this process alone writes. */
  static RingLog soleWritten() {
    return new RingLog(true);
  }

  /** A log that others may write too. */
  static RingLog shared() {
    return new RingLog(false);
  }

  /** Commits the change as a transaction of this node, which catches up past it. */
  void append(Change change) {
    Position position = commit(change);
    observers.forEach(observer -> observer.committed(position));
  }

  private synchronized Position commit(Change change) {
    Position position = new Position(head + 1);
    observers.forEach(observer -> observer.committing(position));
    put(head + 1, change);
    head++;
    return position;
  }

  /** Commits the change as another node does. */
  synchronized void appendElsewhere(Change change) {
    put(head + 1, change);
    head++;
  }

  private void put(long position, Change change) {
    ring[slot(position)] = new LoggedChange(new Position(position), "", Instant.EPOCH, change);
  }

  private static int slot(long position) {
    return (int) position & (KEPT - 1);
  }

  @Override
  public LogSlice head() {
    return read(new Position(position()), 1);
  }

  synchronized long position() {
    return head;
  }

  @Override
  public synchronized LogSlice read(Position from, int limit) {
    long first = Math.max(from.value(), Math.max(Position.GENESIS.value(), head - KEPT + 1));
    long last = Math.min(head, first + limit - 1);
    List<LoggedChange> changes = new ArrayList<>();
    for (long position = first; position <= last; position++) {
      changes.add(ring[slot(position)]);
    }
    return new LogSlice(incarnation, session, true, Instant.EPOCH, changes);
  }

  @Override
  public boolean soleWriter() {
    return soleWriter;
  }

  @Override
  public @Nullable PendingChanges current() {
    return open.get();
  }

  @Override
  public void observe(CommitObserver observer) {
    observers.add(observer);
  }

  @Override
  public void close() {}
}
