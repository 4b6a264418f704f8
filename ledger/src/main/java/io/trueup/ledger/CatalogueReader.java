package io.trueup.ledger;

import io.trueup.spend.Catalogue;
import io.trueup.spend.CatalogueModel;
import io.trueup.spend.Clause;
import io.trueup.spend.InvalidInputException;
import io.trueup.spend.Price;
import io.trueup.spend.PriceCondition;
import io.trueup.spend.PriceList;
import io.trueup.spend.Provider;
import io.trueup.spend.ResponsePath;
import io.trueup.spend.Unit;
import io.trueup.spend.UnitPrices;
import io.trueup.spend.UsageExtractor;
import io.trueup.spend.Violation;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads price catalogues in the JSON form of the one that is shipped. Prices are read as decimals,
 * digit by digit. Fields that say nothing about matching or prices are passed over. Thread-safe.
 */
public final class CatalogueReader {

  private static final String SHIPPED = "prices/catalogue.json";

  /** Read when it is first asked for, once in a process. */
  private static final class Shipped {
    static final Catalogue CATALOGUE = new CatalogueReader().readShipped();
  }

  private final JsonMapper mapper =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** The catalogue that is shipped; read once. */
  public static Catalogue shipped() {
    return Shipped.CATALOGUE;
  }

