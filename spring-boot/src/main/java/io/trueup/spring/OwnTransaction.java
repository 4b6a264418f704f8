package io.trueup.spring;

import io.trueup.cache.spi.ChangeLogException;
import io.trueup.changelog.TransactionWork;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.transaction.support.TransactionTemplate;

/** A transaction that is begun here: what it throws is the work's own, or the change log's. */
final class OwnTransaction {
  private final SpringTransactions transactions;
  private final TransactionTemplate template;
  private @Nullable SpringTransaction transaction;
  private @Nullable Throwable ofTheWork;

  OwnTransaction(SpringTransactions transactions, TransactionTemplate template) {
    this.transactions = transactions;
    this.template = template;
  }

  @SuppressWarnings("NullAway") // the template's result is the work's, null only if that may be
  <T extends @Nullable Object> T run(TransactionWork<T> work) {
    try {
      return template.execute(status -> inside(work));
    } catch (TransactionException | DataAccessException e) {
      throwWhatTheWorkThrew(e);
      throw translated(e);
    }
  }

  /** Where the rollback failed too, that is the lesser news. */
  private void throwWhatTheWorkThrew(RuntimeException e) {
    Throwable first = ofTheWork;
    if (first != null && !first.equals(e)) {
      first.addSuppressed(e);
    }
    if (first instanceof RuntimeException it) {
      throw it;
    }
    if (first instanceof Error it) {
      throw it;
    }
  }

  private <T extends @Nullable Object> T inside(TransactionWork<T> work) {
    SpringTransaction begun = transactions.open();
    if (begun == null) {
      throw new IllegalStateException(
          "the transaction manager does without synchronization: switch it on");
    }
    transaction = begun;
    try {
      return begun.run(work);
    } catch (RuntimeException | Error e) {
      ofTheWork = e;
      throw e;
    }
  }

  private ChangeLogException translated(RuntimeException e) {
    if (e instanceof UnexpectedRollbackException) {
      return Objects.requireNonNull(transaction).canOnlyRollBack(e);
    }
    String what =
        e instanceof CannotCreateTransactionException
            ? "no transaction was to be had: "
            : "the commit failed: ";
    return new ChangeLogException(what + e.getMessage(), e);
  }
}
