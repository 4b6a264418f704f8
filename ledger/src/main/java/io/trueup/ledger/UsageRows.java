package io.trueup.ledger;

import static io.trueup.ledger.schema.Tables.TRUEUP_USAGE_RECORD;

import io.trueup.ledger.schema.tables.TrueupUsageRecord;
import io.trueup.ledger.schema.tables.records.TrueupUsageRecordRecord;
import io.trueup.spend.ModelFilter;
import io.trueup.spend.ModelId;
import io.trueup.spend.Money;
import io.trueup.spend.Usage;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.OrderField;
import org.jooq.ResultQuery;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Usage records as rows. */
final class UsageRows {
  private static final TrueupUsageRecord T = TRUEUP_USAGE_RECORD;
  private static final BulkTable TABLE = new BulkTable(T, List.of(T.ORGANIZATION, T.REQUEST_ID));
  private static final List<Field<?>> COLUMNS =
      List.of(
          T.ID,
          T.ORGANIZATION,
          T.REQUEST_ID,
          T.PROJECT,
          T.USER_ID,
          T.CONVERSATION,
          T.PROVIDER,
          T.MODEL,
          T.OCCURRED_AT,
          T.RECORDED_AT,
          T.USAGE_COUNTS,
          T.COST,
          T.EXACTNESS,
          T.PRICE_SOURCE,
          T.PRICE_MODEL,
          T.PRICE_EFFECTIVE_FROM,
          T.METADATA,
          T.FINGERPRINT,
          T.CHANGE_ID,
          T.CHARGED_AT,
          T.UNHELD);

  /** A stored record with what tells a repetition from a conflict. */
  record Stored(UsageRecord record, String fingerprint, UUID changeId) {}

  /** What is unique. */
  record RequestKey(String organization, String requestId) {
    static RequestKey of(UsageRequest request) {
      return new RequestKey(request.organization(), request.requestId());
    }

    static Pairs pairs(
        Collection<RequestKey> keys, Field<String> organization, Field<String> requestId) {
      return Pairs.of(
          keys, organization, RequestKey::organization, requestId, RequestKey::requestId);
    }
  }

  private UsageRows() {}

  static Map<RequestKey, Stored> find(DSLContext sql, Collection<RequestKey> keys) {
    Map<RequestKey, Stored> found = new HashMap<>();
    if (keys.isEmpty()) {
      return found;
    }
    Pairs pairs = RequestKey.pairs(keys, T.ORGANIZATION, T.REQUEST_ID);
    sql.select(T.fields())
        .from(pairs.table())
        .join(T)
        .on(pairs.match())
        .fetchInto(T)
        .forEach(
            row ->
                found.put(new RequestKey(row.getOrganization(), row.getRequestId()), stored(row)));
    return found;
  }

  static List<UsageRecord> all(DSLContext sql) {
    return sql.selectFrom(T).fetch(row -> stored(row).record());
  }

  /** By their ids. */
  static Map<String, Stored> withIds(DSLContext sql, Collection<String> ids) {
    Map<String, Stored> found = new HashMap<>();
    if (!ids.isEmpty()) {
      sql.selectFrom(T).where(T.ID.in(ids)).forEach(row -> found.put(row.getId(), stored(row)));
    }
    return found;
  }

  static Optional<Stored> find(DSLContext sql, String id) {
    return sql.selectFrom(T).where(T.ID.eq(id)).fetchOptional(UsageRows::stored);
  }

  /** Newest first, those of one instant by id. */
  static List<Stored> list(DSLContext sql, UsageQuery query, @Nullable After after, int limit) {
    return query(sql, query, after, limit).fetch(UsageRows::stored);
  }

  static ResultQuery<TrueupUsageRecordRecord> query(
      DSLContext sql, UsageQuery query, @Nullable After after, int limit) {
    return sql.selectFrom(T)
        .where(conditions(query))
        .and(after == null ? DSL.noCondition() : after.condition())
        .orderBy(order(query))
        .limit(limit);
  }

  /** Columns of one value first: they change nothing, but tell the database which index has it. */
  private static List<OrderField<?>> order(UsageQuery query) {
    List<OrderField<?>> order = new ArrayList<>();
    if (query.organization() != null) {
      order.add(T.ORGANIZATION);
      if (query.conversation() != null) {
        order.add(T.CONVERSATION);
      } else if (query.user() != null) {
        order.add(T.USER_ID);
      }
    }
    order.add(T.OCCURRED_AT.desc());
    order.add(T.ID);
    return order;
  }

