package io.trueup.ledger;

import static io.trueup.ledger.schema.Tables.TRUEUP_BUDGET;

import io.trueup.ledger.schema.tables.TrueupBudget;
import io.trueup.ledger.schema.tables.records.TrueupBudgetRecord;
import io.trueup.spend.Budget;
import io.trueup.spend.BudgetId;
import io.trueup.spend.Enforcement;
import io.trueup.spend.FailPolicy;
import io.trueup.spend.Increase;
import io.trueup.spend.ModelFilter;
import io.trueup.spend.Money;
import io.trueup.spend.Period;
import io.trueup.spend.Scope;
import io.trueup.spend.Thresholds;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;

/** Budgets as rows. */
final class BudgetRows {
  private static final TrueupBudget B = TRUEUP_BUDGET;

  private BudgetRows() {}

  static List<Budget> in(DSLContext sql, Collection<? extends Scope> scopes) {
    List<String> texts = scopes.stream().map(Scope::text).toList();
    return sql.selectFrom(B).where(B.SCOPE.in(texts)).orderBy(B.ID).fetch(BudgetRows::toBudget);
  }

  /** Those of the organization, its projects and users, whether or not these have rows. */
  static List<Budget> within(DSLContext sql, Scope.Organization organization, int limit) {
    return sql.selectFrom(B)
        .where(LedgerDatabase.within(organization, B.SCOPE))
        .orderBy(B.ID)
        .limit(limit)
        .fetch(BudgetRows::toBudget);
  }

  /** Budgets by id, with how often each was called back. */
  static BudgetSet set(
      DSLContext sql, @Nullable String project, boolean userIsActive, Condition which) {
    var rows = sql.selectFrom(B).where(which).orderBy(B.ID).fetch();
    return new BudgetSet(
        project, userIsActive, rows.map(BudgetRows::toBudget), rows.getValues(B.RECALLS));
  }

  /** Calls back what is lent of the budget: leases of before are not admitted from any more. */
  static void recall(DSLContext sql, BudgetId id) {
    sql.update(B).set(B.RECALLS, B.RECALLS.plus(1)).where(B.ID.eq(id.value())).execute();
  }

  /** How often each of these was called back. */
  static Map<BudgetId, Long> recalls(DSLContext sql, Collection<BudgetId> budgets) {
    Map<BudgetId, Long> recalls = new HashMap<>();
    sql.select(B.ID, B.RECALLS)
        .from(B)
        .where(B.ID.in(budgets.stream().map(BudgetId::value).toList()))
        .forEach(row -> recalls.put(new BudgetId(row.value1()), row.value2()));
    return recalls;
  }

  static Optional<Budget> find(DSLContext sql, BudgetId id) {
    return sql.selectFrom(B).where(B.ID.eq(id.value())).fetchOptional(BudgetRows::toBudget);
  }

  static List<Budget> list(DSLContext sql, BudgetQuery query, String after, int limit) {
    return sql.selectFrom(B)
        .where(B.ID.gt(after))
        .and(ofOrganization(query.organization()))
        .and(ofKind(query.kind()))
        .and(ofId(query.scopeId()))
        .orderBy(B.ID)
        .limit(limit)
        .fetch(BudgetRows::toBudget);
  }

  /** Active ones that count over windows, by id. */
  static List<Budget> activeWithWindows(DSLContext sql, String after, int limit) {
    return sql.selectFrom(B)
        .where(B.ID.gt(after).and(B.ACTIVE))
        .and(B.PERIOD.ne(Period.PER_REQUEST.wireName()))
        .orderBy(B.ID)
        .limit(limit)
        .fetch(BudgetRows::toBudget);
  }

  /** The scopes of active ones, each once, by their texts. */
  static List<Scope> activeScopes(DSLContext sql, String after, int limit) {
    return sql.selectDistinct(B.SCOPE)
        .from(B)
        .where(B.SCOPE.gt(after).and(B.ACTIVE))
        .orderBy(B.SCOPE)
        .limit(limit)
        .fetch(row -> Scope.parse(row.value1()));
  }

