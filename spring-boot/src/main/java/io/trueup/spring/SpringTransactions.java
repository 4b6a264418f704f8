package io.trueup.spring;

import io.trueup.cache.spi.CommitObserver;
import io.trueup.cache.spi.PendingChanges;
import io.trueup.changelog.ChangeTransactions;
import io.trueup.changelog.ChangeWriter;
import io.trueup.changelog.CommitObservers;
import io.trueup.changelog.PendingAppends;
import io.trueup.changelog.TransactionWork;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/*
 * Every transaction that the manager begins gets a buffer for changes, bound to the thread beside the
 * connection. Whoever writes through here, in a method that is @Transactional or not, appends to that
 * buffer; so there is one transaction, the application's.
 *
 * Where it is written: in the manager's beforeCommit listener. That runs after all beforeCommit and
 * beforeCompletion callbacks of the application, whenever they were registered, and right before the
 * commit is sent; what it throws rolls back. A callback of our own at the lowest precedence would not
 * do: one registered later at the same precedence runs after it, with the log's lock held, and what it
 * appends would be lost. JPA's session is flushed first, so that no row is locked after the log.
 *
 * What is told: committed first of all after-commit callbacks, so that those read what was written.
 * After anything but a commit, rolledBack, which means "ask the log". Before that the connection is
 * rolled back: Spring leaves it as it is after a commit that failed and after a TransactionException of
 * a callback, and then switches autocommit on, which commits what is open, unseen by anybody.
 *
 * Suspended transactions stay known to the thread as a chain: a REQUIRES_NEW that wants a lock which the
 * transaction below it holds would wait for its own thread, which no database detects.
 */
/**
 * Spring's transactions as those that write changes: what the ledger writes inside the
 * application's own transaction commits or rolls back with it. Safe for use by many threads.
 */
public final class SpringTransactions implements ChangeTransactions {
  private static final PendingChanges NOTHING_PENDING = tags -> false;

  private final DataSource dataSource;
  private final ChangeWriter writer;
  private final boolean isPlainJdbc;
  private final CommitObservers observers = new CommitObservers();
  private final TransactionTemplate required;
  private final TransactionTemplate requiresNew;
  private final TransactionTemplate nested;
  private final TransactionTemplate notSupported;

  // One for each database that this process writes.
  @SuppressWarnings("ThreadLocalUsage")
  private final ThreadLocal<@Nullable SpringTransaction> suspended = new ThreadLocal<>();

