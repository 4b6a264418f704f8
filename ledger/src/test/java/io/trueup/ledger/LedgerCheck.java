package io.trueup.ledger;

import static io.trueup.ledger.schema.Tables.TRUEUP_BUDGET_WINDOW;

import io.trueup.ledger.LedgerChange.CostRecorded;
import io.trueup.spend.Budget;
import io.trueup.spend.ModelId;
import io.trueup.spend.Money;
import io.trueup.spend.Subject;
import io.trueup.spend.Unit;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jooq.Cursor;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/*
 * What is expected is summed up here from the single records, with nothing of what the ledger uses
 * to keep its sums. A check reads the records whose changes are newer than the last check's; what it
 * has summed up from all of them is compared with every table of sums as a whole. Ids, positions and
 * the total are compared for all records each time.
 */
/** Reads a ledger's tables and says what in them contradicts the records. For one thread. */
final class LedgerCheck {
  private static final int MOST_SHOWN = 5;

  /** Rows that are read at once where a transaction is open. */
  private static final int PAGE = 10_000;

  private static final String ROLLUPS =
      "select * from trueup_rollup r join trueup_rollup_key k on k.id = r.key_id";

  private final LedgerChangeCodec codec = new LedgerChangeCodec();
  private final Map<RollupKey, SpendTotals> expected = new HashMap<>();
  private final List<String> violations = new ArrayList<>();
  private long newest = -1;
  private int records;
  private int windows;

  /**
   * What is wrong; empty if nothing.
   *
   * @param acknowledged ids with the positions in the log that were acknowledged with them
   */
  List<String> violations(DSLContext sql, Map<String, Long> acknowledged) {
    violations.clear();
    checkRequests(sql, acknowledged);
    checkPositions(sql);
    addNewer(sql);
    compare("rollup", sums(expected), rollups(sql));
    compare("usage", counts(expected), usage(sql));
    checkWindows(sql);
    checkTotal(sql);
    checkHolds(sql);
    return List.copyOf(violations);
  }

  /** How much the last check saw. */
  String seen() {
    return records + " records, " + expected.size() + " rollups, " + windows + " windows";
  }

  /** In order of their ids, so that nothing is kept of millions. */
  private void checkRequests(DSLContext sql, Map<String, Long> acknowledged) {
    Map<String, Long> wrong = new TreeMap<>();
    String last = "";
    int known = 0;
    records = 0;
    try (Cursor<Record> rows =
        sql.resultQuery(
                "select r.request_id, c.position from trueup_usage_record r"
                    + " left join trueup_change c on c.id = r.change_id and c.kind = 'CostRecorded'"
                    + " order by r.request_id")
            .fetchSize(PAGE)
            .fetchLazy()) {
      for (Record row : rows) {
        String id = row.get(0, String.class);
        Long position = row.get(1, Long.class);
        checkRequest(id, last, position);
        Long told = acknowledged.get(id);
        known += told == null || id.equals(last) ? 0 : 1;
        if (told != null && !told.equals(position)) {
          wrong.put(id, position == null ? -1 : position);
        }
        last = id;
        records++;
      }
    }
    wrong.forEach(
        (id, at) ->
            violations.add("acknowledged " + id + ": " + acknowledged.get(id) + ", found " + at));
    if (known < acknowledged.size()) {
      tellMissing(sql, acknowledged.keySet());
    }
  }

  private void checkRequest(String id, String last, @Nullable Long position) {
    if (id.equals(last)) {
      violations.add("recorded twice: " + id);
    }
    if (position == null) {
      violations.add("recorded, but not in the log: " + id);
    }
  }

  private void tellMissing(DSLContext sql, Set<String> acknowledged) {
    Set<String> missing = new TreeSet<>(acknowledged);
    sql.resultQuery("select request_id from trueup_usage_record")
        .forEach(row -> missing.remove(row.get(0, String.class)));
    missing.stream()
        .limit(MOST_SHOWN)
        .forEach(id -> violations.add("acknowledged " + id + ": no record"));
    violations.add("acknowledged: " + missing.size() + " have no record");
  }

