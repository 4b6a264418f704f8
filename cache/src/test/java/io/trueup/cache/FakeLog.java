package io.trueup.cache;

import io.trueup.cache.spi.ChangeLog;
import io.trueup.cache.spi.ChangeLogException;
import io.trueup.cache.spi.LogSlice;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A log in memory, and the database that it belongs to: a total for each account. */
final class FakeLog implements ChangeLog {
  /** Adds to an account. */
  record Spent(String account, long cents) {}

  /** Takes from an account. */
  record Refunded(String account, long cents) {}

  /** Sets an account; no cache folds it. */
  record Corrected(String account, long cents) {}

  private final List<LoggedChange> rows = new ArrayList<>();
  private final boolean soleWriter;
  private long next = 1;
  private long trimmedBefore;
  private Incarnation incarnation = new Incarnation("first");
  private UUID session = UUID.randomUUID();
  private Instant now = Instant.EPOCH;
  volatile boolean primary = true;
  volatile boolean cut;
  volatile Runnable answering = () -> {};
  int queries;

  FakeLog(boolean soleWriter) {
    this.soleWriter = soleWriter;
    rows.add(row(0, "node", now, Change.of(Tags.none(), "genesis")));
  }

  static FakeLog shared() {
    return new FakeLog(false);
  }

  static FakeLog ofOneProcess() {
    return new FakeLog(true);
  }

  private static LoggedChange row(long position, String node, Instant at, Change change) {
    return new LoggedChange(new Position(position), node, at, change);
  }

  /** Another node commits a change. */
  Position append(Tags tags, Object fact) {
    return append("node", tags, fact);
  }

  /** Commits a change. */
  synchronized Position append(String node, Tags tags, Object fact) {
    rows.add(row(next, node, now, Change.of(tags, fact)));
    return new Position(next++);
  }

  Position spend(String account, long cents) {
    return append(own(account), new Spent(account, cents));
  }

  Position correct(String account, long cents) {
    return append(own(account), new Corrected(account, cents));
  }

  static Tags own(String account) {
    return Tags.of("spend:" + account);
  }

  synchronized Position draw() {
    return new Position(next);
  }

  /** What the database says. */
  synchronized long total(String account) {
    return totalAt(account, Long.MAX_VALUE);
  }

  synchronized long totalAt(String account, long position) {
    long total = 0;
    for (LoggedChange row : rows) {
      if (row.position().value() <= position) {
        total = after(total, account, row.change().fact());
      }
    }
    return total;
  }

  private static long after(long total, String account, Object fact) {
    if (fact instanceof Spent spent && spent.account().equals(account)) {
      return total + spent.cents();
    }
    if (fact instanceof Refunded refunded && refunded.account().equals(account)) {
      return total - refunded.cents();
    }
    if (fact instanceof Corrected corrected && corrected.account().equals(account)) {
      return corrected.cents();
    }
    return total;
  }

  /** Value and position in one snapshot. */
  synchronized Snapshot<Long> snapshot(String account) {
    return new Snapshot<>(last(), total(account));
  }

  synchronized Position last() {
    return rows.get(rows.size() - 1).position();
  }

  /** The connection breaks, and there is another. */
  synchronized void reconnect() {
    session = UUID.randomUUID();
  }

  /** Forgets what came after the position; positions are drawn from there again. */
  synchronized void restoreTo(long position) {
    rows.removeIf(row -> row.position().value() > position);
    next = position + 1;
    reconnect();
  }

  synchronized void become(String id) {
    incarnation = new Incarnation(id);
  }

  /** Moves the database's clock. */
  synchronized void pass(Duration time) {
    now = now.plus(time);
  }

  /** Followers do not get rows before the position any more. */
  synchronized void trimBefore(long position) {
    trimmedBefore = position;
  }

  @Override
  public LogSlice head() {
    LogSlice slice = slice(last(), 1);
    answering.run();
    return slice;
  }

  @Override
  public synchronized LogSlice asOf(Duration age) {
    Instant then = now.minus(age);
    Position from =
        rows.stream()
            .filter(row -> !row.at().isAfter(then))
            .reduce((older, newer) -> newer)
            .orElse(rows.get(0))
            .position();
    return slice(from, 1);
  }

  @Override
  public LogSlice read(Position from, int limit) {
    LogSlice slice = slice(from, limit);
    answering.run();
    return slice;
  }

  private synchronized LogSlice slice(Position from, int limit) {
    queries++;
    if (cut) {
      throw new ChangeLogException("cut", null);
    }
    List<LoggedChange> found =
        rows.stream()
            .filter(row -> row.position().value() >= Math.max(from.value(), trimmedBefore))
            .limit(limit)
            .toList();
    return new LogSlice(incarnation, session, primary, now, found);
  }

  /** The id of the row at a position. */
  synchronized UUID idAt(long position) {
    return rows.stream()
        .filter(row -> row.position().value() == position)
        .findFirst()
        .orElseThrow()
        .change()
        .id();
  }

  synchronized int queries() {
    return queries;
  }

  @Override
  public boolean soleWriter() {
    return soleWriter;
  }

  @Override
  public void close() {}
}
