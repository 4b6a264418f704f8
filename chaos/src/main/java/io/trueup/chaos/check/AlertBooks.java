package io.trueup.chaos.check;

import io.trueup.chaos.stage.Pause;
import io.trueup.chaos.stage.Receiver;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Alerts at the end: each budget whose limit never changed has raised exactly the percentages that
 * it has reached, each once, whatever was killed meanwhile; and who is to be told of alerts was
 * told of each at least once, under one id. One thread at a time.
 */
public final class AlertBooks {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final BigDecimal HUNDRED = new BigDecimal(100);
  private static final int PAUSE_MILLIS = 500;

  private static final String RAISED =
      "select budget, window_from, threshold, id, spent, limit_amount from trueup_alert"
          + " where kind = 'threshold'";
  private static final String PENDING =
      "select count(*) from trueup_alert_delivery where channel = 'webhook' and state = 'pending'";
  private static final String DELIVERIES =
      "select alert, state, coalesce(last_error, '') from trueup_alert_delivery"
          + " where channel = 'webhook'";
  private static final String SPENT =
      "select budget, sum(spent) from trueup_budget_window group by 1";

  private final Checker checker;
  private final Connection connection;
  private final Map<String, String> keys = new HashMap<>();
  private final Map<String, Set<Integer>> raised = new HashMap<>();
  private long pending;

  /** Of a database in which no cost is recorded any more. */
  public AlertBooks(Checker checker, Connection connection) {
    this.checker = checker;
    this.connection = connection;
  }

  /**
   * Compares all.
   *
   * @param limits of the budgets whose limit never changed, by id
   * @param thresholds of these budgets
   */
  public void checkRaised(Map<String, BigDecimal> limits, Set<Integer> thresholds)
      throws SQLException {
    readRaised();
    Map<String, BigDecimal> spent = spent();
    limits.forEach(
        (budget, limit) -> {
          BigDecimal hundredfold = spent.getOrDefault(budget, BigDecimal.ZERO).multiply(HUNDRED);
          Set<Integer> reached = new TreeSet<>(thresholds);
          reached.removeIf(
              percent ->
                  hundredfold.signum() == 0
                      || hundredfold.compareTo(limit.multiply(new BigDecimal(percent))) < 0);
          Set<Integer> found = raised.getOrDefault(budget, Set.of());
          if (!found.equals(reached)) {
            wrong("budget %s has reached %s and raised %s".formatted(budget, reached, found));
          }
        });
  }

  private void readRaised() throws SQLException {
    Set<String> once = new HashSet<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(RAISED)) {
      while (rows.next()) {
        String budget = rows.getString(1);
        int percent = rows.getInt(3);
        String key = budget + " " + rows.getLong(2) + " " + percent;
        if (!once.add(key)) {
          wrong("raised twice: " + key);
        }
        keys.put(rows.getString(4), key);
        raised.computeIfAbsent(budget, it -> new TreeSet<>()).add(percent);
        BigDecimal needed = rows.getBigDecimal(6).multiply(new BigDecimal(percent));
        if (rows.getBigDecimal(5).multiply(HUNDRED).compareTo(needed) < 0) {
          wrong("raised too soon: %s at %s".formatted(key, rows.getBigDecimal(5)));
        }
      }
    }
  }

  private Map<String, BigDecimal> spent() throws SQLException {
    Map<String, BigDecimal> spent = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(SPENT)) {
      while (rows.next()) {
        spent.put(rows.getString(1), rows.getBigDecimal(2));
      }
    }
    return spent;
  }

  /**
   * Waits until everybody was told, for so long at most, and compares what the receiver was told.
   *
   * @param patience for what is pending; what is pending then is no violation, but counted
   */
  public void checkDelivered(Receiver receiver, Duration patience)
      throws SQLException, InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (pendingNow() > 0 && end - System.nanoTime() > 0) {
      Pause.millis(PAUSE_MILLIS);
    }
    pending = pendingNow();
    Set<String> told = told(receiver);
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(DELIVERIES)) {
      while (rows.next()) {
        String alert = rows.getString(1);
        if (rows.getString(2).equals("dead")) {
          wrong("given up: alert %s, %s".formatted(alert, rows.getString(3)));
        } else if (rows.getString(2).equals("delivered") && !told.contains(alert)) {
          wrong("delivered, but nobody was told: " + alert);
        }
      }
    }
  }

  private long pendingNow() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(PENDING)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /** Ids of what was told; each is an alert of the database's, and each alert has one. */
  private Set<String> told(Receiver receiver) {
    Map<String, String> ids = new HashMap<>();
    Set<String> told = new HashSet<>();
    for (String each : receiver.taken()) {
      String id = each.substring(0, each.indexOf('\n'));
      told.add(id);
      JsonNode body = JSON.readTree(each.substring(each.indexOf('\n') + 1));
      if (!id.equals(body.required("id").asString())) {
        wrong("told under %s: %s".formatted(id, body));
      }
      if (body.required("kind").asString().equals("threshold")) {
        String about =
            body.required("budget_id").asString()
                + " "
                + body.required("window")
                + " "
                + body.required("threshold");
        String before = ids.put(about, id);
        if (before != null && !before.equals(id)) {
          wrong("told under two ids, %s and %s: %s".formatted(before, id, about));
        }
        if (!keys.containsKey(id)) {
          wrong("told of what was never raised: " + body);
        }
      }
    }
    return told;
  }

  /** How many alerts of percentages there were. */
  public long count() {
    return keys.size();
  }

  /** How many were still to be delivered at the end. */
  public long pending() {
    return pending;
  }

  private void wrong(String what) {
    checker.violated(new Violation("alerts", what));
  }
}
