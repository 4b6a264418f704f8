package io.trueup.changelog;

import io.trueup.cache.Change;
import io.trueup.cache.LoggedChange;
import io.trueup.cache.Position;
import io.trueup.cache.Tag;
import io.trueup.cache.Tags;
import io.trueup.cache.UnreadableFact;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;

/*
 * A row that can't be read is a row still: it keeps its place and its id, or the follower would stop
 * or skip at it. An unknown fact costs the entries that carry its tags; unknown tags cost all.
 */
/** Turns rows of the log into changes. Safe for use by many threads, as its codec is. */
final class ChangeRowReader {
  static final String COLUMNS = "c.position, c.id, c.kind, c.tags, c.payload, c.node, c.at";

  private final ChangeCodec codec;

  ChangeRowReader(ChangeCodec codec) {
    this.codec = codec;
  }

  /** The change in the row, whose columns begin at this index. */
  LoggedChange read(ResultSet row, int first) throws SQLException {
    Position position = new Position(row.getLong(first));
    UUID id = row.getObject(first + 1, UUID.class);
    Change change =
        change(id, row.getString(first + 2), row.getString(first + 3), row.getString(first + 4));
    Instant at = row.getObject(first + 6, OffsetDateTime.class).toInstant();
    return new LoggedChange(position, row.getString(first + 5), at, change);
  }

  private Change change(UUID id, String kind, String tagNames, String payload) {
    Tags tags;
    try {
      tags = tags(tagNames);
    } catch (IllegalArgumentException e) {
      return new Change(id, Tags.none(), new UnreadableFact(kind, "its tags: " + reason(e), true));
    }
    return new Change(id, tags, fact(kind, payload));
  }

  private static Tags tags(String names) {
    return names.isEmpty() ? Tags.none() : Tags.of(names.lines().map(Tag::new).toList());
  }

  /**
   * Catches what a decoder of foreign text may throw, deep nesting and missing classes included.
   */
  private Object fact(String kind, String payload) {
    if (kind.equals(Genesis.KIND)) {
      return Genesis.GENESIS;
    }
    try {
      return codec.decode(kind, payload);
    } catch (RuntimeException | StackOverflowError | LinkageError e) {
      return new UnreadableFact(kind, reason(e), false);
    }
  }

  private static String reason(Throwable e) {
    return e.getClass().getSimpleName() + ": " + e.getMessage();
  }
}
