package io.trueup.server.demo;

import io.trueup.cache.AuditReport;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The demo's result as one line of JSON. */
final class DemoJson {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private DemoJson() {}

  static String line(DemoResult result) {
    Tracking.Result tracking = result.tracking();
    ObjectNode line =
        MAPPER
            .createObjectNode()
            .put("records", tracking.records())
            .put("cost", Figures.money(tracking.cost()))
            .put("currency", "USD")
            .put("seconds", Figures.rounded(tracking.seconds(), 3))
            .put("records_per_second", Math.round(tracking.recordsPerSecond()));
    ObjectNode worlds = line.putObject("worlds");
    result.worlds().forEach((kind, world) -> worlds.set(kind.text(), toJson(world)));
    ArrayNode changes = line.putArray("changes");
    result.changes().forEach(change -> changes.add(toJson(change)));
    AuditReport audit = result.audit();
    line.putObject("audit").put("checked", audit.checked()).put("different", audit.different());
    return MAPPER.writeValueAsString(line);
  }

  private static ObjectNode toJson(World.Result world) {
    return MAPPER
        .createObjectNode()
        .put("reads", world.reads())
        .put("hit_rate", Figures.rounded(world.hitRate(), 6))
        .put("stale_reads", world.staleReads())
        .put("wrong_decisions", world.wrongDecisions())
        .put("overspend", Figures.money(world.overspend()))
        .put("confirmations", world.confirmations());
  }

  private static ObjectNode toJson(ChangesShown.Shown change) {
    ObjectNode node = MAPPER.createObjectNode().put("kind", change.kind());
    ArrayNode tags = node.putArray("tags");
    change.tags().forEach(tags::add);
    return node.put("entries", change.entries())
        .put("visible_ms", Figures.rounded(change.visibleMs(), 3))
        .put("stale_after", change.staleAfter());
  }
}
