package io.trueup.server.analytics;

import io.trueup.ledger.BreakdownPage;
import io.trueup.ledger.Dimension;
import io.trueup.ledger.SpendTotals;
import io.trueup.spend.Money;
import io.trueup.spend.Usage;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Spending by groups.
 *
 * @param by by what
 * @param from not before
 * @param to before
 * @param timeZone of days and hours
 * @param currency of every amount here
 * @param items the groups of this page: by cost, the highest first, then by key; days and hours by
 *     time
 * @param total of everything, not only of this page
 * @param nextCursor where the next page begins; null on the last
 * @param asOf when this was so
 * @param position up to where the log is contained
 */
record BreakdownBody(
    Dimension by,
    Instant from,
    Instant to,
    ZoneId timeZone,
    String currency,
    List<Item> items,
    Total total,
    @Nullable String nextCursor,
    Instant asOf,
    @Nullable Long position) {

  /**
   * A group.
   *
   * @param key what it is of; null for records without a user or project
   * @param cost what was spent
   * @param requests how many requests that was
   * @param tokens how much was used, by unit
   */
  record Item(@Nullable String key, Money cost, long requests, Usage tokens) {
    static Item of(BreakdownPage.Group group) {
      SpendTotals totals = group.totals();
      return new Item(group.key(), totals.cost(), totals.requests(), totals.usage());
    }
  }

  /**
   * A sum.
   *
   * @param cost what was spent
   * @param requests how many requests that was
   * @param tokens how much was used, by unit
   */
  record Total(Money cost, long requests, Usage tokens) {
    static Total of(SpendTotals totals) {
      return new Total(totals.cost(), totals.requests(), totals.usage());
    }
  }
}
