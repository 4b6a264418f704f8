package io.trueup.ledger;

import static io.trueup.ledger.schema.Tables.TRUEUP_ALERT_DELIVERY;
import static io.trueup.ledger.schema.Tables.TRUEUP_SCHEDULED_TASK;

import io.trueup.ledger.AlertDelivery.State;
import io.trueup.ledger.schema.tables.TrueupAlertDelivery;
import io.trueup.ledger.schema.tables.TrueupScheduledTask;
import io.trueup.ledger.schema.tables.records.TrueupAlertDeliveryRecord;
import io.trueup.spend.Channel;
import io.trueup.spend.Scope;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Deliveries of alerts as rows, each with the task to make it. */
final class DeliveryRows {
  static final TrueupAlertDelivery D = TRUEUP_ALERT_DELIVERY;

  private static final TrueupScheduledTask T = TRUEUP_SCHEDULED_TASK;

  private DeliveryRows() {}

  /** Makes a delivery for each channel, due at once, in the transaction that raises the alert. */
  static void plan(DSLContext sql, Alert alert, List<Channel> channels) {
    for (Channel channel : channels) {
      TrueupAlertDeliveryRecord row = new TrueupAlertDeliveryRecord();
      row.setId(AlertRaising.newId());
      row.setAlert(alert.id());
      row.setChannel(channel.type());
      row.setTarget(channel.target());
      row.setChannelSettings(AlertSettingsJson.text(channel));
      row.setState(State.PENDING.wireName());
      row.setAttempts(0);
      row.setNextAttemptAt(alert.createdAt());
      sql.insertInto(D).set(row).execute();
      schedule(sql, row.getId(), alert.createdAt());
    }
  }

  private static void schedule(DSLContext sql, String delivery, Instant at) {
    sql.insertInto(T)
        .set(T.TASK_NAME, Deliveries.TASK)
        .set(T.TASK_INSTANCE, delivery)
        .set(T.EXECUTION_TIME, at)
        .set(T.PICKED, false)
        .set(T.VERSION, 1L)
        .set(T.PRIORITY, 0)
        .execute();
  }

  /** By alert, in the order of the channels. */
  static Map<String, List<AlertDelivery>> of(DSLContext sql, Collection<String> alerts) {
    return sql.selectFrom(D)
        .where(D.ALERT.in(alerts))
        .orderBy(D.ALERT, D.ID)
        .fetchGroups(D.ALERT, DeliveryRows::toDelivery);
  }

  /** What is not delivered yet of a scope's alerts never is, and nobody learns where it went. */
  static void giveUp(DSLContext sql, Scope scope, Instant now, String reason) {
    var alerts =
        DSL.select(AlertRows.A.ID).from(AlertRows.A).where(AlertRows.A.SCOPE.eq(scope.text()));
    sql.update(D)
        .set(D.STATE, State.DEAD.wireName())
        .set(D.LAST_ERROR, reason)
        .set(D.ENDED_AT, now)
        .setNull(D.NEXT_ATTEMPT_AT)
        .where(D.ALERT.in(alerts).and(D.STATE.eq(State.PENDING.wireName())))
        .execute();
    sql.update(D).setNull(D.TARGET).setNull(D.CHANNEL_SETTINGS).where(D.ALERT.in(alerts)).execute();
  }

  /** Deletes what belongs to these alerts; the task of one that was pending finds nothing. */
  static void delete(DSLContext sql, Collection<String> alerts) {
    sql.deleteFrom(D).where(D.ALERT.in(alerts)).execute();
  }

  static AlertDelivery toDelivery(TrueupAlertDeliveryRecord row) {
    return new AlertDelivery(
        row.getId(),
        row.getChannel(),
        row.getTarget(),
        State.ofWireName(row.getState()),
        row.getAttempts(),
        row.getNextAttemptAt(),
        row.getLastError(),
        row.getEndedAt());
  }

  /** What the channel of a pending delivery is set to; null once it has ended. */
  static @Nullable Channel channelOf(TrueupAlertDeliveryRecord row) {
    String settings = row.getChannelSettings();
    return settings == null ? null : AlertSettingsJson.channel(settings);
  }
}
