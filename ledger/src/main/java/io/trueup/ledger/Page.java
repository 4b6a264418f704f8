package io.trueup.ledger;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list. Immutable if its items are.
 *
 * @param items in the list's order
 * @param nextCursor what to ask with for the items after these; null at the list's end
 * @param <T> item
 */
public record Page<T>(List<T> items, @Nullable String nextCursor) {
  /** How many items a page may have. */
  public static final int MAX_LIMIT = 500;

  /** Copies the list. */
  public Page {
    items = List.copyOf(items);
  }

  /** The page of what a query found that looked for one more than the limit. */
  static <T> Page<T> of(List<T> found, int limit, Function<T, Cursor> cursor) {
    return found.size() <= limit
        ? new Page<>(found, null)
        : new Page<>(found.subList(0, limit), cursor.apply(found.get(limit - 1)).text());
  }

  <R> Page<R> map(Function<List<T>, List<R>> change) {
    return new Page<>(change.apply(items), nextCursor);
  }
}
