package io.trueup.ledger;

import io.trueup.ledger.AlertRaising.Candidate;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jooq.DSLContext;

/**
 * Looks for what no single record shows: budgets that will run out, and hours out of the usual.
 * Some at a time: each call looks at a bounded number, and says where the next one is to go on.
 * Safe for use by many threads, on many nodes; it is enough if one of them does it.
 */
public final class AlertWatch {
  /** How many budgets or scopes a call looks at, and how many alerts it deletes. */
  static final int AT_ONCE = 500;

  private final LedgerDatabase database;
  private final InstantSource clock;

  AlertWatch(LedgerDatabase database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * What a call has found.
   *
   * @param candidates what is to be an alert
   * @param next where the next call goes on; empty at the end
   */
  record Found(List<Candidate> candidates, Optional<String> next) {}

  /**
   * Raises an alert for each budget whose present window will have spent all before it ends, if it
   * goes on as it has begun. See {@link Forecasts} for the formula.
   *
   * @param after where the last call stopped; empty to begin
   * @return where to go on; nothing at the end
   */
  public Optional<String> forecast(String after) {
    return raise(now -> database.query(sql -> Forecasts.find(sql, now, after)));
  }

  /**
   * Raises an alert for each scope with an active budget that spent far more in the last full hour
   * than it usually does. See {@link Anomalies} for the formula.
   *
   * @param after where the last call stopped; empty to begin
   * @param factor how many times the usual is too much
   * @param floor in the deployment's currency, 0 or more; what is less is never too much
   * @return where to go on; nothing at the end
   */
  public Optional<String> lookForAnomalies(String after, BigDecimal factor, BigDecimal floor) {
    return raise(now -> database.query(sql -> new Anomalies(sql, now, factor, floor).find(after)));
  }

  private Optional<String> raise(Function<Instant, Found> search) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    Found found = search.apply(now);
    if (!found.candidates().isEmpty()) {
      database.record(tx -> new AlertRaising(tx.sql(), now).raise(found.candidates()));
    }
    return found.next();
  }

  /**
   * Deletes alerts that were raised longer ago than this, with their deliveries; some of them.
   *
   * @return whether there may be more
   */
  public boolean forget(Duration retention) {
    Instant before = clock.instant().minus(retention);
    return database.apart(sql -> forget(sql, before)) == AT_ONCE;
  }

  private static int forget(DSLContext sql, Instant before) {
    List<String> old = AlertRows.raisedBefore(sql, before, AT_ONCE);
    DeliveryRows.delete(sql, old);
    AlertRows.delete(sql, old);
    return old.size();
  }
}
