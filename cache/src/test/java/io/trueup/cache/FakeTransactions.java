package io.trueup.cache;

import io.trueup.cache.spi.CommitObserver;
import io.trueup.cache.spi.PendingChanges;
import io.trueup.cache.spi.Transactions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Transactions of one node on a {@link FakeLog}, one a thread. */
final class FakeTransactions implements Transactions {
  private record Pending(Tags tags, Object fact) {}

  private static final class Open implements PendingChanges {
    final List<Pending> pending = new ArrayList<>();

    @Override
    public boolean touches(Tags tags) {
      return pending.stream().anyMatch(p -> p.tags().intersects(tags));
    }
  }

  private final FakeLog log;

  @SuppressWarnings("ThreadLocalUsage") // a test has several nodes, each with its own
  private final ThreadLocal<@Nullable Open> open = new ThreadLocal<>();

  private final List<CommitObserver> observers = new ArrayList<>();
  volatile Runnable beforeVisible = () -> {};
  volatile Runnable afterVisible = () -> {};

  FakeTransactions(FakeLog log) {
    this.log = log;
  }

  @Override
  public @Nullable PendingChanges current() {
    return open.get();
  }

  @Override
  public void observe(CommitObserver observer) {
    observers.add(observer);
  }

  void begin() {
    open.set(new Open());
  }

  void spend(String account, long cents) {
    Open mine = open.get();
    if (mine == null) {
      throw new IllegalStateException("begin first");
    }
    mine.pending.add(new Pending(FakeLog.own(account), new FakeLog.Spent(account, cents)));
  }

  /** What the transaction itself sees. */
  long total(String account) {
    Open mine = open.get();
    long total = log.total(account);
    if (mine != null) {
      for (Pending p : mine.pending) {
        if (p.fact() instanceof FakeLog.Spent spent && spent.account().equals(account)) {
          total += spent.cents();
        }
      }
    }
    return total;
  }

  /** Not to be used by two threads at once: the log's lock would keep them apart. */
  Position commit() {
    Open mine = open.get();
    if (mine == null) {
      throw new IllegalStateException("begin first");
    }
    Position last = announce();
    beforeVisible.run();
    for (Pending p : mine.pending) {
      last = log.append("here", p.tags(), p.fact());
    }
    afterVisible.run();
    open.remove();
    for (CommitObserver observer : observers) {
      observer.committed(last);
    }
    return last;
  }

  private Position announce() {
    Position drawn = log.draw();
    observers.forEach(observer -> observer.committing(drawn));
    return drawn;
  }

  /** A commit whose answer is lost; the changes may have become visible all the same. */
  void failCommit(boolean visible) {
    Open mine = open.get();
    if (mine == null) {
      throw new IllegalStateException("begin first");
    }
    Position drawn = announce();
    if (visible) {
      mine.pending.forEach(p -> log.append("here", p.tags(), p.fact()));
    }
    open.remove();
    observers.forEach(observer -> observer.rolledBack(drawn));
  }

  void rollback() {
    open.remove();
  }

  /** One change in a transaction of its own. */
  Position spent(String account, long cents) {
    begin();
    spend(account, cents);
    return commit();
  }
}
