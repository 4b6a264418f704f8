package io.trueup.testkit;

import io.trueup.cache.Change;
import io.trueup.cache.LoggedChange;
import io.trueup.cache.Position;
import io.trueup.cache.Tags;
import io.trueup.cache.UnreadableFact;
import io.trueup.cache.spi.ChangeLog;
import io.trueup.cache.spi.ChangeLogException;
import io.trueup.cache.spi.CommitObserver;
import io.trueup.cache.spi.LogSlice;
import io.trueup.cache.spi.PendingChanges;
import io.trueup.cache.spi.Transactions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A change log in memory, with the transactions of one node, for tests: deterministic, and able to
 * fail in all the ways in which a database can. A change of this node goes through {@link #append}
 * or {@link #begin}, one of another node through {@link #appendElsewhere}. Safe for use by many
 * threads; a transaction belongs to the thread that began it.
 */
public final class InMemoryChangeLog implements ChangeLog, Transactions {
  /** The database's wall clock at first; it stands still unless moved. */
  public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final ReentrantLock commits = new ReentrantLock();
  private final List<CommitObserver> observers = new CopyOnWriteArrayList<>();

  // One for each log, as logs come and go in tests.
  @SuppressWarnings("ThreadLocalUsage")
  private final ThreadLocal<@Nullable InMemoryTransaction> open = new ThreadLocal<>();

  private final boolean soleWriter;

  private volatile LogState state = LogState.fresh();
  private volatile Runnable beforeRead = InMemoryChangeLog::nothing;
  private volatile Runnable afterRead = InMemoryChangeLog::nothing;
  private volatile @Nullable String failure;

  private InMemoryChangeLog(boolean soleWriter) {
    this.soleWriter = soleWriter;
  }

  /** A fresh log that other nodes write too. */
  public static InMemoryChangeLog shared() {
    return new InMemoryChangeLog(false);
  }

  /** A fresh log that this node alone writes. */
  public static InMemoryChangeLog soleWritten() {
    return new InMemoryChangeLog(true);
  }

  // --- writing ---

  /** Commits this change in a transaction of this node: observers are told. */
  public Position append(Change change) {
    InMemoryTransaction transaction = begin();
    transaction.append(change);
    return transaction.commitAll();
  }

  /**
   * Commits this change as another node does: this node's observers hear nothing.
   *
   * @throws IllegalStateException if this node is the sole writer
   */
  public Position appendElsewhere(Change change) {
    if (soleWriter) {
      throw new IllegalStateException("this log has one writer: use append");
    }
    lockCommits();
    try {
      Position position = drawn(1);
      publish("elsewhere", List.of(change), position);
      return position;
    } finally {
      commits.unlock();
    }
  }

  /**
   * Begins a transaction of the calling thread.
   *
   * @throws IllegalStateException if it has one already
   */
  public InMemoryTransaction begin() {
    if (open.get() != null) {
      throw new IllegalStateException("this thread has an open transaction already");
    }
    InMemoryTransaction transaction = new InMemoryTransaction(this);
    open.set(transaction);
    return transaction;
  }

  @Override
  public @Nullable PendingChanges current() {
    return open.get();
  }

  @Override
  public void observe(CommitObserver observer) {
    observers.add(observer);
  }

  // --- reading ---

  @Override
  public LogSlice head() {
    return answer(LogState::head);
  }

  @Override
  public LogSlice read(Position from, int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit: must be 1 or more, is " + limit);
    }
    return answer(seen -> seen.from(from, limit));
  }

  @Override
  public LogSlice asOf(Duration age) {
    if (age.isNegative()) {
      throw new IllegalArgumentException("age: must be 0 or more, is " + age);
    }
    return answer(seen -> seen.asOf(age));
  }

  private LogSlice answer(Function<LogState, LogSlice> query) {
    beforeRead.run();
    checkReachable();
    LogSlice slice = query.apply(state);
    afterRead.run();
    return slice;
  }

  @Override
  public boolean soleWriter() {
    return soleWriter;
  }

  /** Makes the log unreachable for good. */
  @Override
  public void close() {
    failure = "closed";
  }

  // --- what a test does to it ---

  /** Runs before each query is answered, on the asking thread; may change the log. */
  public void beforeRead(Runnable hook) {
    beforeRead = hook;
  }

  /** Runs on the asking thread when the answer stands but has not been returned. */
  public void afterRead(Runnable hook) {
    afterRead = hook;
  }

  /** Makes queries and commits fail with this reason until {@link #recover()}. */
  public void fail(String reason) {
    failure = reason;
  }

  /** Ends what {@link #fail} began. */
  public void recover() {
    failure = null;
  }

  /** Moves the database's wall clock, backwards if negative. */
  public void advanceClock(Duration by) {
    change(now -> now.at(now.now().plus(by)));
  }

  /** Answers as a server in recovery does, or as a primary again. */
  public void primary(boolean primary) {
    change(now -> now.primary(primary));
  }

  /** Begins another history with the same rows, as an operator does. */
  public void renewIncarnation() {
    change(now -> now.incarnation(LogState.newIncarnation()));
  }

  /** Breaks the connection: what is read from now on is read through another. */
  public void reconnect() {
    change(LogState::inNewSession);
  }

  /** A backup: the rows and the incarnation as they are. */
  public Backup backUp() {
    return new Backup(state);
  }

  /**
   * Puts a backup back under its own incarnation: the next positions are given out a second time,
   * to other changes.
   */
  public void restore(Backup backup) {
    change(now -> backup.state.inNewSession());
  }

  /** Puts a backup back under a new incarnation. */
  public void restoreAsNewIncarnation(Backup backup) {
    change(now -> backup.state.incarnation(LogState.newIncarnation()).inNewSession());
  }

  /** Drops the rows before this position, but never the newest. */
  public void trimBefore(Position position) {
    change(now -> now.trimmedBefore(position));
  }

  /** Makes the rows up to this position older by that much. */
  public void age(Position upTo, Duration by) {
    change(now -> now.aged(upTo, by));
  }

  /** Makes the change's fact unreadable; its tags stay. */
  public void damageFact(Position position) {
    damage(position, change -> new Change(change.id(), change.tags(), unreadable(change, false)));
  }

  /** Makes the change's tags and fact unreadable. */
  public void damageTags(Position position) {
    damage(position, change -> new Change(change.id(), Tags.none(), unreadable(change, true)));
  }

  private void damage(Position position, Function<Change, Change> damage) {
    change(now -> now.replacing(position, damage));
  }

  private static UnreadableFact unreadable(Change change, boolean touchesEverything) {
    String kind = change.fact().getClass().getSimpleName();
    return new UnreadableFact(kind, "damaged by the test", touchesEverything);
  }

  // --- what its transactions do to it ---

  /** Held from the drawing of positions until the commit is visible. */
  void lockCommits() {
    try {
      if (!commits.tryLock(Gate.PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new ChangeLogException("the log's lock was not to be had", null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ChangeLogException("interrupted while waiting for the log's lock", e);
    }
  }

  void unlockCommits() {
    commits.unlock();
  }

  /** The last of so many positions that no transaction was given before. */
  synchronized Position drawn(int changes) {
    state = state.drawing(changes);
    return new Position(state.drawn());
  }

  void checkReachable() {
    String reason = failure;
    if (reason != null) {
      throw new ChangeLogException("the log can't be reached: " + reason, null);
    }
  }

  synchronized void publish(String node, List<Change> changes, Position last) {
    checkReachable();
    long first = last.value() - changes.size() + 1;
    LogState next = state;
    for (int i = 0; i < changes.size(); i++) {
      Position position = new Position(first + i);
      next = next.with(new LoggedChange(position, node, next.now(), changes.get(i)));
    }
    state = next;
  }

  void ended() {
    open.remove();
  }

  List<CommitObserver> observers() {
    return observers;
  }

  private static void nothing() {}

  private synchronized void change(Function<LogState, LogState> change) {
    state = change.apply(state);
  }

  /** The log as it was at some time. Immutable. */
  public static final class Backup {
    private final LogState state;

    private Backup(LogState state) {
      this.state = state;
    }
  }
}
