package io.trueup.ledger;

import io.trueup.cache.Answer;
import io.trueup.cache.CoherentCache;
import io.trueup.cache.Outcome;
import io.trueup.cache.ReadRequest;
import io.trueup.cache.Snapshot;
import io.trueup.ledger.BreakdownPage.Group;
import io.trueup.spend.Money;
import io.trueup.spend.SpendException;
import io.trueup.spend.Usage;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Breakdowns of spending, page by page. A breakdown of up to {@link Breakdown#MAX_GROUPS} groups is
 * answered from the cached view, of more from the database, and is not kept. Safe for use by many
 * threads.
 */
public final class Breakdowns {
  private static final Comparator<Group> BY_COST =
      Comparator.comparing((Group group) -> group.totals().cost())
          .reversed()
          .thenComparing(Group::sortKey);
  private static final Comparator<Group> BY_TIME = Comparator.comparing(Group::sortKey);

  private final CoherentCache<BreakdownKey, Breakdown> view;
  private final LedgerDatabase database;

  Breakdowns(CoherentCache<BreakdownKey, Breakdown> view, LedgerDatabase database) {
    this.view = view;
    this.database = database;
  }

  /**
   * The groups after the cursor's, as the view's policy and the request say, and how the answer
   * came about. A group that moves over the cursor's place between two pages is in both or in none.
   *
   * @param cursor the last page's, or null for the first
   * @param limit 1 to {@link Page#MAX_LIMIT}
   * @throws io.trueup.spend.InvalidInputException naming {@code cursor} or {@code limit}
   */
  public Answer<BreakdownPage> page(
      BreakdownKey key, @Nullable String cursor, int limit, ReadRequest request) {
    Cursor.checkLimit(limit);
    Group after = after(key, cursor);
    Answer<Breakdown> answer = view.read(key, request);
    Breakdown breakdown = answer.value();
    if (breakdown.complete()) {
      BreakdownPage page = page(key, breakdown, after, limit);
      return new Answer<>(page, answer.outcome(), answer.position(), answer.age());
    }
    Snapshot<BreakdownPage> read =
        database.read(sql -> fromDatabase(new BreakdownQuery(sql, key), after, limit));
    return new Answer<>(read.value(), Outcome.BYPASS, read.position(), Duration.ZERO);
  }

  private static BreakdownPage fromDatabase(
      BreakdownQuery query, @Nullable Group after, int limit) {
    return pageOf(query.key(), query.groups(after, limit + 1), query.total(), limit);
  }

  private static BreakdownPage page(
      BreakdownKey key, Breakdown breakdown, @Nullable Group after, int limit) {
    Comparator<Group> order = key.by().isTime() ? BY_TIME : BY_COST;
    List<Group> groups =
        breakdown.groups().entrySet().stream()
            .map(e -> new Group(e.getKey(), e.getValue()))
            .filter(group -> after == null || order.compare(group, after) > 0)
            .sorted(order)
            .limit(limit + 1L)
            .toList();
    return pageOf(key, groups, breakdown.total(), limit);
  }

  private static BreakdownPage pageOf(
      BreakdownKey key, List<Group> found, SpendTotals total, int limit) {
    Page<Group> page =
        Page.of(
            found,
            limit,
            last -> Cursor.of(listOf(key), last.totals().cost().toString(), last.key()));
    return new BreakdownPage(page.items(), total, page.nextCursor());
  }

  private static String listOf(BreakdownKey key) {
    return "breakdown by " + key.by().wireName();
  }

  private static @Nullable Group after(BreakdownKey key, @Nullable String cursor) {
    List<@Nullable String> last = Cursor.read(listOf(key), 2, cursor);
    if (last == null) {
      return null;
    }
    try {
      Money cost = Money.of(Objects.requireNonNullElse(last.get(0), ""));
      return new Group(last.get(1), new SpendTotals(cost, 0, Usage.NONE));
    } catch (SpendException e) {
      throw Cursor.unknown(e);
    }
  }
}