  private static Condition ofOrganization(@Nullable String organization) {
    return organization == null
        ? DSL.noCondition()
        : LedgerDatabase.within(new Scope.Organization(organization), B.SCOPE);
  }

  private static Condition ofKind(Scope.@Nullable Kind kind) {
    if (kind == null) {
      return DSL.noCondition();
    }
    return kind == Scope.Kind.GLOBAL
        ? B.SCOPE.eq(new Scope.Global().text())
        : B.SCOPE.startsWith(kind.wireName() + ":");
  }

  /** The text of an organization ends in {@code :id}, of what is inside one in {@code /id}. */
  private static Condition ofId(@Nullable String id) {
    if (id == null) {
      return DSL.noCondition();
    }
    String organization = new Scope.Organization(id).text();
    String encoded = organization.substring(organization.indexOf(':') + 1);
    return B.SCOPE.eq(organization).or(B.SCOPE.endsWith("/" + encoded));
  }

  static void insert(DSLContext sql, Budget budget) {
    sql.insertInto(B).set(toRow(budget)).execute();
  }

  static void update(DSLContext sql, Budget budget) {
    sql.update(B).set(toRow(budget)).where(B.ID.eq(budget.id().value())).execute();
  }

  static void delete(DSLContext sql, BudgetId id) {
    sql.deleteFrom(B).where(B.ID.eq(id.value())).execute();
  }

  private static TrueupBudgetRecord toRow(Budget budget) {
    TrueupBudgetRecord row = new TrueupBudgetRecord();
    row.setId(budget.id().value());
    row.setScope(budget.scope().text());
    row.setName(budget.name());
    row.setPeriod(budget.period().wireName());
    row.setLimitAmount(budget.limit().amount());
    row.setEnforcement(budget.enforcement().wireName());
    row.setZone(budget.zone().getId());
    row.setThresholds(text(budget.thresholds()));
    row.setFailPolicy(budget.failPolicy().wireName());
    row.setActive(budget.active());
    row.setFilterProvider(budget.filter().provider());
    row.setFilterModel(budget.filter().model());
    row.setIncreases(text(budget.increases()));
    row.setVersion(budget.version());
    row.setCreatedAt(budget.createdAt());
    row.setUpdatedAt(budget.updatedAt());
    return row;
  }

  private static Budget toBudget(TrueupBudgetRecord row) {
    return Budget.builder(
            new BudgetId(row.getId()),
            Scope.parse(row.getScope()),
            Period.ofWireName(row.getPeriod()),
            Money.of(row.getLimitAmount()))
        .name(row.getName())
        .enforcement(Enforcement.ofWireName(row.getEnforcement()))
        .zone(ZoneId.of(row.getZone()))
        .thresholds(thresholds(row.getThresholds()))
        .failPolicy(FailPolicy.ofWireName(row.getFailPolicy()))
        .active(row.getActive())
        .filter(new ModelFilter(row.getFilterProvider(), row.getFilterModel()))
        .increases(increases(row.getIncreases()))
        .version(row.getVersion())
        .createdAt(row.getCreatedAt())
        .updatedAt(row.getUpdatedAt())
        .build();
  }

  private static String text(List<Increase> increases) {
    ArrayNode all = Json.MAPPER.createArrayNode();
    for (Increase each : increases) {
      all.addObject()
          .put("id", each.id())
          .put("amount", each.amount().toString())
          .put("until", each.until().toString());
    }
    return Json.text(all);
  }

  private static List<Increase> increases(String text) {
    return Json.parse(text)
        .valueStream()
        .map(
            each ->
                new Increase(
                    Json.required(each, "id"),
                    Money.of(Json.required(each, "amount")),
                    Instant.parse(Json.required(each, "until"))))
        .toList();
  }

  private static String text(Thresholds thresholds) {
    return thresholds.percents().stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  private static Thresholds thresholds(String text) {
    return Thresholds.of(
        Arrays.stream(text.split(",")).filter(t -> !t.isEmpty()).map(Integer::valueOf).toList());
  }
}
