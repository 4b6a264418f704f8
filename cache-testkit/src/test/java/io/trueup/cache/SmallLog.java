package io.trueup.cache;

import io.trueup.cache.spi.ChangeLog;
import io.trueup.cache.spi.ChangeLogException;
import io.trueup.cache.spi.CommitObserver;
import io.trueup.cache.spi.LogSlice;
import io.trueup.cache.spi.PendingChanges;
import io.trueup.cache.spi.Transactions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A log and its database, in which one task at a time does one step. */
final class SmallLog implements ChangeLog, Transactions {
  private static final UUID SESSION = new UUID(0, 1);

  /** Adds to an account. */
  record Added(String account, long amount) {}

  private final Runnable point;
  private final boolean soleWriter;
  private final List<LoggedChange> rows = new ArrayList<>();
  private final List<CommitObserver> observers = new ArrayList<>();
  private long ids;
  private long drawn;
  boolean cut;

  SmallLog(Runnable point, boolean soleWriter) {
    this.point = point;
    this.soleWriter = soleWriter;
    rows.add(row(0, "genesis", Tags.none()));
  }

  private LoggedChange row(long position, Object fact, Tags tags) {
    return new LoggedChange(
        new Position(position), "n", Instant.EPOCH, new Change(new UUID(1, ids++), tags, fact));
  }

  static Tags own(String account) {
    return Tags.of("spend:" + account);
  }

  /** Another node commits one transaction with these. */
  void add(Added... facts) {
    for (Added fact : facts) {
      rows.add(row(++drawn, fact, own(fact.account())));
    }
  }

  void add(String account, long amount) {
    add(new Added(account, amount));
  }

  /** This node commits. */
  void commit(String account, long amount) {
    Position last = announced();
    point.run();
    add(account, amount);
    point.run();
    observers.forEach(observer -> observer.committed(last));
  }

  /** It does, and the answer is lost. */
  void commitUnheard(String account, long amount) {
    Position last = announced();
    point.run();
    add(account, amount);
    point.run();
    observers.forEach(observer -> observer.rolledBack(last));
  }

  private Position announced() {
    Position last = new Position(drawn + 1);
    observers.forEach(observer -> observer.committing(last));
    return last;
  }

  long total(String account) {
    return totalAt(account, Long.MAX_VALUE);
  }

  long totalAt(String account, long position) {
    long total = 0;
    for (LoggedChange row : rows) {
      if (row.position().value() <= position
          && row.change().fact() instanceof Added added
          && added.account().equals(account)) {
        total += added.amount();
      }
    }
    return total;
  }

  /** A query. */
  Long load(String account) {
    point.run();
    long total = total(account);
    point.run();
    return total;
  }

  /** One that knows its position. */
  Snapshot<Long> snapshot(String account) {
    point.run();
    Snapshot<Long> snapshot = new Snapshot<>(last().position(), total(account));
    point.run();
    return snapshot;
  }

  private LoggedChange last() {
    return rows.get(rows.size() - 1);
  }

  /** Puts the database back; what comes then is at the same positions. */
  void restoreTo(long position) {
    rows.removeIf(row -> row.position().value() > position);
    drawn = position;
  }

  @Override
  public LogSlice head() {
    return read(last().position(), 1);
  }

  @Override
  public LogSlice asOf(Duration age) {
    return read(new Position(0), 1);
  }

  @Override
  public LogSlice read(Position from, int limit) {
    point.run();
    if (cut) {
      throw new ChangeLogException("cut", null);
    }
    List<LoggedChange> found =
        rows.stream().filter(row -> row.position().value() >= from.value()).limit(limit).toList();
    LogSlice slice = new LogSlice(new Incarnation("one"), SESSION, true, Instant.EPOCH, found);
    point.run();
    return slice;
  }

  @Override
  public boolean soleWriter() {
    return soleWriter;
  }

  @Override
  public @Nullable PendingChanges current() {
    return null;
  }

  @Override
  public void observe(CommitObserver observer) {
    observers.add(observer);
  }

  @Override
  public void close() {}
}
