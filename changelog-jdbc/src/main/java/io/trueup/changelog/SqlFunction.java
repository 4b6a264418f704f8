package io.trueup.changelog;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Reads something from a database.
 *
 * @param <T> what it reads
 */
@FunctionalInterface
public interface SqlFunction<T extends @Nullable Object> {
  /** Reads over this connection, which it neither closes nor commits. */
  T apply(Connection connection) throws SQLException;
}
