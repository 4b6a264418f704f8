package io.trueup.server.http;

import io.trueup.ledger.Page;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list.
 *
 * @param items what is on it
 * @param nextCursor where the next one begins; null on the last
 */
public record Items<T>(List<T> items, @Nullable String nextCursor) {
  /** How many there are on a page unless asked for otherwise. */
  public static final int DEFAULT_LIMIT = 50;

  /** How many there are at most. */
  public static final int MAX_LIMIT = 500;

  /** The page's size, given what was asked for. */
  public static int limit(@Nullable Integer asked) {
    return asked == null ? DEFAULT_LIMIT : asked;
  }

  /** The ledger's page. */
  public static <T> Items<T> of(Page<T> page) {
    return new Items<>(page.items(), page.nextCursor());
  }

  /** The same page in another form. */
  public <R> Items<R> map(Function<? super T, R> form) {
    return new Items<>(items.stream().map(form).toList(), nextCursor);
  }
}
