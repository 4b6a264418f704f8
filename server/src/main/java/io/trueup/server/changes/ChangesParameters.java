package io.trueup.server.changes;

import io.trueup.cache.Position;
import io.trueup.server.http.Items;
import io.trueup.server.http.Range;
import io.trueup.spend.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
  private static final int MAX_CURSOR = 100;
  private static final Pattern CURSOR = Pattern.compile("changes ([0-9]{1,18})");

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
    try {
      if (cursor.length() <= MAX_CURSOR) {
        String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
        Matcher position = CURSOR.matcher(text);
        if (position.matches()) {
          return new Position(Long.parseLong(position.group(1)));
        }
      }
    } catch (IllegalArgumentException e) {
      throw refusal();
    }
    throw refusal();
  }

  private static InvalidInputException refusal() {
    return new InvalidInputException("cursor", "must be a next_cursor of this list");
  }

  static String cursorAfter(ChangeBody last) {
    byte[] text = ("changes " + last.position()).getBytes(StandardCharsets.US_ASCII);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text);
  }
}
