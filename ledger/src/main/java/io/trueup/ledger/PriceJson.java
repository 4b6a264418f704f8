package io.trueup.ledger;

import io.trueup.spend.Price;
import io.trueup.spend.UnitPrices;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Unit prices as JSON, decimals as texts. */
final class PriceJson {
  private PriceJson() {}

  static String text(UnitPrices prices) {
    ObjectNode node = Json.object();
    prices.byPriceKey().forEach((key, price) -> node.set(key, toJson(price)));
    return Json.text(node);
  }

  static UnitPrices unitPrices(String text) {
    Map<String, Price> prices = new LinkedHashMap<>();
    Json.parse(text)
        .properties()
        .forEach(field -> prices.put(field.getKey(), toPrice(field.getValue())));
    return UnitPrices.ofPriceKeys(prices);
  }

  private static ObjectNode toJson(Price price) {
    ObjectNode node = Json.object().put("base", price.base().toPlainString());
    ArrayNode tiers = node.putArray("tiers");
    price
        .tiers()
        .forEach(
            tier ->
                tiers
                    .addObject()
                    .put("start", tier.start())
                    .put("price", tier.price().toPlainString()));
    return node;
  }

  private static Price toPrice(JsonNode node) {
    List<Price.Tier> tiers = new ArrayList<>();
    for (JsonNode tier : node.required("tiers")) {
      tiers.add(new Price.Tier(tier.required("start").asLong(), decimal(tier, "price")));
    }
    return new Price(decimal(node, "base"), tiers);
  }

  private static BigDecimal decimal(JsonNode node, String field) {
    return new BigDecimal(Json.required(node, field));
  }
}
