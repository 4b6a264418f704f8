package io.trueup.cache;

import io.trueup.cache.spi.ChangeLog;
import io.trueup.cache.spi.CommitObserver;
import io.trueup.cache.spi.Doorbell;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/*
 * What this node's own writers have committed, so that its readers never go behind it.
 *
 * committedHere = the highest position committed here. A reader whose horizon is below it catches up
 * first, whatever its bound; so a write is seen by every later read of its node, even if the writer's
 * own catch-up failed or took too long.
 *
 * inFlight = transactions between "about to commit" and "committedHere is raised". If every writer of the
 * log is in this process, then nothing in flight and horizon >= committedHere means that the horizon IS
 * the head of the log: fresh, with no clock read and no query. The order matters: a writer announces
 * before its commit can be seen by anybody, raises committedHere before it leaves flight; a reader
 * looks at inFlight first, then at committedHere.
 *
 * A commit that failed may have happened all the same, if its answer was lost. So it stays in flight
 * until a catch-up sent after it has succeeded; its own, or that of a later transaction.
 */
final class LocalCommits implements CommitObserver {
  private static final System.Logger LOG = System.getLogger(LocalCommits.class.getName());

  private final Follower follower;
  private final Doorbell doorbell;
  private final boolean soleWriter;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger inDoubt = new AtomicInteger();

  private volatile @Nullable Thread ringing;

  /** Highest position committed here; -1 if none was. */
  private final AtomicLong highest = new AtomicLong(-1);

  /** Under which name the log has what is committed here; null until that was seen. */
  private volatile @Nullable String ownName;

  final LongAdder lateCatchUps = new LongAdder();

  LocalCommits(ChangeLog log, Follower follower, Doorbell doorbell) {
    this.follower = follower;
    this.doorbell = doorbell;
    this.soleWriter = log.soleWriter();
  }

  /** Whether the horizon is known to be the log's head, without looking at it. */
  boolean isHead(long horizon) {
    return soleWriter && inFlight.get() == 0 && horizon >= follower.committedHere();
  }

  /** Whether the horizon is behind what this node itself committed. */
  boolean isBehind(long horizon) {
    return horizon < follower.committedHere();
  }

  /** Whether this node can rule out that it committed the change itself. */
  boolean isForeign(LoggedChange change) {
    if (change.position().value() > highest.get()) {
      return true;
    }
    String own = ownName;
    return own != null && !own.equals(change.node());
  }

  @Override
  public void committing(Position last) {
    inFlight.incrementAndGet();
  }

  @Override
  public void committed(Position last) {
    highest.accumulateAndGet(last.value(), Math::max);
    follower.committedHere(last);
    inFlight.decrementAndGet();
    if (catchUp()) {
      learnName(last);
      ringing = Thread.currentThread();
    }
    doorbell.ring();
    ringing = null;
  }

  private void learnName(Position own) {
    LoggedChange logged = follower.generation().recent.at(own.value());
    if (logged != null) {
      ownName = logged.node();
    }
  }

  /** Whether the calling thread rings for a commit that this node has caught up with already. */
  boolean isRinging() {
    return ringing == Thread.currentThread();
  }

  @Override
  public void rolledBack(Position last) {
    if (soleWriter) {
      inDoubt.incrementAndGet();
      catchUp();
    } else {
      inFlight.decrementAndGet();
    }
  }

  private boolean catchUp() {
    int doubts = inDoubt.getAndSet(0);
    try {
      follower.catchUp();
      inFlight.addAndGet(-doubts);
      return true;
    } catch (RuntimeException e) {
      inDoubt.addAndGet(doubts);
      lateCatchUps.increment();
      LOG.log(System.Logger.Level.WARNING, "catching up after a commit failed; reads will", e);
      return false;
    }
  }
}
