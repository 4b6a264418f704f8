package io.trueup.ledger;

import static io.trueup.ledger.AlertRows.A;
import static io.trueup.ledger.DeliveryRows.D;

import io.trueup.ledger.AlertDelivery.State;
import io.trueup.spend.Severity;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** What was raised. Read from the database, not from caches. Safe for use by many threads. */
public final class Alerts {
  private static final String LIST = "alerts";

  private final LedgerDatabase database;
  private final InstantSource clock;

  Alerts(LedgerDatabase database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Alerts, newest first, those of one instant by id.
   *
   * @param cursor the last page's, or null for the first
   * @param limit 1 to {@link Page#MAX_LIMIT}
   * @throws io.trueup.spend.InvalidInputException naming {@code cursor} or {@code limit}
   */
  public Page<Alert> list(AlertQuery query, @Nullable String cursor, int limit) {
    Cursor.checkLimit(limit);
    AlertRows.After after = after(cursor);
    List<Alert> found =
        database.query(sql -> withDeliveries(sql, AlertRows.list(sql, query, after, limit + 1)));
    return Page.of(found, limit, last -> Cursor.of(LIST, last.createdAt().toString(), last.id()));
  }

  private static AlertRows.@Nullable After after(@Nullable String cursor) {
    List<@Nullable String> key = Cursor.read(LIST, 2, cursor);
    try {
      return key == null
          ? null
          : new AlertRows.After(
              Instant.parse(String.valueOf(key.get(0))), String.valueOf(key.get(1)));
    } catch (DateTimeParseException e) {
      throw Cursor.unknown(e);
    }
  }

  private static List<Alert> withDeliveries(DSLContext sql, List<Alert> alerts) {
    Map<String, List<AlertDelivery>> all =
        DeliveryRows.of(sql, alerts.stream().map(Alert::id).toList());
    return alerts.stream()
        .map(alert -> alert.with(all.getOrDefault(alert.id(), List.of())))
        .toList();
  }

  /** The alert of this id. */
  public Optional<Alert> find(String id) {
    return database.query(sql -> find(sql, id));
  }

  private static Optional<Alert> find(DSLContext sql, String id) {
    return AlertRows.find(sql, id).map(alert -> withDeliveries(sql, List.of(alert)).get(0));
  }

  /**
   * Takes note of an alert; of one that somebody has taken note of, nothing changes.
   *
   * @throws UnknownObjectException if there is none of this id
   */
  public Alert acknowledge(String id) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return database.apart(
        sql -> {
          sql.update(A)
              .set(A.ACKNOWLEDGED_AT, now)
              .where(A.ID.eq(id).and(A.ACKNOWLEDGED_AT.isNull()))
              .execute();
          return find(sql, id).orElseThrow(() -> new UnknownObjectException("alert", id));
        });
  }

  /**
   * Counts alerts that were raised in a time, and their deliveries.
   *
   * @param query which of them
   * @param from the first instant
   * @param to the first instant after it
   */
  public AlertStatistics statistics(AlertQuery query, Instant from, Instant to) {
    Condition raised = AlertRows.asked(query).and(A.CREATED_AT.ge(from)).and(A.CREATED_AT.lt(to));
    return database.query(
        sql -> {
          Map<State, Long> deliveries =
              count(
                  sql.select(D.STATE, DSL.count())
                      .from(D)
                      .where(D.ALERT.in(DSL.select(A.ID).from(A).where(raised)))
                      .groupBy(D.STATE)
                      .fetchMap(row -> State.ofWireName(row.value1()), row -> row.value2()),
                  State.values());
          return new AlertStatistics(
              counts(sql, raised, A.KIND, AlertKind.values(), AlertKind::wireName),
              counts(sql, raised, A.SEVERITY, Severity.values(), Severity::wireName),
              sql.fetchCount(A, raised.and(A.ACKNOWLEDGED_AT.isNull())),
              sql.fetchCount(A, raised.and(A.SUPPRESSED.isNotNull())),
              deliveries);
        });
  }

  private static <E> Map<E, Long> counts(
      DSLContext sql,
      Condition raised,
      Field<String> column,
      E[] constants,
      Function<E, String> name) {
    Map<String, Integer> found =
        sql.select(column, DSL.count())
            .from(A)
            .where(raised)
            .groupBy(column)
            .fetchMap(row -> row.value1(), row -> row.value2());
    Map<E, Integer> byConstant = new LinkedHashMap<>();
    Arrays.stream(constants)
        .forEach(it -> byConstant.put(it, found.getOrDefault(name.apply(it), 0)));
    return count(byConstant, constants);
  }

  private static <E> Map<E, Long> count(Map<E, Integer> found, E[] constants) {
    Map<E, Long> all = new LinkedHashMap<>();
    Arrays.stream(constants).forEach(it -> all.put(it, (long) found.getOrDefault(it, 0)));
    return all;
  }
}
