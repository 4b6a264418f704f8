package io.trueup.chaos.fault;

import io.trueup.chaos.load.Tally;
import io.trueup.chaos.stage.DatabaseServer;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Somebody who changes limits with SQL, past every node. One thread at a time. */
public final class OutsideWriter {
  private static final int PAUSE_MILLIS = 3000;
  private static final String UPDATE =
      "update trueup_budget set limit_amount = ?, version = version + 1 where id = ?";

  private final DatabaseServer database;
  private final List<String> budgets;
  private final Random random;
  private final Tally tally = new Tally();
  private final CountDownLatch end = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "outside");

  /** Of the limits of these budgets. */
  public OutsideWriter(DatabaseServer database, List<String> budgets, long seed) {
    this.database = database;
    this.budgets = budgets;
    this.random = new Random(seed);
  }

  /** Begins. */
  public void start() {
    thread.start();
  }

  private void run() {
    try {
      while (!end.await(random.nextInt(2 * PAUSE_MILLIS), TimeUnit.MILLISECONDS)) {
        change(budgets.get(random.nextInt(budgets.size())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void change(String budget) {
    BigDecimal limit = BigDecimal.valueOf(1 + random.nextInt(1_999_999_999), 8);
    try (Connection connection = database.connect();
        PreparedStatement update = connection.prepareStatement(UPDATE)) {
      update.setBigDecimal(1, limit);
      update.setString(2, budget);
      update.executeUpdate();
      tally.count("limit by SQL done");
    } catch (SQLException e) {
      tally.count("limit by SQL " + (e.getSQLState() == null ? "failed" : e.getSQLState()));
    }
  }

  /** Ends. */
  public void stop() throws InterruptedException {
    end.countDown();
    thread.join();
  }

  /** What was done. */
  public Tally tally() {
    return tally;
  }
}
