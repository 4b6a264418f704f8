package io.trueup.cache;

import io.trueup.cache.spi.ChangeLog;
import io.trueup.cache.spi.ChangeLogException;
import io.trueup.cache.spi.LogSlice;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/*
 * Applies the log to this node's generation, each change exactly once and in order.
 *
 * There is no hand-over between threads: whoever needs the node to be up to date (the polling thread,
 * a writer after its commit, a reader whose bound is not met) catches up on its own thread, one at a
 * time under the lock. A catch-up is numbered when it is sent; who waited for the lock while one was
 * sent and ended takes its result, who came after it was sent does not (Rules.covers), since it may
 * have looked at the log before the caller's question was asked.
 *
 * Before anything is applied, the first row must be the row at the horizon, by its id, on a primary
 * of the same incarnation. If not, history is not what this node believes (retention passed it by, a
 * backup was restored, a promotion lost commits) and it starts anew with a reset.
 *
 * In another session of the log, entries that are not proven to be of this history are left behind.
 *
 * A start, and a reset is one, begins at the head; but where nodes share a second level, it begins as
 * far back as that may hold values, and follows from there: then the slots know what changed before
 * the node was born, and what others left for it can be judged. How far is bounded; what is older is
 * not used. The new generation is swapped in when it has reached the head.
 *
 * Freshness is the time before the last read was sent, and is moved only when a read came back short,
 * that is, reached the head.
 */
final class Follower {
  static final int PAGE = 1000;

  /** Nanoseconds, some 146 years: a row in the middle of the log has not been its head since. */
  private static final long LONG_AGO = 1L << 62;

  private static final System.Logger LOG = System.getLogger(Follower.class.getName());

  private final ChangeLog log;
  private final Ticker ticker;
  private final Rules rules;
  private final Generation.Bounds bounds;
  private final Duration timeout;
  private final LogClock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final List<CoherentCache<?, ?>> caches = new ArrayList<>();
  private volatile Generation generation;
  private final AtomicLong sent = new AtomicLong();
  private long done;
  private final Object commits = new Object();
  private volatile long committedHere;
  private long committedSinceSent;
  private volatile Runnable onMove = () -> {};

  final LongAdder catchUps = new LongAdder();
  final LongAdder resets = new LongAdder();
  final LongAdder unreadable = new LongAdder();

  Follower(ChangeLog log, Ticker ticker, Rules rules, Generation.Bounds bounds, Duration timeout) {
    this.log = log;
    this.ticker = ticker;
    this.rules = rules;
    this.bounds = bounds;
    this.timeout = timeout;
    this.clock = new LogClock(ticker);
    this.generation = startOfGeneration();
  }

  Generation generation() {
    return generation;
  }

  InstantSource clock() {
    return clock;
  }

