package io.trueup.ledger;

import io.trueup.spend.AlertSettings;
import io.trueup.spend.Channel;
import io.trueup.spend.Thresholds;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Alert settings as they are stored, secrets included. */
final class AlertSettingsJson {
  private AlertSettingsJson() {}

  static String text(AlertSettings settings) {
    ObjectNode node =
        Json.object()
            .put("cooldown_seconds", settings.cooldown().toSeconds())
            .put("enabled", settings.enabled());
    ArrayNode thresholds = node.putArray("thresholds");
    settings.thresholds().percents().forEach(thresholds::add);
    ArrayNode channels = node.putArray("channels");
    settings.channels().forEach(channel -> channels.add(toJson(channel)));
    return Json.text(node);
  }

  static AlertSettings settings(String text) {
    JsonNode node = Json.parse(text);
    List<Integer> thresholds = new ArrayList<>();
    node.required("thresholds").forEach(percent -> thresholds.add(percent.asInt()));
    List<Channel> channels = new ArrayList<>();
    node.required("channels").forEach(channel -> channels.add(toChannel(channel)));
    return new AlertSettings(
        Thresholds.of(thresholds),
        channels,
        Duration.ofSeconds(node.required("cooldown_seconds").asLong()),
        node.required("enabled").asBoolean());
  }

  /** One channel, secrets included. */
  static String text(Channel channel) {
    return Json.text(toJson(channel));
  }

  static Channel channel(String text) {
    return toChannel(Json.parse(text));
  }

  private static ObjectNode toJson(Channel channel) {
    ObjectNode node = Json.object().put("type", channel.type());
    if (channel instanceof Channel.Webhook it) {
      node.put("url", it.url().toString()).put("secret", it.secret());
    } else if (channel instanceof Channel.Slack it) {
      node.put("url", it.url().toString());
    } else if (channel instanceof Channel.Email it) {
      ArrayNode to = node.putArray("to");
      it.to().forEach(to::add);
    }
    return node;
  }

  private static Channel toChannel(JsonNode node) {
    return switch (Json.required(node, "type")) {
      case "webhook" ->
          new Channel.Webhook(
              URI.create(Json.required(node, "url")), Json.optional(node, "secret"));
      case "slack" -> new Channel.Slack(URI.create(Json.required(node, "url")));
      case "email" -> new Channel.Email(addresses(node.required("to")));
      case "log" -> new Channel.Log();
      default -> throw new LedgerException("stored alert settings name an unknown channel", null);
    };
  }

  private static List<String> addresses(JsonNode nodes) {
    List<String> addresses = new ArrayList<>();
    nodes.forEach(node -> addresses.add(node.asString()));
    return addresses;
  }
}
