package io.trueup.changelog;

import io.trueup.cache.Change;
import io.trueup.cache.Position;
import io.trueup.cache.spi.ChangeLogException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An open transaction of {@link ChangeTransactions}: business rows through its connection, changes
 * through {@link #append}. Used by its own thread only, and only until the work returns; what is
 * called later throws {@link IllegalStateException}.
 */
public interface ChangeTransaction {
  /**
   * The transaction's connection. The caller neither commits, rolls back nor closes it, and leaves
   * autocommit and isolation as they are.
   */
  Connection connection();

  /**
   * Appends a change, to be written right before the commit. O(tags), no statement.
   *
   * @throws IllegalArgumentException if the codec does not know the fact, or a bound is passed
   */
  void append(Change change);

  /**
   * Runs after the commit, on this thread, after the caches have caught up, without a transaction.
   * If it throws, that is logged and counted, and the write stands.
   *
   * @throws IllegalStateException if there are {@link PendingAppends#MAX_CHANGES} already
   */
  void afterCommit(Runnable callback);

  /**
   * Where the transaction's last change stands in the log. Known to after-commit callbacks; absent
   * before the commit, and if there are no changes.
   */
  Optional<Position> committedAt();

  /**
   * Where the change of this id stands, which the transaction appended. Known when {@link
   * #committedAt()} is; absent if it appended none. O(changes of the transaction).
   */
  Optional<Position> committedAt(UUID change);

  /**
   * Does the work behind a savepoint. If it throws, its rows, its changes and its callbacks are
   * dropped, the exception is passed on, and the transaction can go on.
   *
   * @throws ChangeLogException if the savepoint fails, the work threw an {@link SQLException}, or a
   *     joined part of it failed
   */
  <T extends @Nullable Object> T nested(TransactionWork<T> work);

  /**
   * Says that the transaction takes this lock of the database now and keeps it to its end.
   *
   * @throws IllegalStateException if a transaction that this thread has suspended holds it: waiting
   *     for the lock would never end
   */
  void claim(String lock);
}
