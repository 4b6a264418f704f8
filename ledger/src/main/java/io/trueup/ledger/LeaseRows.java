package io.trueup.ledger;

import static io.trueup.ledger.schema.Tables.TRUEUP_LEASE;
import static io.trueup.ledger.schema.Tables.TRUEUP_LEDGER_LOCK;
import static io.trueup.ledger.schema.Tables.TRUEUP_LENDING;

import io.trueup.cache.Incarnation;
import io.trueup.ledger.schema.tables.TrueupLease;
import io.trueup.ledger.schema.tables.TrueupLending;
import io.trueup.ledger.schema.tables.records.TrueupLeaseRecord;
import io.trueup.spend.BudgetId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/** Leases as rows. How much each has left to give is a hold under its id: {@link HoldRows}. */
final class LeaseRows {
  private static final TrueupLease L = TRUEUP_LEASE;
  private static final TrueupLending G = TRUEUP_LENDING;

  /**
   * A lease as the database has it.
   *
   * @param recalls how often the budget had been called back when it was granted
   * @param watch for how long somebody must have seen it before it is taken back
   * @param isClosed whether its node has given back what nobody was given
   */
  record Row(
      String id,
      BudgetId budget,
      long recalls,
      Instant grantedAt,
      Duration watch,
      boolean isClosed) {}

  private LeaseRows() {}

  static void insert(DSLContext sql, Collection<Row> rows) {
    for (Row row : rows) {
      TrueupLeaseRecord it = new TrueupLeaseRecord();
      it.setId(row.id());
      it.setBudget(row.budget().value());
      it.setRecalls(row.recalls());
      it.setGrantedAt(row.grantedAt());
      it.setWatchMillis(row.watch().toMillis());
      it.setClosed(row.isClosed());
      sql.insertInto(L).set(it).execute();
    }
  }

  /** By id, at most so many. */
  static List<Row> list(DSLContext sql, int most) {
    return sql.selectFrom(L).orderBy(L.ID).limit(most).fetch(LeaseRows::row);
  }

  /** Those of the budgets whose nodes may still admit from them. */
  static List<Row> open(DSLContext sql, Collection<BudgetId> budgets) {
    return sql.selectFrom(L)
        .where(L.BUDGET.in(budgets.stream().map(BudgetId::value).toList()))
        .andNot(L.CLOSED)
        .orderBy(L.ID)
        .fetch(LeaseRows::row);
  }

  /** Marks the lease as closed; whether it was open, so that only one closes it. */
  static boolean close(DSLContext sql, String id) {
    return sql.update(L).set(L.CLOSED, true).where(L.ID.eq(id)).andNot(L.CLOSED).execute() > 0;
  }

  static void delete(DSLContext sql, Collection<String> ids) {
    if (!ids.isEmpty()) {
      sql.deleteFrom(L).where(L.ID.in(new ArrayList<>(ids))).execute();
      count(sql);
    }
  }

  static void delete(DSLContext sql, BudgetId budget) {
    if (sql.deleteFrom(L).where(L.BUDGET.eq(budget.value())).execute() > 0) {
      count(sql);
    }
  }

  /** Writes how many leases there are where the ledger's lock shows it. */
  static void count(DSLContext sql) {
    sql.update(TRUEUP_LEDGER_LOCK)
        .set(TRUEUP_LEDGER_LOCK.LEASES, DSL.field(DSL.select(DSL.count().cast(Long.class)).from(L)))
        .execute();
  }

  /**
   * In which history of the database leases are granted.
   *
   * @param incarnation its name; empty before the first
   * @param watch the longest that any of its leases must have been seen
   */
  record History(String incarnation, Duration watch) {
    boolean isOf(Incarnation other) {
      return incarnation.isEmpty() || incarnation.equals(other.id());
    }
  }

  static History history(DSLContext sql) {
    return sql.select(G.INCARNATION, G.WATCH_MILLIS)
        .from(G)
        .fetchSingle(row -> new History(row.value1(), Duration.ofMillis(row.value2())));
  }

  static void begin(DSLContext sql, History history) {
    sql.update(G)
        .set(G.INCARNATION, history.incarnation())
        .set(G.WATCH_MILLIS, history.watch().toMillis())
        .execute();
  }

  private static Row row(TrueupLeaseRecord it) {
    return new Row(
        it.getId(),
        new BudgetId(it.getBudget()),
        it.getRecalls(),
        it.getGrantedAt(),
        Duration.ofMillis(it.getWatchMillis()),
        it.getClosed());
  }
}
