package io.trueup.server.analytics;

import io.trueup.cache.Answer;
import io.trueup.cache.ReadRequest;
import io.trueup.ledger.BreakdownKey;
import io.trueup.ledger.BreakdownPage;
import io.trueup.ledger.BreakdownPage.Group;
import io.trueup.ledger.Breakdowns;
import io.trueup.ledger.Page;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The pages of a breakdown, one after the other: memory holds one at a time.
 *
 * @param breakdowns where from
 * @param key of what
 * @param freshness how new each page must be
 */
record BreakdownPages(Breakdowns breakdowns, BreakdownKey key, ReadRequest freshness) {
  Answer<BreakdownPage> after(@Nullable String cursor) {
    return breakdowns.page(key, cursor, Page.MAX_LIMIT, freshness);
  }

  /** The groups of this page and of all after it. */
  Stream<Group> from(BreakdownPage first) {
    return Stream.iterate(first, Objects::nonNull, this::next)
        .map(BreakdownPage::groups)
        .flatMap(List::stream);
  }

  private @Nullable BreakdownPage next(BreakdownPage page) {
    return page.nextCursor() == null ? null : after(page.nextCursor()).value();
  }
}
