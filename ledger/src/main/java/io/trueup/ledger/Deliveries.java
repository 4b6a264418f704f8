package io.trueup.ledger;

import static io.trueup.ledger.DeliveryRows.D;

import io.trueup.ledger.AlertDelivery.State;
import io.trueup.ledger.schema.tables.records.TrueupAlertDeliveryRecord;
import io.trueup.spend.Channel;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/*
 * The queue of what is to be delivered, for who delivers it.
 *
 * A try is claimed before anything is sent, by one conditional update that also counts it: so two who
 * try at once do not both send, and one whose process dies in the middle of each try comes to an end as
 * well. A claim passes by itself. Who has claimed says what came of it; until then the try has failed.
 */
/** Deliveries of alerts, to be tried and told of. Safe for use by many threads, on many nodes. */
public final class Deliveries {
  /**
   * The name of the scheduled tasks, in the table {@code trueup_scheduled_task}; the id of each is
   * the delivery's.
   */
  public static final String TASK = "trueup-alert-delivery";

  private static final int MAX_ERROR = 1_000;

  private final LedgerDatabase database;
  private final InstantSource clock;

  Deliveries(LedgerDatabase database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Claims the next try of a delivery.
   *
   * @param time for how long nobody else gets it
   * @return nothing if somebody else has claimed it, or it has ended
   */
  public Optional<ClaimedDelivery> claim(String id, Duration time) {
    Instant now = now();
    return database.apart(
        sql -> {
          int claimed =
              sql.update(D)
                  .set(D.ATTEMPTS, D.ATTEMPTS.plus(1))
                  .set(D.BUSY_UNTIL, now.plus(time))
                  .where(isPending(id))
                  .and(D.BUSY_UNTIL.isNull().or(D.BUSY_UNTIL.le(now)))
                  .execute();
          return claimed == 0 ? Optional.empty() : find(sql, id);
        });
  }

  private static Optional<ClaimedDelivery> find(DSLContext sql, String id) {
    TrueupAlertDeliveryRecord row = sql.selectFrom(D).where(D.ID.eq(id)).fetchSingle();
    Channel channel = DeliveryRows.channelOf(row);
    return channel == null
        ? Optional.empty()
        : AlertRows.find(sql, row.getAlert())
            .map(alert -> new ClaimedDelivery(id, row.getAttempts(), alert, channel));
  }

  private static Condition isPending(String id) {
    return D.ID.eq(id).and(D.STATE.eq(State.PENDING.wireName()));
  }

  /** When a delivery that is pending may be claimed at the latest; nothing if it has ended. */
  public Optional<Instant> pendingUntil(String id) {
    Instant now = now();
    return database.query(
        sql ->
            sql.selectFrom(D)
                .where(isPending(id))
                .fetchOptional(row -> row.getBusyUntil() == null ? now : row.getBusyUntil()));
  }

  /** The channel has taken it. */
  public void delivered(ClaimedDelivery delivery) {
    end(delivery.id(), State.DELIVERED, null);
  }

  /** It is given up, for this reason. */
  public void dead(ClaimedDelivery delivery, String reason) {
    end(delivery.id(), State.DEAD, reason);
  }

  private void end(String id, State state, @Nullable String reason) {
    Instant now = now();
    database.apart(
        sql ->
            sql.update(D)
                .set(D.STATE, state.wireName())
                .set(D.ENDED_AT, now)
                .set(D.LAST_ERROR, reason == null ? D.LAST_ERROR : value(reason))
                .setNull(D.BUSY_UNTIL)
                .setNull(D.NEXT_ATTEMPT_AT)
                .setNull(D.CHANNEL_SETTINGS)
                .where(isPending(id))
                .execute());
  }

  /** The try has failed, for this reason; there is another one. */
  public void failed(ClaimedDelivery delivery, String reason, Instant nextAttemptAt) {
    database.apart(
        sql ->
            sql.update(D)
                .set(D.LAST_ERROR, value(reason))
                .set(D.NEXT_ATTEMPT_AT, nextAttemptAt.truncatedTo(ChronoUnit.MICROS))
                .setNull(D.BUSY_UNTIL)
                .where(isPending(delivery.id()))
                .execute());
  }

  private static Field<String> value(String reason) {
    String text = reason.length() > MAX_ERROR ? reason.substring(0, MAX_ERROR) : reason;
    return DSL.val(text.replace('\0', ' '), D.LAST_ERROR);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
