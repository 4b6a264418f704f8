package io.trueup.changelog;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * What is done in one transaction.
 *
 * @param <T> what comes out of it
 */
@FunctionalInterface
public interface TransactionWork<T extends @Nullable Object> {
  /** Does it; whatever it throws rolls the transaction back. */
  T run(ChangeTransaction transaction) throws SQLException;
}
