package io.trueup.ledger;

import static io.trueup.ledger.schema.Tables.TRUEUP_ALERT;

import io.trueup.ledger.RecordingMemory.KnownWindow;
import io.trueup.ledger.schema.tables.TrueupAlert;
import io.trueup.ledger.schema.tables.records.TrueupAlertRecord;
import io.trueup.spend.BudgetId;
import io.trueup.spend.Money;
import io.trueup.spend.Scope;
import io.trueup.spend.Severity;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Alerts as rows. */
final class AlertRows {
  static final TrueupAlert A = TRUEUP_ALERT;

  private AlertRows() {}

  /**
   * Inserts the alert unless there is one of its subject, window, kind and threshold. Nobody else
   * does meanwhile: the ledger's lock is held.
   */
  static boolean insertNew(DSLContext sql, Alert alert, String subject) {
    TrueupAlertRecord row = toRow(alert, subject);
    if (sql.fetchExists(
        A,
        A.SUBJECT.eq(subject),
        A.WINDOW_FROM.eq(row.getWindowFrom()),
        A.KIND.eq(row.getKind()),
        A.THRESHOLD.eq(row.getThreshold()))) {
      return false;
    }
    sql.insertInto(A).set(row).execute();
    return true;
  }

  /** When the last alert of this severity went out for the subject; null if none did. */
  static @Nullable Instant lastDelivered(DSLContext sql, String subject, Severity severity) {
    return sql.select(DSL.max(A.CREATED_AT))
        .from(A)
        .where(A.SUBJECT.eq(subject).and(A.SEVERITY.eq(severity.wireName())))
        .and(A.SUPPRESSED.isNull())
        .fetchSingle()
        .value1();
  }

  /** Which of these windows a forecast was made for. */
  static Set<KnownWindow> forecasts(DSLContext sql, Collection<KnownWindow> windows) {
    return sql
        .select(A.SUBJECT, A.WINDOW_FROM)
        .from(A)
        .where(A.KIND.eq(AlertKind.FORECAST.wireName()))
        .and(
            DSL.row(A.SUBJECT, A.WINDOW_FROM)
                .in(windows.stream().map(it -> DSL.row(it.budget(), it.from())).toList()))
        .fetch()
        .stream()
        .map(row -> new KnownWindow(row.value1(), row.value2()))
        .collect(Collectors.toSet());
  }

  /** The oldest, if they were raised before this. */
  static List<String> raisedBefore(DSLContext sql, Instant instant, int limit) {
    return sql.select(A.ID)
        .from(A)
        .where(A.CREATED_AT.lt(instant))
        .orderBy(A.CREATED_AT)
        .limit(limit)
        .fetch(A.ID);
  }

  static void delete(DSLContext sql, Collection<String> alerts) {
    sql.deleteFrom(A).where(A.ID.in(alerts)).execute();
  }

  /** Alerts of a deleted budget are no longer those of a later one of its id. */
  static void release(DSLContext sql, BudgetId budget) {
    sql.update(A).set(A.SUBJECT, A.ID).where(A.BUDGET.eq(budget.value())).execute();
  }

  /** Puts another scope in the place of one. */
  static void rename(DSLContext sql, Scope scope, Scope renamed) {
    sql.update(A)
        .set(A.SUBJECT, renamed.text())
        .where(A.SUBJECT.eq(scope.text()).and(A.BUDGET.isNull()))
        .execute();
    sql.update(A).set(A.SCOPE, renamed.text()).where(A.SCOPE.eq(scope.text())).execute();
  }

  static Optional<Alert> find(DSLContext sql, String id) {
    return sql.selectFrom(A).where(A.ID.eq(id)).fetchOptional(AlertRows::toAlert);
  }

  /** Newest first; those of one instant by id. */
  static List<Alert> list(DSLContext sql, AlertQuery query, @Nullable After after, int limit) {
    return sql.selectFrom(A)
        .where(asked(query))
        .and(after == null ? DSL.noCondition() : after.condition())
        .orderBy(A.CREATED_AT.desc(), A.ID)
        .limit(limit)
        .fetch(AlertRows::toAlert);
  }

  static Condition asked(AlertQuery query) {
    Condition asked = DSL.noCondition();
    if (query.organization() != null) {
      asked =
          asked.and(LedgerDatabase.within(new Scope.Organization(query.organization()), A.SCOPE));
    }
    if (query.budget() != null) {
      asked = asked.and(A.BUDGET.eq(query.budget().value()));
    }
    if (query.state() != null) {
      asked =
          asked.and(
              query.state() == AlertState.OPEN
                  ? A.ACKNOWLEDGED_AT.isNull()
                  : A.ACKNOWLEDGED_AT.isNotNull());
    }
    return asked;
  }

  /** Where a page ended. */
  record After(Instant createdAt, String id) {
    Condition condition() {
      return A.CREATED_AT.lt(createdAt).or(A.CREATED_AT.eq(createdAt).and(A.ID.gt(id)));
    }
  }

  private static TrueupAlertRecord toRow(Alert alert, String subject) {
    TrueupAlertRecord row = new TrueupAlertRecord();
    Alert.Cause cause = alert.cause();
    Alert.Figures figures = alert.figures();
    row.setId(alert.id());
    row.setKind(cause.kind().wireName());
    row.setSubject(subject);
    row.setBudget(cause.budget() == null ? null : cause.budget().value());
    row.setScope(alert.scope().text());
    row.setWindowFrom(alert.span().fromSecond());
    row.setWindowTo(alert.span().toSecond());
    row.setThreshold(cause.threshold() == null ? 0 : cause.threshold());
    row.setSeverity(alert.severity().wireName());
    row.setSpent(figures.spent().amount());
    row.setLimitAmount(amount(figures.limit()));
    row.setUsual(amount(figures.usual()));
    row.setRunsOutAt(figures.runsOutAt());
    row.setSuppressed(alert.suppressed() == null ? null : alert.suppressed().wireName());
    row.setCreatedAt(alert.createdAt());
    row.setAcknowledgedAt(alert.acknowledgedAt());
    return row;
  }

  private static Alert toAlert(TrueupAlertRecord row) {
    String budget = row.getBudget();
    String suppressed = row.getSuppressed();
    return new Alert(
        row.getId(),
        new Alert.Cause(
            AlertKind.ofWireName(row.getKind()),
            budget == null ? null : new BudgetId(budget),
            row.getThreshold() == 0 ? null : row.getThreshold()),
        Scope.parse(row.getScope()),
        Alert.Span.ofSeconds(row.getWindowFrom(), row.getWindowTo()),
        Severity.valueOf(row.getSeverity().toUpperCase(Locale.ROOT)),
        new Alert.Figures(
            Money.of(row.getSpent()),
            money(row.getLimitAmount()),
            money(row.getUsual()),
            row.getRunsOutAt()),
        suppressed == null ? null : Suppression.ofWireName(suppressed),
        row.getCreatedAt(),
        row.getAcknowledgedAt(),
        List.of());
  }

  private static @Nullable BigDecimal amount(@Nullable Money money) {
    return money == null ? null : money.amount();
  }

  private static @Nullable Money money(@Nullable BigDecimal amount) {
    return amount == null ? null : Money.of(amount);
  }
}
