package io.trueup.server.caches;

import io.trueup.cache.Tag;
import io.trueup.server.http.Items;
import io.trueup.server.http.Range;
import io.trueup.spend.InvalidInputException;
import org.jspecify.annotations.Nullable;

/**
 * Which entries to list.
 *
 * @param tag those that carry this tag
 * @param limit how many, hottest first
 */
record EntriesParameters(
    @Nullable String tag, @Range(min = 1, max = Items.MAX_LIMIT) @Nullable Integer limit) {
  /** Refuses what can't be a tag. */
  EntriesParameters {
    if (tag != null) {
      tagOf("tag", tag);
    }
  }

  @Nullable Tag wanted() {
    return tag == null ? null : tagOf("tag", tag);
  }

  static Tag tagOf(String field, String name) {
    try {
      return new Tag(name);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(
          field, "must have 1 to 2000 characters, none of them a control character");
    }
  }
}
