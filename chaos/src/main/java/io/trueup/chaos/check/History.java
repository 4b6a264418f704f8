package io.trueup.chaos.check;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/*
 * Reads the log past everything that breaks. What a change row does not say, such as the limit that a
 * budget has now, comes from triggers of this suite's own, which write down each row that changes with
 * its transaction; the change of the same transaction says at which position.
 *
 * It looks again at the last positions each time: a position that appears below one that was seen is a
 * disorder that the log promises never to show.
 */
/** What was committed, by position, and since when that is known. One thread at a time. */
final class History {
  /** What an absent thing is. */
  static final String ABSENT = "absent";

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int LOOK_BACK = 100;

  private static final String NEW =
      "select c.position, l.kind, l.payload, (select jsonb_agg(jsonb_build_object("
          + "'table', r.of_table, 'gone', r.gone, 'row', r.content) order by r.id)"
          + " from chaos_row r where r.transaction = c.transaction)"
          + " from chaos_commit c join trueup_change l on l.position = c.position"
          + " where c.position > ? and c.position <> all (?) order by c.position";

  private final Map<String, Series> series = new HashMap<>();
  private final Map<String, Set<String>> budgets = new HashMap<>();
  private final TreeSet<Long> recent = new TreeSet<>();
  private final Commits commits = new Commits();
  private final List<Violation> disorder = new ArrayList<>();
  private long completeAsOf = Long.MIN_VALUE;
  private long changes;

  /** Makes the triggers. */
  static void install(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(Triggers.SQL);
    }
  }

  /** Takes in what was committed before now. */
  void follow(Connection connection) throws SQLException {
    long before = System.nanoTime();
    long from = recent.isEmpty() ? -1 : Math.max(-1, recent.last() - LOOK_BACK);
    try (PreparedStatement query = connection.prepareStatement(NEW)) {
      query.setLong(1, from);
      query.setArray(2, connection.createArrayOf("bigint", recent.toArray()));
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          take(rows.getLong(1), rows.getString(2), rows.getString(3), rows.getString(4));
        }
      }
    }
    commits.reach(recent.isEmpty() ? -1 : recent.last(), System.nanoTime());
    recent.headSet(recent.isEmpty() ? 0 : recent.last() - 2 * LOOK_BACK).clear();
    completeAsOf = before;
  }

  private void take(long position, String kind, String payload, @Nullable String rows) {
    if (!recent.isEmpty() && position < recent.last()) {
      disorder.add(
          new Violation("commit order", position + " became visible after " + recent.last()));
    }
    recent.add(position);
    changes++;
    if (kind.equals("CostRecorded")) {
      for (JsonNode delta : JSON.readTree(payload).required("deltas")) {
        spend(position, delta);
      }
    }
    if (rows != null) {
      for (JsonNode row : JSON.readTree(rows)) {
        change(position, row);
      }
    }
  }

  private void spend(long position, JsonNode delta) {
    String organization = delta.required("organization").asString();
    BigDecimal cost = new BigDecimal(delta.required("cost").asString());
    BigDecimal requests = new BigDecimal(delta.required("requests").asLong());
    for (String scope : scopesOf(organization, delta)) {
      sum("cost:" + scope).add(position, cost);
      sum("requests:" + scope).add(position, requests);
    }
  }

  private static Set<String> scopesOf(String organization, JsonNode delta) {
    Set<String> scopes = new LinkedHashSet<>(List.of("global", "organization:" + organization));
    if (delta.hasNonNull("user")) {
      scopes.add("user:" + organization + "/" + delta.required("user").asString());
    }
    if (delta.hasNonNull("project")) {
      scopes.add("project:" + organization + "/" + delta.required("project").asString());
    }
    return scopes;
  }

  private void change(long position, JsonNode change) {
    JsonNode row = change.required("row");
    boolean gone = change.required("gone").asBoolean();
    switch (change.required("table").asString()) {
      case "trueup_budget" -> budget(position, row, gone);
      case "trueup_price_override" ->
          set(
              position,
              "price:" + text(row, "provider") + "/" + text(row, "model"),
              gone
                  ? null
                  : new BigDecimal(
                      text(
                          JSON.readTree(text(row, "unit_prices")).required("input_mtok"), "base")));
      case "trueup_alert_settings" ->
          set(
              position,
              "cooldown:" + text(row, "scope"),
              gone ? null : minutes(JSON.readTree(text(row, "settings"))));
      case "trueup_user" ->
          series("name:user:" + text(row, "organization") + "/" + text(row, "id"), ABSENT)
              .set(position, gone ? ABSENT : text(row, "name"));
      default -> throw new IllegalStateException("not watched: " + change);
    }
  }

  private void budget(long position, JsonNode row, boolean gone) {
    String id = text(row, "id");
    set(position, "limit:" + id, gone ? null : new BigDecimal(text(row, "limit_amount")));
    Set<String> ofScope = budgets.computeIfAbsent(text(row, "scope"), it -> new TreeSet<>());
    boolean changed = gone ? ofScope.remove(id) : ofScope.add(id);
    if (changed) {
      series("budgets:" + text(row, "scope"), "[]").set(position, ofScope.toString());
    }
  }

  private static String text(JsonNode row, String field) {
    return row.required(field).asString();
  }

  private static BigDecimal minutes(JsonNode settings) {
    return new BigDecimal(settings.required("cooldown_seconds").asLong() / 60);
  }

  private void set(long position, String key, @Nullable BigDecimal number) {
    series(key, ABSENT).set(position, number == null ? ABSENT : Series.text(number));
  }

  private Series sum(String key) {
    return series(key, "0");
  }

  private Series series(String key, String first) {
    return series.computeIfAbsent(key, it -> new Series(first));
  }

  /** What something was; as if it had never been there if nothing is known of it. */
  Series of(String key) {
    boolean isSum = key.startsWith("cost:") || key.startsWith("requests:");
    return series(key, isSum ? "0" : key.startsWith("budgets:") ? "[]" : ABSENT);
  }

  /** Everything committed before this time, in nanoseconds, is known. */
  long completeAsOf() {
    return completeAsOf;
  }

  Commits commits() {
    return commits;
  }

  /** How many changes there were. */
  long changes() {
    return changes;
  }

  /** Positions that appeared below others, since it was last asked. */
  List<Violation> disorder() {
    List<Violation> since = List.copyOf(disorder);
    disorder.clear();
    return since;
  }
}
