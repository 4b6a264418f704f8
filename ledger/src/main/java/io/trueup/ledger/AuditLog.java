package io.trueup.ledger;

import static io.trueup.ledger.schema.Tables.TRUEUP_AUDIT_LOG;

import io.trueup.ledger.schema.tables.TrueupAuditLog;
import io.trueup.ledger.schema.tables.records.TrueupAuditLogRecord;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Who changed what an administrator can change. Safe for use by many threads. */
public final class AuditLog {
  private static final TrueupAuditLog T = TRUEUP_AUDIT_LOG;
  private static final String LIST = "audit log";

  private final LedgerDatabase database;

  AuditLog(LedgerDatabase database) {
    this.database = database;
  }

  /**
   * What was done once. Immutable.
   *
   * @param id grows with time
   * @param at when
   * @param actor by whom; null where nobody had to say
   * @param action what, such as {@code cache-policy-changed}
   * @param object to what
   * @param before what it was like, as JSON; null if it was not
   * @param after what it is like, as JSON; null if it is not
   */
  public record Item(
      long id,
      Instant at,
      @Nullable String actor,
      String action,
      String object,
      @Nullable String before,
      @Nullable String after) {}

  /**
   * The newest first, from the database.
   *
   * @param cursor the last page's, or null for the first
   * @param limit 1 to {@link Page#MAX_LIMIT}
   * @throws io.trueup.spend.InvalidInputException naming {@code cursor} or {@code limit}
   */
  public Page<Item> list(@Nullable String cursor, int limit) {
    Cursor.checkLimit(limit);
    long before = before(cursor);
    return Page.of(
        database.query(
            sql ->
                sql.selectFrom(T)
                    .where(T.ID.lt(before))
                    .orderBy(T.ID.desc())
                    .limit(limit + 1)
                    .fetch(AuditLog::item)),
        limit,
        last -> Cursor.of(LIST, Long.toString(last.id())));
  }

  private static long before(@Nullable String cursor) {
    List<@Nullable String> key = Cursor.read(LIST, 1, cursor);
    try {
      return key == null ? Long.MAX_VALUE : Long.parseLong(String.valueOf(key.get(0)));
    } catch (NumberFormatException e) {
      throw Cursor.unknown(e);
    }
  }

  private static Item item(TrueupAuditLogRecord row) {
    return new Item(
        row.getId(),
        row.getAt(),
        row.getActor(),
        row.getAction(),
        row.getObject(),
        row.getStateBefore(),
        row.getStateAfter());
  }

  /** Adds what was done, under the ledger's lock; its id is given here. */
  static void add(DSLContext sql, Item item) {
    Long newest = sql.select(DSL.max(T.ID)).from(T).fetchSingle().value1();
    sql.insertInto(T)
        .values(
            Objects.requireNonNullElse(newest, 0L) + 1,
            item.at(),
            item.actor(),
            item.action(),
            item.object(),
            item.before(),
            item.after())
        .execute();
  }
}
