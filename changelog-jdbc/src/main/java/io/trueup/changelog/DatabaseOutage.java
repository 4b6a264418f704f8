package io.trueup.changelog;

import io.trueup.cache.CacheException;
import io.trueup.cache.LoadException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/*
 * Where a database said anything, what it said decides, however it is wrapped: a statement that it
 * refuses will be refused again, and no outage is made of that. Where it said nothing, something that
 * waited for the log has given up.
 *
 * States (SQL:2016 part 2, 24.1; PostgreSQL's appendix A; H2's ErrorCode):
 *   08     no connection, or it broke      53     no memory, disk or connection left
 *   57     cancelled, or shutting down     58030  the server can't read or write its files
 *   25006  read-only: another is primary   25P03  a session sat on its transaction for too long
 *   55P03  a lock was not to be had        HYT00  the same, and time-outs, on H2
 * Without a state it is a pool or a driver that speaks, of a connection that is closed or was not to be had.
 * Of H2's own, 90xxx, most are mistakes in a statement; those here are of a database or connection
 * that is closed, locked, broken or gone.
 */
/** Tells an outage of the database from a statement that it refuses. */
public final class DatabaseOutage {
  private static final int MOST_CAUSES = 20;

  private static final List<String> AWAY =
      List.of("08", "25006", "25P03", "53", "55P03", "57", "58030", "HYT");

  private static final Set<String> H2_IS_AWAY =
      Set.of(
          "90007", "90013", "90020", "90028", "90030", "90031", "90067", "90098", "90108", "90121",
          "90124", "90135", "90146", "90149");

  private static final String UNDONE = "40";

  private DatabaseOutage() {}

  /**
   * Whether this came about because the database could not be reached, or could not do its work in
   * time. Of a commit it is not known then whether it happened.
   */
  public static boolean isCauseOf(Throwable failure) {
    SQLException said = saidBy(failure);
    return said == null ? isUnheard(failure) : isAway(said);
  }

  /** Whether the database undid a transaction for the sake of others: a deadlock, for example. */
  public static boolean isUndone(Throwable failure) {
    SQLException said = saidBy(failure);
    return said != null && stateOf(said).startsWith(UNDONE);
  }

  private static @Nullable SQLException saidBy(Throwable failure) {
    Throwable cause = failure;
    for (int i = 0; cause != null && i < MOST_CAUSES; i++) {
      if (cause instanceof SQLException it) {
        return it;
      }
      cause = cause.getCause();
    }
    return null;
  }

  /** A load that failed says by its cause why; everything else of a cache's is about the log. */
  private static boolean isUnheard(Throwable failure) {
    Throwable cause = failure;
    for (int i = 0; cause != null && i < MOST_CAUSES; i++) {
      if (cause instanceof TimeoutException
          || (cause instanceof CacheException && !(cause instanceof LoadException))) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  private static boolean isAway(SQLException said) {
    String state = stateOf(said);
    boolean isTransient =
        said instanceof SQLTransientException
            || said instanceof SQLNonTransientConnectionException
            || said instanceof SQLRecoverableException;
    return state.isEmpty()
        || (isTransient && !state.startsWith(UNDONE))
        || H2_IS_AWAY.contains(state)
        || AWAY.stream().anyMatch(state::startsWith);
  }

  private static String stateOf(SQLException said) {
    String state = said.getSQLState();
    return state == null ? "" : state;
  }
}