  /** One row for each position from the genesis row to the head, since nothing rolls back. */
  private void checkPositions(DSLContext sql) {
    Record log =
        sql.fetchSingle(
            "select (select max(position) from trueup_change_head), min(position), max(position),"
                + " count(distinct position), count(distinct id), count(*) from trueup_change");
    List<Long> found = log.intoList().stream().map(it -> ((Number) it).longValue()).toList();
    long head = found.get(0);
    if (!found.equals(List.of(head, 0L, head, head + 1, head + 1, head + 1))) {
      violations.add("log: head, first, last, positions, ids, rows are " + found);
    }
  }

  private void addNewer(DSLContext sql) {
    Map<Long, Map<RollupKey, SpendTotals>> recorded = new TreeMap<>();
    try (Cursor<Record> rows =
        sql.resultQuery(
                "select r.*, c.position from trueup_change c"
                    + " join trueup_usage_record r on r.change_id = c.id where c.position > ?",
                newest)
            .fetchSize(PAGE)
            .fetchLazy()) {
      rows.forEach(row -> add(row, recorded.computeIfAbsent(position(row), it -> new HashMap<>())));
    }
    compare("change", recorded, logged(sql));
    recorded.values().forEach(sums -> sums.forEach(this::expect));
    newest = sql.fetchSingle("select max(position) from trueup_change").get(0, Long.class);
  }

  private static long position(Record row) {
    return row.get("position", Long.class);
  }

  private static void add(Record row, Map<RollupKey, SpendTotals> sums) {
    Instant charged = row.get("charged_at", Instant.class);
    Instant at = charged == null ? row.get("occurred_at", Instant.class) : charged;
    SpendTotals totals =
        new SpendTotals(
            Money.of(row.get("cost", BigDecimal.class)),
            1,
            LedgerChangeCodec.sumOf(
                Json.counts(Json.parse(row.get("usage_counts", String.class)))));
    sums.merge(
        new RollupKey(subject(row), Math.floorDiv(at.getEpochSecond(), 900L) * 900),
        totals,
        SpendTotals::plus);
  }

  private static Subject subject(Record row) {
    return new Subject(
        row.get("organization", String.class),
        nullable(row.get("project", String.class)),
        nullable(row.get("user_id", String.class)),
        new ModelId(row.get("provider", String.class), row.get("model", String.class)));
  }

  private static @Nullable String nullable(@Nullable String id) {
    return id == null || id.isEmpty() ? null : id;
  }

  private void expect(RollupKey key, SpendTotals totals) {
    expected.merge(key, totals, SpendTotals::plus);
  }

  private Map<Long, Map<RollupKey, SpendTotals>> logged(DSLContext sql) {
    Map<Long, Map<RollupKey, SpendTotals>> logged = new TreeMap<>();
    try (Cursor<Record> rows =
        sql.resultQuery(
                "select position, payload from trueup_change"
                    + " where kind = 'CostRecorded' and position > ?",
                newest)
            .fetchSize(PAGE)
            .fetchLazy()) {
      rows.forEach(row -> logged.put(position(row), deltas(row.get("payload", String.class))));
    }
    return logged;
  }

  private Map<RollupKey, SpendTotals> deltas(String payload) {
    Map<RollupKey, SpendTotals> deltas = new HashMap<>();
    for (RollupDelta delta : ((CostRecorded) codec.decode("CostRecorded", payload)).deltas()) {
      deltas.merge(delta.key(), delta.totals(), SpendTotals::plus);
    }
    return deltas;
  }

  private static Map<RollupKey, String> sums(Map<RollupKey, SpendTotals> totals) {
    Map<RollupKey, String> sums = new HashMap<>();
    totals.forEach((key, it) -> sums.put(key, it.requests() + " for " + it.cost()));
    return sums;
  }

  private static Map<RollupKey, String> rollups(DSLContext sql) {
    Map<RollupKey, String> sums = new HashMap<>();
    sql.resultQuery(ROLLUPS)
        .forEach(
            row ->
                sums.put(
                    keyOf(row),
                    row.get("requests", Long.class)
                        + " for "
                        + Money.of(row.get("cost", BigDecimal.class))));
    return sums;
  }

  private static RollupKey keyOf(Record row) {
    return new RollupKey(subject(row), row.get("bucket", Long.class));
  }

  private static Map<String, Long> counts(Map<RollupKey, SpendTotals> totals) {
    Map<String, Long> counts = new HashMap<>();
    totals.forEach(
        (key, it) ->
            it.usage()
                .counts()
                .forEach((unit, count) -> counts.put(key + " " + unit.wireName(), count)));
    return counts;
  }

