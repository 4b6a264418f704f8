package io.trueup.chaos.check;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The tables at the end: every acknowledged record is there, once, and records, rollups, budget
 * windows and log say the same to the last digit. One thread at a time.
 */
public final class Books {
  private static final String RECORDS =
      "select 'user:' || organization || '/' || user_id, sum(cost), count(*)"
          + " from trueup_usage_record group by 1";
  private static final String ROLLUPS =
      "select 'user:' || k.organization || '/' || k.user_id, sum(r.cost), sum(r.requests)"
          + " from trueup_rollup r join trueup_rollup_key k on k.id = r.key_id group by 1";
  private static final String WINDOWS =
      "select budget, sum(spent) from trueup_budget_window group by 1";

  private final Checker checker;
  private final Connection connection;

  /** Of a database in which nothing is written any more, whose history this checker knows. */
  public Books(Checker checker, Connection connection) {
    this.checker = checker;
    this.connection = connection;
  }

  /**
   * Compares all.
   *
   * @param recorded request ids that were acknowledged
   * @param budgets ids of budgets by scope
   */
  public void check(Set<String> recorded, Map<String, String> budgets) throws SQLException {
    checkRecords(recorded);
    compare("records", RECORDS);
    compare("rollups", ROLLUPS);
    checkWindows(budgets);
  }

  private void checkRecords(Set<String> recorded) throws SQLException {
    Set<String> missing = new HashSet<>(recorded);
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select request_id from trueup_usage_record")) {
      Set<String> stored = new HashSet<>();
      while (rows.next()) {
        missing.remove(rows.getString(1));
        if (!stored.add(rows.getString(1))) {
          wrong("recorded twice: " + rows.getString(1));
        }
      }
    }
    missing.forEach(id -> wrong("acknowledged, not stored: " + id));
  }

  private void compare(String what, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        String scope = rows.getString(1);
        check(what + " of " + scope, rows.getBigDecimal(2), "cost:" + scope);
        check(what + " of " + scope, rows.getBigDecimal(3), "requests:" + scope);
      }
    }
  }

  private void checkWindows(Map<String, String> budgets) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(WINDOWS)) {
      while (rows.next()) {
        String budget = rows.getString(1);
        for (Map.Entry<String, String> each : budgets.entrySet()) {
          if (each.getValue().equals(budget)) {
            check("window of " + each.getKey(), rows.getBigDecimal(2), "cost:" + each.getKey());
          }
        }
      }
    }
  }

  private void check(String what, BigDecimal stored, String key) {
    if (!Series.text(stored).equals(checker.last(key))) {
      wrong(what + " say " + Series.text(stored) + ", the log says " + checker.last(key));
    }
  }

  private void wrong(String what) {
    checker.violated(new Violation("books", what));
  }
}
