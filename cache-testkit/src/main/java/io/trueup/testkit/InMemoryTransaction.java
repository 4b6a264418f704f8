package io.trueup.testkit;

import io.trueup.cache.Change;
import io.trueup.cache.Position;
import io.trueup.cache.Tags;
import io.trueup.cache.spi.CommitObserver;
import io.trueup.cache.spi.PendingChanges;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A transaction of an {@link InMemoryChangeLog}, step by step under a test's control: {@link
 * #append}, if wanted {@link #prepare()} and a look around, then {@link #commit()} or {@link
 * #rollback()}. For the thread that began it.
 */
public final class InMemoryTransaction implements PendingChanges {
  private final InMemoryChangeLog log;
  private final List<Change> pending = new ArrayList<>();
  private @Nullable Position last;
  private boolean over;

  InMemoryTransaction(InMemoryChangeLog log) {
    this.log = log;
  }

  /** Appends; nobody else sees it before the commit. */
  public void append(Change change) {
    checkOpen();
    pending.add(change);
  }

  /** How many changes are pending: a savepoint to {@linkplain #rollbackTo roll back to}. */
  public int savepoint() {
    return pending.size();
  }

  /** Drops what was appended since the savepoint. */
  public void rollbackTo(int savepoint) {
    checkOpen();
    pending.subList(savepoint, pending.size()).clear();
  }

  @Override
  public boolean touches(Tags tags) {
    return pending.stream().anyMatch(change -> change.tags().intersects(tags));
  }

  /**
   * Goes as far as the last moment before the commit: takes the log's lock, draws the positions and
   * announces them. Other commits wait from here on.
   *
   * @return the highest position
   * @throws IllegalStateException if nothing was appended
   */
  public Position prepare() {
    checkOpen();
    if (pending.isEmpty()) {
      throw new IllegalStateException("nothing was appended");
    }
    log.lockCommits();
    Position drawn = log.drawn(pending.size());
    last = drawn;
    try {
      log.observers().forEach(observer -> observer.committing(drawn));
    } catch (RuntimeException | Error e) {
      rollback();
      throw e;
    }
    return drawn;
  }

  /**
   * Makes the changes visible, then tells the observers; rolls back if the log can't be reached.
   *
   * @throws io.trueup.cache.spi.ChangeLogException if it failed
   */
  public void commit() {
    if (last == null && pending.isEmpty()) {
      rollback();
    } else {
      commitAll();
    }
  }

  Position commitAll() {
    Position announced = last == null ? prepare() : last;
    checkIsOpen();
    try {
      log.publish("here", pending, announced);
    } catch (RuntimeException e) {
      rollback();
      throw e;
    }
    end();
    log.unlockCommits();
    log.observers().forEach(observer -> observer.committed(announced));
    return announced;
  }

  /** Drops everything; observers hear of it if the positions were announced. */
  public void rollback() {
    checkIsOpen();
    end();
    Position announced = last;
    if (announced != null) {
      tellOfRollback(announced);
    }
  }

  private void tellOfRollback(Position announced) {
    try {
      for (CommitObserver observer : log.observers()) {
        observer.rolledBack(announced);
      }
    } finally {
      log.unlockCommits();
    }
  }

  private void end() {
    over = true;
    log.ended();
  }

  private void checkOpen() {
    checkIsOpen();
    if (last != null) {
      throw new IllegalStateException("the transaction is prepared: commit or roll back");
    }
  }

  private void checkIsOpen() {
    if (over) {
      throw new IllegalStateException("the transaction is over");
    }
  }
}
