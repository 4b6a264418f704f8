package io.trueup.changelog;

import io.trueup.cache.Change;
import io.trueup.cache.Tags;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;

/**
 * A change as text, before it has a position.
 *
 * @param tagNames joined by newlines; no tag holds one
 */
record ChangeRow(UUID id, String kind, Tags tags, String tagNames, String payload) {
  /** The statement that {@link #bindTo} fills in. */
  static String insert(LogDialect dialect) {
    return "insert into trueup_change (position, id, kind, tags, payload, node, at)"
        + " values (?, ?, ?, ?, ?, ?, "
        + dialect.clock()
        + ")";
  }

  ChangeRow {
    check("kind", kind, PendingAppends.MAX_KIND_LENGTH, kind);
    check("payload", payload, PendingAppends.MAX_PAYLOAD_LENGTH, kind);
    check("tags", tagNames, PendingAppends.MAX_PAYLOAD_LENGTH, kind);
    if (kind.isEmpty() || kind.equals(Genesis.KIND)) {
      throw new IllegalArgumentException("change: the codec may not give the kind '" + kind + "'");
    }
  }

  static ChangeRow of(Change change, ChangeCodec codec) {
    Object fact = change.fact();
    String tagNames = String.join("\n", change.tags().names());
    return new ChangeRow(
        change.id(), codec.kind(fact), change.tags(), tagNames, codec.encode(fact));
  }

  void bindTo(PreparedStatement insert, long position, String node) throws SQLException {
    insert.setLong(1, position);
    insert.setObject(2, id);
    insert.setString(3, kind);
    insert.setString(4, tagNames);
    insert.setString(5, payload);
    insert.setString(6, node);
  }

  private static void check(String what, String text, int max, String kind) {
    if (text.length() > max) {
      throw new IllegalArgumentException(
          String.format(
              "change of kind %.200s: %s must have at most %d characters, has %d: split it",
              kind, what, max, text.length()));
    }
  }
}
