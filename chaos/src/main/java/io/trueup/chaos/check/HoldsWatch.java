package io.trueup.chaos.check;

import io.trueup.chaos.stage.DatabaseServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/*
 * Nodes know the database's time but for what a look at it takes, so a hold near its end is live for one
 * and expired for another. Only what is live for all of them counts here.
 */
/**
 * Looks at the tables while everything goes on, each time in one snapshot: of no window is more
 * covered and held than the largest limit that was in force (K8).
 */
public final class HoldsWatch {
  /** How far apart two nodes may take the database's time to be, in milliseconds. */
  public static final long CLOCKS_APART = 1_000;

  private static final int PAUSE_MILLIS = 400;
  private static final String ABOVE =
      "select w.budget, w.window_from, w.covered, coalesce(h.held, 0), m.most"
          + " from trueup_budget_window w left join (select budget, window_from, sum(amount) held"
          + " from trueup_hold where expires_at > "
          + "extract(epoch from clock_timestamp()) * 1000 + "
          + CLOCKS_APART
          + " group by 1, 2) h using (budget, window_from)"
          + " join (select content->>'id' as budget,"
          + " max((content->>'limit_amount')::numeric) as most from chaos_row"
          + " where of_table = 'trueup_budget' group by 1) m using (budget)"
          + " where w.covered + coalesce(h.held, 0) > m.most";

  private final DatabaseServer database;
  private final Checker checker;
  private final AtomicLong looks = new AtomicLong();
  private final CountDownLatch end = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "holds");

  /** Of this database; tells the checker. */
  public HoldsWatch(DatabaseServer database, Checker checker) {
    this.database = database;
    this.checker = checker;
  }

  /** Begins. */
  public void start() {
    thread.start();
  }

  private void run() {
    try {
      while (!end.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
        lookUntilItIsAway();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The database may be away, which is one of the faults. */
  private void lookUntilItIsAway() throws InterruptedException {
    try (Connection connection = database.connect()) {
      do {
        look(connection);
      } while (!end.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS));
    } catch (SQLException e) {
      // It looks again when the database is back.
    }
  }

  /** Looks once. */
  public void look(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(ABOVE)) {
      while (rows.next()) {
        checker.violated(
            new Violation(
                "K8",
                "of budget %s from %s covered %s and held %s, at most %s was allowed"
                    .formatted(
                        rows.getString(1),
                        rows.getString(2),
                        rows.getString(3),
                        rows.getString(4),
                        rows.getString(5))));
      }
    }
    looks.incrementAndGet();
  }

  /** Ends. */
  public void stop() throws InterruptedException {
    end.countDown();
    thread.join();
  }

  /** How often it looked. */
  public long looks() {
    return looks.get();
  }
}