  private Catalogue readShipped() {
    try (InputStream in = CatalogueReader.class.getResourceAsStream(SHIPPED)) {
      if (in == null) {
        throw new IllegalStateException(SHIPPED + " is missing from the ledger's jar: rebuild it");
      }
      return read(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a catalogue; the stream stays open.
   *
   * @throws InvalidInputException if it is not JSON of this form, naming the place in it
   */
  public Catalogue read(InputStream in) {
    try {
      return read(mapper.readTree(in));
    } catch (JacksonException e) {
      throw new InvalidInputException("catalogue", "is not JSON: " + e.getOriginalMessage());
    }
  }

  /**
   * Reads a catalogue that was read as JSON before, decimals digit by digit.
   *
   * @throws InvalidInputException if it is not of this form, naming the place in it
   */
  public Catalogue read(JsonNode root) {
    require(root.isArray(), "catalogue", "must be an array of providers");
    return new Catalogue(root.valueStream().map(CatalogueReader::provider).toList());
  }

  @SuppressWarnings("NullAway") // it loses "nullable" of a nested type in another module
  private static Provider provider(JsonNode node) {
    String id = text(node, "id");
    return at(
        id,
        () ->
            new Provider(
                id,
                node.path("name").asString(id),
                node.has("provider_match") ? clause(node.get("provider_match")) : null,
                node.has("api_pattern") ? Clause.Regex.of(text(node, "api_pattern")) : null,
                listIfThere(node, "fallback_model_providers", JsonNode::asString),
                list(node, "models", CatalogueReader::model),
                listIfThere(node, "extractors", CatalogueReader::extractor)));
  }

  private static UsageExtractor extractor(JsonNode node) {
    String flavor = node.has("api_flavor") ? text(node, "api_flavor") : "default";
    return at(
        "extractors." + flavor,
        () ->
            new UsageExtractor(
                flavor,
                path(node.path("root")),
                node.has("model_path") ? path(node.get("model_path")) : ResponsePath.of("model"),
                list(node, "mappings", CatalogueReader::mapping)));
  }

  private static UsageExtractor.Mapping mapping(JsonNode node) {
    JsonNode required = node.path("required");
    require(required.isMissingNode() || required.isBoolean(), "required", "must be true or false");
    return new UsageExtractor.Mapping(
        path(node.path("path")),
        Unit.ofWireName(text(node, "dest")),
        required.isMissingNode() || required.booleanValue());
  }

  private static ResponsePath path(JsonNode node) {
    require(node.isString() || node.isArray(), "path", "must be a name or an array of steps");
    return node.isString()
        ? ResponsePath.of(node.stringValue())
        : new ResponsePath(node.valueStream().map(CatalogueReader::step).toList());
  }

  private static ResponsePath.Step step(JsonNode node) {
    if (node.isString()) {
      return new ResponsePath.Member(node.stringValue());
    }
    String kind = node.path("type").asString("");
    require(kind.equals("array-match"), "path", "must hold names and array-match, has " + node);
    return new ResponsePath.FirstElement(text(node, "field"), clause(node.path("match")));
  }

  private static CatalogueModel model(JsonNode node) {
    String id = text(node, "id");
    return at(
        id,
        () ->
            new CatalogueModel(
                id,
                node.path("name").asString(id),
                clause(node.path("match")),
                priceList(node.path("prices"))));
  }

  private static Clause clause(JsonNode node) {
    String kind = node.size() == 1 ? node.propertyNames().iterator().next() : "";
    return switch (kind) {
      case "equals" -> new Clause.Equals(text(node, kind));
      case "starts_with" -> new Clause.StartsWith(text(node, kind));
      case "ends_with" -> new Clause.EndsWith(text(node, kind));
      case "contains" -> new Clause.Contains(text(node, kind));
      case "regex" -> Clause.Regex.of(text(node, kind));
      case "or" -> new Clause.Or(list(node, kind, CatalogueReader::clause));
      case "and" -> new Clause.And(list(node, kind, CatalogueReader::clause));
      default -> throw new InvalidInputException("match", "must be one known clause, is " + node);
    };
  }

  private static PriceList priceList(JsonNode node) {
    return node.isArray()
        ? new PriceList(node.valueStream().map(CatalogueReader::conditional).toList())
        : PriceList.of(unitPrices(node));
  }

  private static PriceList.Conditional conditional(JsonNode node) {
    return new PriceList.Conditional(
        condition(node.path("constraint")), unitPrices(node.path("prices")));
  }

  private static PriceCondition condition(JsonNode node) {
    if (node.isMissingNode() || node.isNull()) {
      return new PriceCondition.Always();
    }
    return node.has("start_date")
        ? new PriceCondition.From(date(text(node, "start_date")))
        : new PriceCondition.Daily(time(text(node, "start_time")), time(text(node, "end_time")));
  }

  private static UnitPrices unitPrices(JsonNode node) {
    require(node.isObject(), "prices", "must be an object");
    Map<String, Price> prices = new LinkedHashMap<>();
    node.forEachEntry((key, value) -> prices.put(key, at(key, () -> price(value))));
    return UnitPrices.ofPriceKeys(prices);
  }

  private static Price price(JsonNode node) {
    return node.isObject()
        ? new Price(decimal(node.path("base")), listIfThere(node, "tiers", CatalogueReader::tier))
        : Price.of(decimal(node));
  }

  private static Price.Tier tier(JsonNode node) {
    JsonNode start = node.path("start");
    require(start.canConvertToLong(), "start", "must be a whole number");
    return new Price.Tier(start.longValue(), decimal(node.path("price")));
  }

  private static BigDecimal decimal(JsonNode node) {
    require(node.isNumber(), "price", "must be a number");
    return node.decimalValue();
  }

  private static LocalDate date(String text) {
    return parsed("start_date", text, LocalDate::parse);
  }

  private static LocalTime time(String text) {
    return parsed("time", text, CatalogueReader::utcTime);
  }

  private static LocalTime utcTime(String text) {
    return OffsetTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC).toLocalTime();
  }

  private static <T> T parsed(String field, String text, Function<String, T> parser) {
    try {
      return parser.apply(text);
    } catch (DateTimeParseException e) {
      throw new InvalidInputException(field, "cannot be read: " + text);
    }
  }

  private static String text(JsonNode node, String field) {
    require(node.path(field).isString(), field, "must be a string");
    return node.path(field).stringValue();
  }

  private static <T> List<T> listIfThere(JsonNode node, String field, Function<JsonNode, T> item) {
    return node.has(field) ? list(node, field, item) : List.of();
  }

  private static <T> List<T> list(JsonNode node, String field, Function<JsonNode, T> item) {
    require(node.path(field).isArray(), field, "must be an array");
    return node.path(field).valueStream().map(item).toList();
  }

  private static void require(boolean good, String field, String reason) {
    if (!good) {
      throw new InvalidInputException(field, reason);
    }
  }

  private static <T> T at(String place, Supplier<T> part) {
    try {
      return part.get();
    } catch (InvalidInputException e) {
      throw new InvalidInputException(
          e.violations().stream()
              .map(it -> new Violation(place + "." + it.field(), it.reason()))
              .toList());
    }
  }
}
