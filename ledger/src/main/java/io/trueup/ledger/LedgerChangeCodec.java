package io.trueup.ledger;

import io.trueup.cache.EverythingChanged;
import io.trueup.cache.Tag;
import io.trueup.cache.Tags;
import io.trueup.changelog.ChangeCodec;
import io.trueup.ledger.LedgerChange.AlertConfigurationChanged;
import io.trueup.ledger.LedgerChange.BudgetChanged;
import io.trueup.ledger.LedgerChange.BudgetHeld;
import io.trueup.ledger.LedgerChange.CacheInvalidated;
import io.trueup.ledger.LedgerChange.CachePolicyChanged;
import io.trueup.ledger.LedgerChange.CatalogueImported;
import io.trueup.ledger.LedgerChange.CostRecorded;
import io.trueup.ledger.LedgerChange.ModelPriceChanged;
import io.trueup.ledger.LedgerChange.UserChanged;
import io.trueup.ledger.LedgerChange.UserEvent;
import io.trueup.spend.BudgetId;
import io.trueup.spend.ModelId;
import io.trueup.spend.Money;
import io.trueup.spend.Scope;
import io.trueup.spend.Subject;
import io.trueup.spend.Unit;
import io.trueup.spend.Usage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes the ledger's changes as JSON into the log, and reads them again. */
final class LedgerChangeCodec implements ChangeCodec {
  private static final String EVERYTHING = "EverythingChanged";
  private static final Set<String> KINDS =
      Arrays.stream(LedgerChange.class.getPermittedSubclasses())
          .map(Class::getSimpleName)
          .collect(Collectors.toUnmodifiableSet());

  private final RecentFacts recent = new RecentFacts();

  @Override
  public String kind(Object fact) {
    if (fact instanceof LedgerChange || fact instanceof EverythingChanged) {
      return fact.getClass().getSimpleName();
    }
    throw new IllegalArgumentException("not a change of the ledger: " + fact.getClass());
  }

  @Override
  public String encode(Object fact) {
    if (!(fact instanceof LedgerChange change)) {
      return "{}";
    }
    String payload = Json.text(toJson(change));
    if (change instanceof CostRecorded it) {
      recent.put(payload, it);
    }
    return payload;
  }

  @Override
  public boolean reads(String kind) {
    return KINDS.contains(kind) || kind.equals(EVERYTHING);
  }

  @Override
  public Object decode(String kind, String payload) {
    if (kind.equals("CostRecorded")) {
      return recent.of(payload, text -> costRecorded(Json.parse(text)));
    }
    JsonNode node = Json.parse(payload);
    return switch (kind) {
      case "BudgetChanged" ->
          new BudgetChanged(new BudgetId(Json.required(node, "budget")), scopeOf(node));
      case "BudgetHeld" -> new BudgetHeld(holdsOf(node));
      case "AlertConfigurationChanged" -> new AlertConfigurationChanged(scopeOf(node));
      case "UserChanged" ->
          new UserChanged(userOf(node), UserEvent.valueOf(Json.required(node, "event")));
      case "ModelPriceChanged" -> new ModelPriceChanged(modelOf(node));
      case "CatalogueImported" ->
          new CatalogueImported(
              node.required("everything").booleanValue(),
              node.required("providers").valueStream().map(JsonNode::stringValue).toList());
      case "CacheInvalidated" -> new CacheInvalidated(tagsOf(node.required("tags")));
      case "CachePolicyChanged" -> new CachePolicyChanged(Json.required(node, "cache"));
      case EVERYTHING -> new EverythingChanged();
      default -> throw new IllegalArgumentException("not a kind of the ledger's: " + kind);
    };
  }

  private static JsonNode toJson(LedgerChange change) {
    ObjectNode node = Json.object();
    if (change instanceof BudgetChanged it) {
      node.put("budget", it.budget().value()).put("scope", it.scope().text());
    } else if (change instanceof CostRecorded it) {
      ArrayNode deltas = node.putArray("deltas");
      it.deltas().forEach(delta -> deltas.add(toJson(delta)));
      put(node, it.holds());
    } else if (change instanceof BudgetHeld it) {
      put(node, it.holds());
    } else if (change instanceof AlertConfigurationChanged it) {
      node.put("scope", it.scope().text());
    } else if (change instanceof UserChanged it) {
      node.put("organization", it.user().organization())
          .put("user", it.user().id())
          .put("event", it.event().name());
    } else if (change instanceof ModelPriceChanged it) {
      put(node, it.model());
    } else if (change instanceof CatalogueImported it) {
      ArrayNode providers = node.put("everything", it.everything()).putArray("providers");
      it.providers().forEach(providers::add);
    } else if (change instanceof CacheInvalidated it) {
      ArrayNode tags = node.putArray("tags");
      it.tags().names().forEach(tags::add);
    } else if (change instanceof CachePolicyChanged it) {
      node.put("cache", it.cache());
    }
    return node;
  }