  /**
   * Joins the transactions of this manager, of all that it begins from now on.
   *
   * @param dataSource whose connection the manager binds to the thread; gives READ COMMITTED
   * @throws IllegalArgumentException if the manager is JTA's, can't be listened to, or is one of
   *     another data source
   */
  public SpringTransactions(
      DataSource dataSource, PlatformTransactionManager manager, ChangeWriter writer) {
    this.dataSource = Demarcations.targetOf(Objects.requireNonNull(dataSource, "dataSource"));
    this.writer = Objects.requireNonNull(writer, "writer");
    isPlainJdbc = Demarcations.isPlainJdbc(manager);
    ConfigurableTransactionManager listened = Demarcations.checked(this.dataSource, manager);
    required = template(manager, TransactionDefinition.PROPAGATION_REQUIRED);
    requiresNew = template(manager, TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    nested = template(manager, TransactionDefinition.PROPAGATION_NESTED);
    notSupported = template(manager, TransactionDefinition.PROPAGATION_NOT_SUPPORTED);
    listened.addListener(new Listening());
  }

  private static TransactionTemplate template(PlatformTransactionManager manager, int propagation) {
    TransactionTemplate template = new TransactionTemplate(manager);
    template.setPropagationBehavior(propagation);
    return template;
  }

  /**
   * {@inheritDoc} In a callback after the end of a transaction, where Spring would join what is
   * over, the work is done in a transaction of its own.
   */
  @Override
  public <T extends @Nullable Object> T execute(TransactionWork<T> work) {
    SpringTransaction joined = open();
    if (joined != null) {
      return joined.join(required, work);
    }
    checkManager();
    TransactionTemplate template =
        TransactionSynchronizationManager.isActualTransactionActive() ? requiresNew : required;
    return new OwnTransaction(this, template).run(work);
  }

  /** Somebody else's transaction on our connection would never hear of the changes. */
  private void checkManager() {
    if (isBoundHere()
        && TransactionSynchronizationManager.isSynchronizationActive()
        && bound() == null) {
      throw new IllegalStateException(
          "this transaction was begun by a transaction manager that Trueup does not listen to: begin"
              + " it with the one that SpringTransactions was given");
    }
  }

  /**
   * {@inheritDoc} Whoever began it: not null as long as what the thread reads may be a view of its
   * own, be it another manager's transaction or, after the end of one, its snapshot or JPA's
   * session.
   */
  @Override
  public @Nullable PendingChanges current() {
    if (!TransactionSynchronizationManager.isActualTransactionActive()) {
      return null;
    }
    SpringTransaction transaction = open();
    if (transaction != null) {
      return transaction.appends();
    }
    return !isBoundHere() || seesTheNewest() ? null : NOTHING_PENDING;
  }

  /** Whether the thread's transaction is over, and each statement sees what is committed. */
  private boolean seesTheNewest() {
    boolean isOver =
        bound() != null || !TransactionSynchronizationManager.isSynchronizationActive();
    return isOver
        && isPlainJdbc
        && TransactionSynchronizationManager.getCurrentTransactionIsolationLevel() == null;
  }

  @Override
  public void observe(CommitObserver observer) {
    observers.add(observer);
  }

  @Override
  public boolean holds(String lock) {
    SpringTransaction transaction = open();
    return (transaction != null && transaction.holds(lock)) || isHeldBelow(lock);
  }

  @Override
  public long failuresAfterCommit() {
    return observers.failures();
  }

  /** Whether a suspended transaction of this thread holds the lock. */
  boolean isHeldBelow(String lock) {
    SpringTransaction transaction = suspended.get();
    while (transaction != null && !transaction.holds(lock)) {
      transaction = transaction.below();
    }
    return transaction != null;
  }

  /** The transaction of this thread that can be written in. */
  @Nullable SpringTransaction open() {
    SpringTransaction transaction = bound();
    return transaction == null || transaction.isOver() ? null : transaction;
  }

  private @Nullable SpringTransaction bound() {
    return (SpringTransaction) TransactionSynchronizationManager.getResource(this);
  }

  private boolean isBoundHere() {
    return TransactionSynchronizationManager.getResource(dataSource) instanceof ConnectionHolder;
  }

  ConnectionHolder holder() {
    if (TransactionSynchronizationManager.getResource(dataSource) instanceof ConnectionHolder it) {
      return it;
    }
    throw new IllegalStateException(
        "the transaction manager binds no connection of this data source: of JPA's, the dialect must"
            + " expose it");
  }

  void unbind() {
    TransactionSynchronizationManager.unbindResourceIfPossible(this);
  }

  /** Takes the transaction off the thread; answers what was suspended before it. */
  @Nullable SpringTransaction suspend(SpringTransaction transaction) {
    unbind();
    SpringTransaction below = suspended.get();
    suspended.set(transaction);
    return below;
  }

  void resume(SpringTransaction transaction, @Nullable SpringTransaction below) {
    TransactionSynchronizationManager.bindResource(this, transaction);
    if (below == null) {
      suspended.remove();
    } else {
      suspended.set(below);
    }
  }

  CommitObservers observers() {
    return observers;
  }

  TransactionTemplate nested() {
    return nested;
  }

  /** Runs it without a transaction: the one that is over is still bound in its callbacks. */
  void outsideOfTransactions(Runnable callbacks) {
    notSupported.executeWithoutResult(status -> callbacks.run());
  }

  private final class Listening implements TransactionExecutionListener {
    @Override
    public void afterBegin(TransactionExecution execution, @Nullable Throwable failure) {
      if (failure == null
          && execution.isNewTransaction()
          && TransactionSynchronizationManager.isSynchronizationActive()) {
        begin();
      }
    }

    private void begin() {
      PendingAppends appends = writer.begin();
      SpringTransaction begun = new SpringTransaction(SpringTransactions.this, appends);
      unbind();
      TransactionSynchronizationManager.bindResource(SpringTransactions.this, begun);
      TransactionSynchronizationManager.registerSynchronization(new Ending(begun));
    }

    @Override
    public void beforeCommit(TransactionExecution execution) {
      SpringTransaction transaction = open();
      if (transaction != null && execution.isNewTransaction()) {
        transaction.write(execution);
      }
    }
  }
}
