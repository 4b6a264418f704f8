package io.trueup.server.http;

import io.trueup.spend.BudgetId;
import io.trueup.spend.Money;
import io.trueup.spend.Thresholds;
import io.trueup.spend.Usage;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.function.Function;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * How answers are written: snake_case, money as a string, enum constants by their wire names. What
 * is null stands there as null, unless its record says otherwise.
 */
final class WireJson {
  static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .addModule(types())
          .build();

  private WireJson() {}

  private static SimpleModule types() {
    return new SimpleModule("trueup")
        .addSerializer(new Text<>(Money.class, Money::toString))
        .addSerializer(new Text<>(BudgetId.class, BudgetId::value))
        .addSerializer(new Text<>(ZoneId.class, WireJson::nameOf))
        .addSerializer(
            new Text<Enum<?>>(Enum.class, constant -> constant.name().toLowerCase(Locale.ROOT)))
        .addSerializer(new Part<>(Usage.class, Usage::byWireName))
        .addSerializer(new Part<>(Thresholds.class, Thresholds::percents));
  }

  /** UTC has one name here, whichever it was read from. */
  private static String nameOf(ZoneId zone) {
    return zone.equals(ZoneOffset.UTC) ? "UTC" : zone.getId();
  }

  private static final class Text<T> extends StdSerializer<T> {
    private final transient Function<T, String> text;

    Text(Class<?> type, Function<T, String> text) {
      super(type);
      this.text = text;
    }

    @Override
    public void serialize(T value, JsonGenerator json, SerializationContext context) {
      json.writeString(text.apply(value));
    }
  }

  private static final class Part<T> extends StdSerializer<T> {
    private final transient Function<T, Object> part;

    Part(Class<T> type, Function<T, Object> part) {
      super(type);
      this.part = part;
    }

    @Override
    public void serialize(T value, JsonGenerator json, SerializationContext context) {
      context.writeValue(json, part.apply(value));
    }
  }
}
