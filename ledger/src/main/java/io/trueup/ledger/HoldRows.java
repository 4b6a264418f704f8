package io.trueup.ledger;

import static io.trueup.ledger.schema.Tables.TRUEUP_HOLD;
import static io.trueup.ledger.schema.Tables.TRUEUP_LEASE;
import static io.trueup.ledger.schema.Tables.TRUEUP_RESERVATION;

import io.trueup.ledger.RecordingMemory.KnownWindow;
import io.trueup.ledger.schema.tables.TrueupHold;
import io.trueup.spend.Budget;
import io.trueup.spend.BudgetId;
import io.trueup.spend.Money;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jooq.DSLContext;
import org.jooq.Record4;
import org.jooq.Result;
import org.jooq.impl.DSL;

/** What reservations hold, as rows. */
final class HoldRows {
  private static final TrueupHold H = TRUEUP_HOLD;
  private static final BulkTable TABLE = new BulkTable(H, List.of(H.RESERVATION, H.BUDGET));

  /**
   * One reservation's hold on one window, or what is lent of it.
   *
   * @param reservation the reservation's id, or the lease's
   * @param windowFrom start of the window in seconds since 1970
   * @param expiresAt in milliseconds since 1970; {@link Holds#NEVER} for a lease
   */
  record Hold(String reservation, BudgetId budget, long windowFrom, long expiresAt, Money amount) {
    boolean isLive(long millis) {
      return expiresAt > millis;
    }

    boolean isOf(BudgetWindows.Touched window) {
      return budget.equals(window.budget().id()) && windowFrom == window.known().from();
    }

    /** As much, held by a reservation until then. */
    Hold of(String other, long until) {
      return new Hold(other, budget, windowFrom, until, amount);
    }

    HoldDelta begun() {
      return new HoldDelta(budget, windowFrom, expiresAt, amount, Money.ZERO);
    }

    HoldDelta ended(Money covered) {
      return new HoldDelta(budget, windowFrom, expiresAt, Money.ZERO.minus(amount), covered);
    }

    private Object[] row() {
      return new Object[] {reservation, budget.value(), windowFrom, expiresAt, amount.amount()};
    }
  }

  private HoldRows() {}

  static void insert(DSLContext sql, List<Hold> holds) {
    if (!holds.isEmpty()) {
      TABLE.insertNew(
          sql,
          List.of(H.RESERVATION, H.BUDGET, H.WINDOW_FROM, H.EXPIRES_AT, H.AMOUNT),
          holds.stream().map(Hold::row).toList());
    }
  }

  static void delete(DSLContext sql, Collection<String> reservations) {
    if (!reservations.isEmpty()) {
      sql.deleteFrom(H).where(H.RESERVATION.in(reservations)).execute();
    }
  }

  /** What each of these reservations holds, expired holds included. */
  static Map<String, List<Hold>> of(DSLContext sql, Collection<String> reservations) {
    Map<String, List<Hold>> holds = new HashMap<>();
    if (!reservations.isEmpty()) {
      sql.selectFrom(H)
          .where(H.RESERVATION.in(reservations))
          .orderBy(H.BUDGET)
          .forEach(
              row ->
                  holds
                      .computeIfAbsent(row.getReservation(), id -> new ArrayList<>())
                      .add(
                          new Hold(
                              row.getReservation(),
                              new BudgetId(row.getBudget()),
                              row.getWindowFrom(),
                              row.getExpiresAt(),
                              Money.of(row.getAmount()))));
    }
    return holds;
  }

  /** Other amounts for holds that are there, those of 0 or less gone. */
  static void set(DSLContext sql, Collection<Hold> holds) {
    List<Object[]> rows = new ArrayList<>();
    Set<String> gone = new HashSet<>();
    for (Hold hold : holds) {
      if (hold.amount().isPositive()) {
        rows.add(new Object[] {hold.reservation(), hold.budget().value(), hold.amount().amount()});
      } else {
        gone.add(hold.reservation());
      }
    }
    TABLE.update(sql, List.of(H.RESERVATION, H.BUDGET, H.AMOUNT), rows);
    delete(sql, gone);
  }

