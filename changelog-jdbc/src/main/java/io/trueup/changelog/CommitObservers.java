package io.trueup.changelog;

import io.trueup.cache.Position;
import io.trueup.cache.spi.CommitObserver;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The observers of a node's commits, told in the order in which they registered. For whoever
 * demarcates transactions: {@link #committing}, then exactly one of {@link Announced#committed} and
 * {@link Announced#rolledBack}. What fails after the commit is logged and counted, since the write
 * is done. Safe for use by many threads.
 */
public final class CommitObservers {
  private static final Logger LOG = System.getLogger(CommitObservers.class.getName());

  private final List<CommitObserver> observers = new CopyOnWriteArrayList<>();
  private final AtomicLong failures = new AtomicLong();

  /** With nobody registered. */
  public CommitObservers() {}

  /** Registers an observer for all commits from now on. */
  public void add(CommitObserver observer) {
    observers.add(observer);
  }

  /**
   * Announces a commit and gives back what to tell of its outcome to: the observers of this moment,
   * so that one who registers meanwhile hears of neither.
   *
   * @throws RuntimeException what an observer threw; those told before it have been told of the
   *     rollback: roll back
   */
  public Announced committing(Position last) {
    Announced announced = new Announced(List.copyOf(observers), last);
    announced.announce();
    return announced;
  }

  /** Runs what has to happen after a commit; a failure is logged and counted, never thrown. */
  public void afterCommit(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      failed("a callback", e);
    }
  }

  void failed(String what, Exception e) {
    failures.incrementAndGet();
    LOG.log(Level.ERROR, "After the end of a transaction, which stands as it is: " + what, e);
  }

  /** How many observers and callbacks failed after a commit or a rollback. */
  public long failures() {
    return failures.get();
  }

  /** One announced commit, whose outcome is to be told once. */
  public final class Announced {
    private final List<CommitObserver> told;
    private final Position last;

    private Announced(List<CommitObserver> told, Position last) {
      this.told = told;
      this.last = last;
    }

    private void announce() {
      try {
        told.forEach(observer -> observer.committing(last));
      } catch (RuntimeException | Error e) {
        rolledBack();
        throw e;
      }
    }

    /** The highest position of the commit. */
    public Position last() {
      return last;
    }

    /** The commit is done. */
    public void committed() {
      told.forEach(observer -> afterCommit(() -> observer.committed(last)));
    }

    /** The commit failed or was never sent. */
    public void rolledBack() {
      told.forEach(observer -> afterCommit(() -> observer.rolledBack(last)));
    }
  }
}