  /** Adds a cache to this generation and those to come; answers its ordinal. */
  int add(CoherentCache<?, ?> cache) {
    lock.lock();
    try {
      caches.add(cache);
      generation.add(cache);
      return caches.size() - 1;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Applies what the log holds now. When it returns, everything committed before the call is
   * applied.
   *
   * @throws CacheException if the log can't be reached or the time-out passes
   */
  void catchUp() {
    long sentBefore = sent.get();
    lockWithin(timeout);
    try {
      if (!rules.covers(done, sentBefore)) {
        long number = sent.incrementAndGet();
        ask(this::followToHead);
        done = number;
        catchUps.increment();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Number of the last catch-up that was sent; goes round. */
  int sent() {
    return (int) sent.get();
  }

  /**
   * What the horizon must have reached before it shows all that this node itself committed; more
   * than it ever does if only a look at the log tells.
   */
  long committedHere() {
    return committedHere;
  }

  void committedHere(Position position) {
    synchronized (commits) {
      committedHere =
          Math.max(committedHere, rules.mustReach(position.value(), generation.horizon()));
      committedSinceSent = Math.max(committedSinceSent, position.value());
    }
  }

  /**
   * After the log was asked, the horizon has reached all that was committed here before, unless
   * that is of a history that is gone: then nobody has to wait for it any more.
   */
  private void ask(Runnable question) {
    synchronized (commits) {
      committedSinceSent = 0;
    }
    Generation before = generation;
    long horizon = before.horizon();
    question.run();
    synchronized (commits) {
      long horizonNow = generation.horizon();
      committedHere =
          committedSinceSent == 0 ? horizonNow : rules.mustReach(committedSinceSent, horizonNow);
    }
    if (generation != before || generation.horizon() != horizon) {
      onMove.run();
    }
  }

  /** Runs this, which must not block, whenever something new was applied. */
  void onMove(Runnable listener) {
    onMove = listener;
  }

  /** Drops all that this node believes and starts at the log's head. */
  void reset() {
    lockWithin(timeout);
    try {
      ask(() -> startAnew("asked for"));
    } finally {
      lock.unlock();
    }
  }

  private void lockWithin(Duration limit) {
    try {
      if (!lock.tryLock(limit.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new ChangeLogException(
            "the change log did not answer within " + limit.toMillis() + " ms", null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CacheException("interrupted while waiting for the change log", e);
    }
  }

  private void followToHead() {
    boolean more = true;
    while (more) {
      Generation current = generation;
      long before = ticker.nanos();
      LogSlice slice = told(log.read(new Position(current.applied()), PAGE));
      if (!rules.mayContinue(continues(current, slice))) {
        startAnew("the log does not continue what this node has applied");
        return;
      }
      Generation next = applied(current.in(slice.session(), caches), slice);
      more = !rules.reachedHead(slice.changes().size(), PAGE);
      if (!more) {
        next.freshAsOf(rules.freshAsOf(before, ticker));
        next.confirmedBy(sent());
      }
      generation = next;
    }
  }

  private static boolean continues(Generation current, LogSlice slice) {
    return slice.primary()
        && slice.incarnation().equals(current.incarnation)
        && !slice.changes().isEmpty()
        && current.isAt(slice.changes().get(0));
  }

  /** The generation after the rows that follow the slice's first: another if all had to go. */
  private Generation applied(Generation current, LogSlice slice) {
    List<LoggedChange> changes = slice.changes().subList(1, slice.changes().size());
    Generation next = current;
    int from = 0;
    for (int i = 0; i < changes.size(); i++) {
      LoggedChange logged = changes.get(i);
      if (logged.change().fact() instanceof UnreadableFact fact) {
        report(logged, fact);
      }
      if (rules.dropsEverything(logged.change().fact())) {
        next = newGeneration(slice, logged, next.freshAt());
        from = i + 1;
      }
    }
    next.apply(changes.subList(from, changes.size()));
    return next;
  }

  private void report(LoggedChange logged, UnreadableFact fact) {
    unreadable.increment();
    LOG.log(
        System.Logger.Level.WARNING,
        "change {0} of kind {1} can not be read: {2}",
        logged.position(),
        fact.kind(),
        fact.reason());
  }

  private void startAnew(String why) {
    Generation old = generation;
    generation = startOfGeneration();
    resets.increment();
    LOG.log(
        System.Logger.Level.WARNING,
        "reset from position {0} to {1}: {2}",
        old.horizon(),
        generation.horizon(),
        why);
  }

  private Generation startOfGeneration() {
    long before = ticker.nanos();
    LogSlice head = told(onPrimary(log.head()));
    SecondLevelBound shared = bounds.shared();
    Generation knowing = shared == null ? null : readBack(head, shared);
    return knowing == null ? newGeneration(head, head.changes().get(0), before) : knowing;
  }

  /**
   * A generation that begins as far back as the second level may hold values, and has followed the
   * log from there to its head; null if the log became another meanwhile. Nobody sees it before.
   */
  private @Nullable Generation readBack(LogSlice head, SecondLevelBound shared) {
    long first = head.changes().get(0).position().value() - shared.maxChanges() + 1;
    LogSlice then = onPrimary(log.asOf(shared.lifetime()));
    Position from =
        new Position(Math.max(Math.max(0, first), then.changes().get(0).position().value()));
    long before = ticker.nanos();
    LogSlice slice = log.read(from, PAGE);
    if (!slice.primary()
        || !slice.incarnation().equals(head.incarnation())
        || !slice.session().equals(head.session())
        || slice.changes().isEmpty()) {
      return null;
    }
    Generation next = newGeneration(slice, slice.changes().get(0), before - LONG_AGO);
    while (true) {
      next = applied(next, slice);
      if (rules.reachedHead(slice.changes().size(), PAGE)) {
        next.freshAsOf(rules.freshAsOf(before, ticker));
        return next;
      }
      before = ticker.nanos();
      slice = log.read(new Position(next.applied()), PAGE);
      if (!continues(next, slice) || !slice.session().equals(next.session)) {
        return null;
      }
    }
  }

  private LogSlice told(LogSlice slice) {
    clock.saw(slice.now());
    return slice;
  }

  private static LogSlice onPrimary(LogSlice slice) {
    if (!slice.primary()) {
      throw new ChangeLogException(
          "the change log is on a server in recovery, not a primary", null);
    }
    if (slice.changes().isEmpty()) {
      throw new ChangeLogException("the change log has no genesis row: create its schema", null);
    }
    return slice;
  }

  private Generation newGeneration(LogSlice of, LoggedChange row, long freshAt) {
    Generation.Start start = new Generation.Start(of.incarnation(), of.session(), row, freshAt);
    Generation begun = new Generation(start, bounds, caches);
    begun.confirmedBy(sent());
    return begun;
  }
}
