package io.trueup.server.changes;

import io.trueup.ledger.AuditLog;
import io.trueup.server.http.StrictJson;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What somebody did.
 *
 * @param id grows with time
 * @param at when
 * @param actor by whom; null where nobody had to say
 * @param action what, such as {@code cache-policy-changed}
 * @param object to what
 * @param before what it was like; null if it was not
 * @param after what it is like; null if it is not
 */
record AuditItem(
    String id,
    Instant at,
    @Nullable String actor,
    String action,
    String object,
    @Nullable JsonNode before,
    @Nullable JsonNode after) {
  static AuditItem of(AuditLog.Item item) {
    return new AuditItem(
        Long.toString(item.id()),
        item.at(),
        item.actor(),
        item.action(),
        item.object(),
        json(item.before()),
        json(item.after()));
  }

  /** Settings are stored by their names, which have hyphens. */
  private static @Nullable JsonNode json(@Nullable String text) {
    if (text == null) {
      return null;
    }
    JsonNode stored =
        StrictJson.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    if (!(stored instanceof ObjectNode object)) {
      return stored;
    }
    ObjectNode renamed = object.objectNode();
    object
        .properties()
        .forEach(field -> renamed.set(field.getKey().replace('-', '_'), field.getValue()));
    return renamed;
  }
}
