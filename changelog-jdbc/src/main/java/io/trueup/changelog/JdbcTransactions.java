package io.trueup.changelog;

import io.trueup.cache.spi.ChangeLogException;
import io.trueup.cache.spi.CommitObserver;
import io.trueup.cache.spi.PendingChanges;
import io.trueup.cache.spi.Transactions;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/*
 * Order of a commit: flush (lock, positions, rows), announce, commit, give the connection back,
 * observers, the application's callbacks. The connection goes back first, since catching up may wait
 * and callbacks may begin transactions: holding it would empty a small pool. The thread has no
 * transaction any more by then, so that the callbacks' reads use the caches again.
 *
 * A commit that throws is told as rolled back, though a connection that broke on the way leaves it
 * open whether the database committed: observers take it for "ask the log", not for "nothing
 * happened".
 */
/**
 * Transactions on plain JDBC that write business rows and changes together. Bound to the thread.
 * Safe for use by many threads.
 */
public final class JdbcTransactions implements Transactions {
  private final DataSource dataSource;
  private final ChangeWriter writer;
  private final CommitObservers observers = new CommitObservers();

  // One for each database that this process writes.
  @SuppressWarnings("ThreadLocalUsage")
  private final ThreadLocal<@Nullable ChangeTransaction> open = new ThreadLocal<>();

  /**
   * Over connections of this data source.
   *
   * @param dataSource gives connections at READ COMMITTED, which is the default; may be a pool
   */
  public JdbcTransactions(DataSource dataSource, ChangeWriter writer) {
    this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
    this.writer = Objects.requireNonNull(writer, "writer");
  }

  /**
   * Does the work in a transaction: commits when it returns, rolls back when it throws, and passes
   * on what it threw. On a thread that has a transaction already the work becomes a part of it, and
   * if that part fails, the whole can't commit any more, even if the exception is caught; use
   * {@link ChangeTransaction#nested} for a part that may fail.
   *
   * <p>Returns when the commit is done, the observers are told and the callbacks have run.
   *
   * @throws ChangeLogException if the database refuses, the log's lock is not to be had in time, a
   *     joined part failed, or the work threw an {@link SQLException}
   */
  public <T extends @Nullable Object> T execute(TransactionWork<T> work) {
    ChangeTransaction joined = open.get();
    return joined == null ? begin(work) : joined.join(work);
  }

  @Override
  public @Nullable PendingChanges current() {
    ChangeTransaction transaction = open.get();
    return transaction == null ? null : transaction.appends();
  }

  @Override
  public void observe(CommitObserver observer) {
    observers.add(observer);
  }

  /** How many observers and callbacks failed after a commit. */
  public long failuresAfterCommit() {
    return observers.failures();
  }

  private <T extends @Nullable Object> T begin(TransactionWork<T> work) {
    Demarcation demarcation = Demarcation.begin(dataSource, observers);
    ChangeTransaction transaction = new ChangeTransaction(demarcation.connection(), writer.begin());
    open.set(transaction);
    T result;
    try {
      result = transaction.run(work);
      transaction.checkCommittable();
      demarcation.commit(transaction.appends());
    } catch (RuntimeException | Error e) {
      demarcation.rollBack(e);
      throw e;
    } finally {
      open.remove();
      transaction.over();
      demarcation.close();
    }
    demarcation.committed(transaction);
    transaction.callbacks().forEach(observers::afterCommit);
    return result;
  }
}