  /** The last row of the page before. The first comparison is the one that an index serves. */
  record After(Instant occurredAt, String id) {
    /** Where a list's cursor stands; null for the first page. */
    static @Nullable After of(String list, @Nullable String cursor) {
      List<@Nullable String> key = Cursor.read(list, 2, cursor);
      try {
        return key == null
            ? null
            : new After(Instant.parse(String.valueOf(key.get(0))), String.valueOf(key.get(1)));
      } catch (DateTimeParseException e) {
        throw Cursor.unknown(e);
      }
    }

    Condition condition() {
      return T.OCCURRED_AT.le(occurredAt).and(T.OCCURRED_AT.lt(occurredAt).or(T.ID.gt(id)));
    }
  }

  private static List<Condition> conditions(UsageQuery query) {
    List<Condition> conditions = new ArrayList<>();
    equal(conditions, T.ORGANIZATION, query.organization());
    equal(conditions, T.PROJECT, query.project());
    equal(conditions, T.USER_ID, query.user());
    equal(conditions, T.CONVERSATION, query.conversation());
    conditions.add(
        Rollups.on(new ModelFilter(query.provider(), query.model()), T.PROVIDER, T.MODEL));
    equal(conditions, T.REQUEST_ID, query.requestId());
    if (query.from() != null) {
      conditions.add(T.OCCURRED_AT.ge(query.from()));
    }
    if (query.to() != null) {
      conditions.add(T.OCCURRED_AT.lt(query.to()));
    }
    return conditions;
  }

  private static void equal(
      List<Condition> conditions, Field<String> column, @Nullable String value) {
    if (value != null) {
      conditions.add(column.eq(value));
    }
  }

  /** Inserts those whose request ids are not there yet; answers how many these were. */
  static int insertNew(DSLContext sql, Collection<Stored> records) {
    return TABLE.insertNew(sql, COLUMNS, records.stream().map(UsageRows::row).toList());
  }

  /** In the order of the columns. */
  private static @Nullable Object[] row(Stored stored) {
    UsageRecord record = stored.record();
    UsageRequest request = record.request();
    PriceUsed price = record.price();
    return new @Nullable Object[] {
      record.id(),
      request.organization(),
      request.requestId(),
      request.project(),
      request.user(),
      request.conversation(),
      request.model().provider(),
      request.model().model(),
      record.occurredAt(),
      record.recordedAt(),
      Json.text(Json.counts(request.usage().byWireName())),
      record.cost() == null ? null : record.cost().amount(),
      record.exactness().wireName(),
      price == null ? null : price.source(),
      price == null ? null : price.model(),
      price == null ? null : price.effectiveFrom(),
      Json.text(Json.texts(request.metadata())),
      stored.fingerprint(),
      stored.changeId(),
      record.chargedAt(),
      record.unheld()
    };
  }

  private static Stored stored(TrueupUsageRecordRecord row) {
    Exactness exactness = Exactness.ofWireName(row.getExactness());
    Money cost = row.getCost() == null ? null : Money.of(row.getCost());
    UsageRequest request =
        UsageRequest.builder(
                row.getRequestId(),
                row.getOrganization(),
                new ModelId(row.getProvider(), row.getModel()))
            .project(row.getProject())
            .user(row.getUserId())
            .conversation(row.getConversation())
            .occurredAt(row.getOccurredAt())
            .usage(Usage.ofWireNames(Json.counts(Json.parse(row.getUsageCounts()))))
            .cost(exactness == Exactness.GIVEN ? cost : null)
            .metadata(Json.texts(Json.parse(row.getMetadata())))
            .build();
    UsageRecord record =
        new UsageRecord(
            row.getId(),
            request,
            cost,
            exactness,
            priceOf(row),
            row.getRecordedAt(),
            row.getChargedAt(),
            row.getUnheld());
    return new Stored(record, row.getFingerprint(), row.getChangeId());
  }

  private static @Nullable PriceUsed priceOf(TrueupUsageRecordRecord row) {
    return row.getPriceSource() == null
        ? null
        : new PriceUsed(row.getPriceSource(), row.getPriceModel(), row.getPriceEffectiveFrom());
  }
}
