package io.trueup.server.changes;

import io.trueup.cache.Position;
import io.trueup.server.http.Cursor;
import io.trueup.server.http.Items;
import io.trueup.server.http.Range;
import io.trueup.spend.InvalidInputException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which changes to read.
 *
 * @param after those after this position; from the log's beginning where absent
 * @param limit how many
 * @param cursor where the page begins, in place of {@code after}
 */
record ChangesParameters(
    @Range @Nullable Long after,
    @Range(min = 1, max = Items.MAX_LIMIT) @Nullable Integer limit,
    @Nullable String cursor) {
  /** Refuses both ways to say where to begin, and a cursor of another list. */
  ChangesParameters {
    if (cursor != null) {
      positionOf(cursor);
      if (after != null) {
        throw new InvalidInputException("cursor", "can't be combined with after");
      }
    }
  }

  Position start() {
    if (cursor != null) {
      return positionOf(cursor);
    }
    return after == null ? Position.GENESIS : new Position(after);
  }

  private static Position positionOf(String cursor) {
    String text = String.valueOf(Cursor.parse(cursor, 1).get(0));
    if (!text.matches("[0-9]{1,18}")) {
      throw new InvalidInputException("cursor", "must be a next_cursor of this list");
    }
    return new Position(Long.parseLong(text));
  }

  static String cursorAfter(ChangeBody last) {
    return Cursor.of(Arrays.asList(Long.toString(last.position())));
  }
}
