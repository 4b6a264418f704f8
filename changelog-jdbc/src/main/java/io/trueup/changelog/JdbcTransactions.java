package io.trueup.changelog;

import io.trueup.cache.spi.CommitObserver;
import io.trueup.cache.spi.PendingChanges;
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
public final class JdbcTransactions implements ChangeTransactions {
  private final DataSource dataSource;
  private final ChangeWriter writer;
  private final CommitObservers observers = new CommitObservers();

  // One for each database that this process writes.
  @SuppressWarnings("ThreadLocalUsage")
  private final ThreadLocal<@Nullable JdbcTransaction> open = new ThreadLocal<>();

  /**
   * Over connections of this data source.
   *
   * @param dataSource gives connections at READ COMMITTED, which is the default; may be a pool
   */
  public JdbcTransactions(DataSource dataSource, ChangeWriter writer) {
    this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
    this.writer = Objects.requireNonNull(writer, "writer");
  }

  @Override
  public <T extends @Nullable Object> T execute(TransactionWork<T> work) {
    JdbcTransaction joined = open.get();
    return joined == null ? begin(work) : joined.join(work);
  }

  @Override
  public @Nullable PendingChanges current() {
    JdbcTransaction transaction = open.get();
    return transaction == null ? null : transaction.appends();
  }

  @Override
  public void observe(CommitObserver observer) {
    observers.add(observer);
  }

  @Override
  public boolean holds(String lock) {
    JdbcTransaction transaction = open.get();
    return transaction != null && transaction.holds(lock);
  }

  @Override
  public long failuresAfterCommit() {
    return observers.failures();
  }

  private <T extends @Nullable Object> T begin(TransactionWork<T> work) {
    Demarcation demarcation = Demarcation.begin(dataSource, observers);
    JdbcTransaction transaction = new JdbcTransaction(demarcation.connection(), writer.begin());
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
    transaction.appends().callbacks().forEach(observers::afterCommit);
    return result;
  }
}