  /** What is held of windows, without what expired long ago. O(holds of these windows). */
  static Map<KnownWindow, Holds> live(
      DSLContext sql, Collection<KnownWindow> windows, Instant now) {
    Map<KnownWindow, List<Holds.Sum>> sums = new HashMap<>();
    for (Record4<String, Long, Long, BigDecimal> row : sums(sql, windows, now)) {
      sums.computeIfAbsent(new KnownWindow(row.value1(), row.value2()), key -> new ArrayList<>())
          .add(new Holds.Sum(row.value3(), Money.of(row.value4())));
    }
    Map<KnownWindow, Holds> holds = new HashMap<>();
    sums.forEach((window, each) -> holds.put(window, new Holds(each)));
    return holds;
  }

  private static Result<Record4<String, Long, Long, BigDecimal>> sums(
      DSLContext sql, Collection<KnownWindow> windows, Instant now) {
    Pairs pairs = KnownWindow.pairs(windows, H.BUDGET, H.WINDOW_FROM);
    return sql.select(H.BUDGET, H.WINDOW_FROM, H.EXPIRES_AT, DSL.sum(H.AMOUNT))
        .from(pairs.table())
        .join(H)
        .on(pairs.match())
        .where(H.EXPIRES_AT.gt(now.toEpochMilli() - Holds.KEPT_MILLIS))
        .groupBy(H.BUDGET, H.WINDOW_FROM, H.EXPIRES_AT)
        .orderBy(H.BUDGET, H.WINDOW_FROM, H.EXPIRES_AT)
        .fetch();
  }

  /** Nothing is held of the budget any more, nor lent. */
  static void delete(DSLContext sql, BudgetId budget) {
    sql.deleteFrom(H).where(H.BUDGET.eq(budget.value())).execute();
    LeaseRows.delete(sql, budget);
  }

  /** The budget's windows are others now: each hold goes to the one in which it was made. */
  static void move(DSLContext sql, Budget budget) {
    List<Object[]> rows = new ArrayList<>();
    sql.select(H.RESERVATION, TRUEUP_RESERVATION.MADE_AT)
        .from(H)
        .join(TRUEUP_RESERVATION)
        .on(TRUEUP_RESERVATION.ID.eq(H.RESERVATION))
        .where(H.BUDGET.eq(budget.id().value()))
        .unionAll(
            DSL.select(TRUEUP_LEASE.ID, TRUEUP_LEASE.GRANTED_AT)
                .from(TRUEUP_LEASE)
                .where(TRUEUP_LEASE.BUDGET.eq(budget.id().value())))
        .forEach(
            row ->
                rows.add(
                    new Object[] {
                      row.value1(),
                      budget.id().value(),
                      budget.windowAt(row.value2()).from().getEpochSecond()
                    }));
    TABLE.update(sql, List.of(H.RESERVATION, H.BUDGET, H.WINDOW_FROM), rows);
  }

  /** Another time of expiry for all holds of each reservation. */
  static void extend(DSLContext sql, String reservation, long expiresAt) {
    sql.update(H).set(H.EXPIRES_AT, expiresAt).where(H.RESERVATION.eq(reservation)).execute();
  }

  /** Drops at most so many holds that expired before {@code now}; answers how many. */
  static int sweep(DSLContext sql, Instant now, int most) {
    List<String> expired =
        sql.selectDistinct(H.RESERVATION)
            .from(H)
            .where(H.EXPIRES_AT.le(now.toEpochMilli() - Holds.KEPT_MILLIS))
            .limit(most)
            .fetch(H.RESERVATION);
    delete(sql, expired);
    return expired.size();
  }
}