  /** Left out where there are none, as before there were any. */
  private static void put(ObjectNode node, HoldChanges changes) {
    if (changes.isEmpty()) {
      return;
    }
    ArrayNode holds = node.put("at", changes.atMillis()).putArray("holds");
    for (HoldDelta delta : changes.deltas()) {
      holds
          .addObject()
          .put("budget", delta.budget().value())
          .put("window", delta.windowFrom())
          .put("expires", delta.expiresAt())
          .put("held", delta.held().toString())
          .put("covered", delta.covered().toString());
    }
  }

  private static CostRecorded costRecorded(JsonNode node) {
    return new CostRecorded(deltasOf(node.required("deltas")), holdsOf(node));
  }

  private static HoldChanges holdsOf(JsonNode node) {
    if (!node.has("holds")) {
      return HoldChanges.NONE;
    }
    List<HoldDelta> deltas = new ArrayList<>();
    for (JsonNode each : node.required("holds")) {
      deltas.add(
          new HoldDelta(
              new BudgetId(Json.required(each, "budget")),
              each.required("window").longValue(),
              each.required("expires").longValue(),
              Money.of(Json.required(each, "held")),
              Money.of(Json.required(each, "covered"))));
    }
    return new HoldChanges(node.required("at").longValue(), deltas);
  }

  private static ObjectNode toJson(RollupDelta delta) {
    RollupKey key = delta.key();
    ObjectNode node =
        Json.object()
            .put("organization", key.subject().organization())
            .put("project", key.subject().project())
            .put("user", key.subject().user())
            .put("bucket", key.bucket());
    if (delta.conversation() != null) {
      node.put("conversation", delta.conversation());
    }
    put(node, key.model());
    node.put("cost", delta.totals().cost().toString()).put("requests", delta.totals().requests());
    node.set("usage", Json.counts(delta.totals().usage().byWireName()));
    return node;
  }

  private static void put(ObjectNode node, ModelId model) {
    node.put("provider", model.provider()).put("model", model.model());
  }

  private static List<RollupDelta> deltasOf(JsonNode nodes) {
    List<RollupDelta> deltas = new ArrayList<>();
    for (JsonNode node : nodes) {
      Subject subject =
          new Subject(
              Json.required(node, "organization"),
              Json.optional(node, "project"),
              Json.optional(node, "user"),
              modelOf(node));
      RollupKey key = new RollupKey(subject, node.required("bucket").asLong());
      deltas.add(new RollupDelta(key, Json.optional(node, "conversation"), totalsOf(node)));
    }
    return deltas;
  }

  private static SpendTotals totalsOf(JsonNode node) {
    return new SpendTotals(
        Money.of(Json.required(node, "cost")),
        node.required("requests").asLong(),
        sumOf(Json.counts(node.required("usage"))));
  }

  /** Usage with counts that may be sums, so above what one request may use. */
  static Usage sumOf(Map<String, Long> counts) {
    EnumMap<Unit, Long> byUnit = new EnumMap<>(Unit.class);
    counts.forEach((name, count) -> byUnit.put(Unit.ofWireName(name), count));
    return Usage.sum(byUnit);
  }

  private static Scope scopeOf(JsonNode node) {
    return Scope.parse(Json.required(node, "scope"));
  }

  private static Scope.User userOf(JsonNode node) {
    return new Scope.User(Json.required(node, "organization"), Json.required(node, "user"));
  }

  private static Tags tagsOf(JsonNode names) {
    List<Tag> tags = new ArrayList<>();
    names.forEach(name -> tags.add(new Tag(name.asString())));
    return Tags.of(tags);
  }

  private static ModelId modelOf(JsonNode node) {
    return new ModelId(Json.required(node, "provider"), Json.required(node, "model"));
  }
}
