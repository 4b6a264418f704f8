package io.trueup.ledger;

import io.trueup.cache.CachePolicy;
import io.trueup.cache.OnOutage;
import io.trueup.cache.Strategy;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Cache policies as JSON, by the names of their settings. */
final class PolicyJson {
  private PolicyJson() {}

  static String text(CachePolicy policy) {
    ObjectNode node =
        Json.object()
            .put("strategy", name(policy.strategy()))
            .put("ttl", text(policy.ttl()))
            .put("ttl-jitter", Double.toString(policy.ttlJitter()))
            .put("max-staleness", policy.maxStaleness().toString())
            .put("max-entries", policy.maxEntries())
            .put("level-two", policy.levelTwo())
            .put("on-outage", name(policy.onOutage()))
            .put("warm", policy.warm())
            .put("critical", policy.critical())
            .put("load-timeout-soft", text(policy.loadTimeoutSoft()))
            .put("load-timeout-hard", policy.loadTimeoutHard().toString())
            .put("single-load-wait", text(policy.singleLoadWait()));
    return Json.text(node);
  }

  static CachePolicy policy(String text) {
    JsonNode node = Json.parse(text);
    return new CachePolicy(
        Strategy.valueOf(constant(node, "strategy")),
        duration(node, "ttl"),
        Double.parseDouble(Json.required(node, "ttl-jitter")),
        Duration.parse(Json.required(node, "max-staleness")),
        node.required("max-entries").asLong(),
        node.required("level-two").asBoolean(),
        OnOutage.valueOf(constant(node, "on-outage")),
        node.required("warm").asBoolean(),
        node.required("critical").asBoolean(),
        duration(node, "load-timeout-soft"),
        Duration.parse(Json.required(node, "load-timeout-hard")),
        duration(node, "single-load-wait"));
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String constant(JsonNode node, String field) {
    return Json.required(node, field).toUpperCase(Locale.ROOT).replace('-', '_');
  }

  private static @Nullable String text(@Nullable Duration duration) {
    return duration == null ? null : duration.toString();
  }

  private static @Nullable Duration duration(JsonNode node, String field) {
    String text = Json.optional(node, field);
    return text == null ? null : Duration.parse(text);
  }
}
