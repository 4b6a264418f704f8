package io.trueup.ledger;

import static io.trueup.ledger.schema.Tables.TRUEUP_OUTAGE;

import io.trueup.ledger.AlertRaising.Candidate;
import io.trueup.ledger.schema.tables.TrueupOutage;
import io.trueup.ledger.schema.tables.records.TrueupOutageRecord;
import io.trueup.spend.AlertSettings;
import io.trueup.spend.Money;
import io.trueup.spend.Scope;
import io.trueup.spend.Severity;
import java.time.Instant;
import java.util.List;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/*
 * One alert for an outage, by the first settlement of what was admitted in it.
 *
 * No node knows when an outage begins or ends for the others, and each may be cut off by itself. So
 * an outage is what its alert tells of: everything that was admitted before the alert was raised, and
 * everything that was admitted by a node that knew no more of the log than it had at that moment, and
 * so had not been in touch since. The next outage is that of a node which was. Both are compared with
 * one row, under the ledger's lock, so it makes no difference who settles what, where and when.
 *
 * What several outages admitted before anybody settled any of it is told of once.
 */
final class Outages {
  private static final TrueupOutage T = TRUEUP_OUTAGE;

  private Outages() {}

  /** Raises an alert if there is one of these that none has told of. */
  static void raise(DSLContext sql, List<SealedReservation> settled, Instant now) {
    if (settled.isEmpty()) {
      return;
    }
    TrueupOutageRecord told = sql.selectFrom(T).where(T.ONE.eq(1)).fetchOne();
    for (SealedReservation each : settled) {
      if (!isTold(each, told)) {
        told = tell(sql, each, now);
      }
    }
  }

  private static boolean isTold(SealedReservation it, @Nullable TrueupOutageRecord told) {
    return told != null
        && (it.number() <= told.getPosition() || !it.made().isAfter(told.getToldAt()));
  }

  private static TrueupOutageRecord tell(DSLContext sql, SealedReservation first, Instant now) {
    AlertSettings settings = AlertConfigurations.inForce(sql, new Scope.Global()).settings();
    if (settings.enabled()) {
      new AlertRaising(sql, now).raise(List.of(candidate(first, settings, now)));
    }
    long head =
        sql.select(ChangeTable.POSITION).from(ChangeTable.HEAD).fetchSingle(ChangeTable.POSITION);
    TrueupOutageRecord told = new TrueupOutageRecord(1, head, now);
    sql.insertInto(T).set(told).onDuplicateKeyUpdate().set(told).execute();
    return told;
  }

  private static Candidate candidate(SealedReservation first, AlertSettings settings, Instant now) {
    return new Candidate(
        new Alert.Cause(AlertKind.OUTAGE, null, null),
        new Scope.Global(),
        new Alert.Span(first.made(), now),
        Severity.CRITICAL,
        new Alert.Figures(Money.ZERO, null, null, null),
        settings);
  }
}