  private static Map<String, Long> usage(DSLContext sql) {
    Map<String, Long> counts = new HashMap<>();
    sql.resultQuery(ROLLUPS)
        .forEach(
            row -> {
              for (Unit unit : Unit.values()) {
                Long count = row.get("used_" + unit.wireName(), Long.class);
                if (count != null) {
                  counts.put(keyOf(row) + " " + unit.wireName(), count);
                }
              }
            });
    return counts;
  }

  private void checkWindows(DSLContext sql) {
    Map<String, Money> spent = new TreeMap<>();
    for (Budget budget : BudgetRows.list(sql, BudgetQuery.ALL, "", 10_000)) {
      if (budget.period().hasWindows()) {
        expected.forEach((key, totals) -> addToWindow(budget, key, totals.cost(), spent));
      }
    }
    Map<String, Money> kept = new TreeMap<>();
    sql.selectFrom(TRUEUP_BUDGET_WINDOW)
        .forEach(
            row -> kept.put(row.getBudget() + " " + row.getWindowFrom(), Money.of(row.getSpent())));
    windows = kept.size();
    spent.keySet().retainAll(kept.keySet());
    compare("window", spent, kept);
  }

  private static void addToWindow(
      Budget budget, RollupKey key, Money cost, Map<String, Money> spent) {
    if (key.subject().isIn(budget.scope()) && budget.filter().accepts(key.model())) {
      Instant from = budget.windowAt(Instant.ofEpochSecond(key.bucket())).from();
      spent.merge(budget.id() + " " + from.getEpochSecond(), cost, Money::plus);
    }
  }

  private void checkTotal(DSLContext sql) {
    Record total =
        sql.fetchSingle(
            "select (select coalesce(sum(cost), 0) from trueup_usage_record),"
                + " (select coalesce(sum(cost), 0) from trueup_rollup),"
                + " (select count(*) from trueup_usage_record),"
                + " (select coalesce(sum(requests), 0) from trueup_rollup)");
    List<BigDecimal> found = List.of(total.into(BigDecimal[].class));
    if (found.get(0).compareTo(found.get(1)) != 0 || found.get(2).compareTo(found.get(3)) != 0) {
      violations.add("total: cost and requests of records and rollups are " + found);
    }
  }

  /** Limits are never lowered here, so they bound what is held and what was (K8, I2). */
  private void checkHolds(DSLContext sql) {
    none(
        sql,
        "a hold of what is not held",
        "select h.reservation from trueup_hold h left join trueup_reservation r"
            + " on r.id = h.reservation left join trueup_lease l on l.id = h.reservation"
            + " where l.id is null and (r.id is null or r.state <> 'held')");
    none(
        sql,
        "a lease of nothing",
        "select l.id from trueup_lease l left join trueup_hold h on h.reservation = l.id"
            + " where h.amount is null or h.amount <= 0");
    none(
        sql,
        "settled without a record",
        "select r.id from trueup_reservation r left join trueup_usage_record u"
            + " on u.id = r.record_id where r.state = 'settled' and u.id is null");
    none(
        sql,
        "covered more than was spent",
        "select budget from trueup_budget_window where covered < 0 or covered > spent");
    none(
        sql,
        "held above the limit",
        "select w.budget from trueup_budget_window w join trueup_budget b on b.id = w.budget"
            + " where w.covered + (select coalesce(sum(h.amount), 0) from trueup_hold h"
            + " where h.budget = w.budget and h.window_from = w.window_from) > b.limit_amount");
  }

  private void none(DSLContext sql, String what, String query) {
    sql.resultQuery(query).fetch().stream()
        .limit(MOST_SHOWN)
        .forEach(row -> violations.add(what + ": " + row.get(0)));
  }

  private void compare(String what, Map<?, ?> expected, Map<?, ?> found) {
    Set<Object> keys = new HashSet<>(expected.keySet());
    keys.addAll(found.keySet());
    keys.removeIf(key -> Objects.equals(expected.get(key), found.get(key)));
    keys.stream()
        .limit(MOST_SHOWN)
        .map(key -> what + " " + key + ": " + expected.get(key) + ", found " + found.get(key))
        .forEach(violations::add);
    if (keys.size() > MOST_SHOWN) {
      violations.add(what + ": " + keys.size() + " differ of " + expected.size());
    }
  }
}
