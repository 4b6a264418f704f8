package io.trueup.ledger;

import static io.trueup.ledger.schema.Tables.TRUEUP_RESERVATION;

import io.trueup.ledger.UsageRows.RequestKey;
import io.trueup.ledger.schema.tables.TrueupReservation;
import io.trueup.ledger.schema.tables.records.TrueupReservationRecord;
import io.trueup.spend.BudgetId;
import io.trueup.spend.EstimateBasis;
import io.trueup.spend.ModelId;
import io.trueup.spend.Money;
import io.trueup.spend.Subject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Reservations as rows. */
final class ReservationRows {
  private static final TrueupReservation T = TRUEUP_RESERVATION;
  private static final BulkTable TABLE = new BulkTable(T, List.of(T.ID));
  private static final List<Field<?>> COLUMNS =
      List.of(
          T.ID,
          T.ORGANIZATION,
          T.REQUEST_ID,
          T.PROJECT,
          T.USER_ID,
          T.PROVIDER,
          T.MODEL,
          T.AMOUNT,
          T.BASIS,
          T.BUDGETS,
          T.MADE_AT,
          T.EXPIRES_AT,
          T.STATE,
          T.ENDED_AT,
          T.RECORD_ID,
          T.FINGERPRINT,
          T.CHANGE_ID);

  /** A stored reservation with what tells a repetition from a conflict. */
  record Kept(Reservation reservation, String fingerprint, UUID changeId) {}

  private ReservationRows() {}

  static Map<String, Reservation> withIds(DSLContext sql, Collection<String> ids) {
    Map<String, Reservation> found = new HashMap<>();
    if (!ids.isEmpty()) {
      sql.selectFrom(T)
          .where(T.ID.in(ids))
          .forEach(row -> found.put(row.getId(), kept(row).reservation()));
    }
    return found;
  }

  static Optional<Kept> find(DSLContext sql, String id) {
    return sql.selectFrom(T).where(T.ID.eq(id)).fetchOptional(ReservationRows::kept);
  }

  /** The first of each request: what was admitted from leases of two nodes may have one id. */
  static Map<RequestKey, Kept> find(DSLContext sql, Collection<RequestKey> keys) {
    Map<RequestKey, Kept> found = new HashMap<>();
    if (!keys.isEmpty()) {
      Pairs pairs = RequestKey.pairs(keys, T.ORGANIZATION, T.REQUEST_ID);
      sql.select(T.fields())
          .from(pairs.table())
          .join(T)
          .on(pairs.match())
          .orderBy(T.MADE_AT, T.ID)
          .fetchInto(T)
          .forEach(
              row ->
                  found.putIfAbsent(
                      new RequestKey(row.getOrganization(), row.getRequestId()), kept(row)));
    }
    return found;
  }

  /** All of these requests' that are held at this instant. */
  static List<Kept> held(DSLContext sql, Collection<RequestKey> keys, Instant now) {
    return sql.selectFrom(T)
        .where(
            DSL.row(T.ORGANIZATION, T.REQUEST_ID)
                .in(keys.stream().map(k -> DSL.row(k.organization(), k.requestId())).toList()))
        .and(is(ReservationState.HELD, now))
        .fetch(ReservationRows::kept);
  }

  /** Inserts those that have no row yet. */
  static void insert(DSLContext sql, List<Kept> reservations) {
    if (!reservations.isEmpty()) {
      TABLE.insertNew(sql, COLUMNS, reservations.stream().map(ReservationRows::row).toList());
    }
  }

  private static @Nullable Object[] row(Kept kept) {
    Reservation it = kept.reservation();
    ModelId model = it.subject().model();
    Reservation.End end = it.end();
    return new @Nullable Object[] {
      it.id(),
      it.subject().organization(),
      it.requestId(),
      it.subject().project(),
      it.subject().user(),
      model == null ? null : model.provider(),
      model == null ? null : model.model(),
      it.amount().amount(),
      it.basis().wireName(),
      it.budgets().stream().map(BudgetId::value).collect(Collectors.joining("\n")),
      it.madeAt(),
      it.expiresAt().toEpochMilli(),
      (end == null ? ReservationState.HELD : end.state()).wireName(),
      end == null ? null : end.at(),
      end == null ? null : end.recordId(),
      kept.fingerprint(),
      kept.changeId()
    };
  }

  /** Writes how these ended. */
  static void end(DSLContext sql, Collection<Reservation> ended) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (Reservation it : ended) {
      Reservation.End end = it.end();
      if (end != null) {
        rows.add(
            new @Nullable Object[] {it.id(), end.state().wireName(), end.at(), end.recordId()});
      }
    }
    TABLE.update(sql, List.of(T.ID, T.STATE, T.ENDED_AT, T.RECORD_ID), rows);
  }

  static void extend(DSLContext sql, Reservation extended) {
    sql.update(T)
        .set(T.EXPIRES_AT, extended.expiresAt().toEpochMilli())
        .where(T.ID.eq(extended.id()))
        .execute();
  }

  /** Newest first, those of one instant by id. */
  static List<Kept> list(
      DSLContext sql,
      ReservationQuery query,
      UsageRows.@Nullable After after,
      Instant now,
      int most) {
    return sql.selectFrom(T)
        .where(conditions(query, now))
        .and(
            after == null
                ? DSL.noCondition()
                : T.MADE_AT
                    .le(after.occurredAt())
                    .and(T.MADE_AT.lt(after.occurredAt()).or(T.ID.gt(after.id()))))
        .orderBy(T.MADE_AT.desc(), T.ID)
        .limit(most)
        .fetch(ReservationRows::kept);
  }

  private static List<Condition> conditions(ReservationQuery query, Instant now) {
    List<Condition> conditions = new ArrayList<>();
    if (query.organization() != null) {
      conditions.add(T.ORGANIZATION.eq(query.organization()));
    }
    if (query.user() != null) {
      conditions.add(T.USER_ID.eq(query.user()));
    }
    if (query.state() != null) {
      conditions.add(is(query.state(), now));
    }
    return conditions;
  }

  private static Condition is(ReservationState state, Instant now) {
    return switch (state) {
      case HELD -> open().and(T.EXPIRES_AT.gt(now.toEpochMilli()));
      case EXPIRED -> open().and(T.EXPIRES_AT.le(now.toEpochMilli()));
      case SETTLED, RELEASED -> T.STATE.eq(state.wireName());
    };
  }

  private static Condition open() {
    return T.STATE.eq(ReservationState.HELD.wireName());
  }

  private static Kept kept(TrueupReservationRecord row) {
    ModelId model =
        row.getProvider() == null ? null : new ModelId(row.getProvider(), row.getModel());
    Reservation reservation =
        new Reservation(
            row.getId(),
            row.getRequestId(),
            new Subject(row.getOrganization(), row.getProject(), row.getUserId(), model),
            Money.of(row.getAmount()),
            EstimateBasis.ofWireName(row.getBasis()),
            budgets(row.getBudgets()),
            row.getMadeAt(),
            Instant.ofEpochMilli(row.getExpiresAt()),
            end(row));
    return new Kept(reservation, row.getFingerprint(), row.getChangeId());
  }

  private static List<BudgetId> budgets(String text) {
    return Arrays.stream(text.split("\n")).filter(id -> !id.isEmpty()).map(BudgetId::new).toList();
  }

  private static Reservation.@Nullable End end(TrueupReservationRecord row) {
    return row.getEndedAt() == null
        ? null
        : new Reservation.End(
            ReservationState.ofWireName(row.getState()), row.getEndedAt(), row.getRecordId());
  }
}
