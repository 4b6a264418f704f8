package io.trueup.ledger;

import io.trueup.cache.Position;
import io.trueup.cache.Tag;
import io.trueup.cache.Tags;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Reads the change log, for who follows it from outside. Safe for use by many threads. */
public final class Changes {
  private final LedgerDatabase database;

  Changes(LedgerDatabase database) {
    this.database = database;
  }

  /**
   * A change as followers from outside see it. Immutable.
   *
   * @param position its place in the log
   * @param kind what happened, such as {@code BudgetChanged}
   * @param organization whose change it is; null if it is nobody's, or that of several
   * @param tags what it touches
   * @param node the node that committed it
   * @param at the database's wall clock when it was committed
   */
  public record Item(
      Position position,
      String kind,
      @Nullable String organization,
      Tags tags,
      String node,
      Instant at) {}

  /**
   * The changes after a position, in commit order. O(changes of the answer).
   *
   * @param limit 1 to {@link Page#MAX_LIMIT}
   * @return fewer than the limit if the log's head was reached
   * @throws PositionTooOldException if changes after the position were trimmed, or it is not of
   *     this log
   * @throws io.trueup.spend.InvalidInputException naming {@code limit}
   */
  public List<Item> after(Position position, int limit) {
    Cursor.checkLimit(limit);
    return database.query(sql -> after(sql, position, limit));
  }

  /** The place of the newest change. */
  public Position head() {
    return database.query(sql -> new Position(bound(sql, true)));
  }

  /** One row more than is wanted: the one at the position itself says that nothing is missing. */
  private static List<Item> after(DSLContext sql, Position position, int limit) {
    List<Item> items =
        sql.select(
                ChangeTable.POSITION,
                ChangeTable.KIND,
                ChangeTable.TAGS,
                ChangeTable.NODE,
                ChangeTable.AT)
            .from(ChangeTable.CHANGE)
            .where(ChangeTable.POSITION.ge(position.value()))
            .orderBy(ChangeTable.POSITION)
            .limit(limit + 1)
            .fetch(Changes::item);
    if (!items.isEmpty() && items.get(0).position().equals(position)) {
      return items.subList(1, items.size());
    }
    checkComplete(position, bound(sql, false), bound(sql, true));
    return items.subList(0, Math.min(limit, items.size()));
  }

  /** Positions have gaps, so the row may never have been; but then older ones are still there. */
  private static void checkComplete(Position position, long oldest, long newest) {
    if (position.value() + 1 < oldest || position.value() > newest) {
      throw new PositionTooOldException(position, oldest, newest);
    }
  }

  private static long bound(DSLContext sql, boolean newest) {
    Long bound =
        sql.select(newest ? DSL.max(ChangeTable.POSITION) : DSL.min(ChangeTable.POSITION))
            .from(ChangeTable.CHANGE)
            .fetchSingle()
            .value1();
    return Objects.requireNonNull(bound, "the log's newest row is never trimmed");
  }

  private static Item item(Record row) {
    String names = row.get(ChangeTable.TAGS);
    Tags tags = names.isEmpty() ? Tags.none() : Tags.of(names.lines().map(Tag::new).toList());
    return new Item(
        new Position(row.get(ChangeTable.POSITION)),
        row.get(ChangeTable.KIND),
        organizationOf(tags),
        tags,
        row.get(ChangeTable.NODE),
        row.get(ChangeTable.AT));
  }

  private static @Nullable String organizationOf(Tags tags) {
    Set<String> organizations = new HashSet<>();
    tags.stream().map(LedgerTags::organizationOf).forEach(organizations::add);
    organizations.remove(null);
    return organizations.size() == 1 ? organizations.iterator().next() : null;
  }
}
