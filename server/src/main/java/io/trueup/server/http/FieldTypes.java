package io.trueup.server.http;

import io.trueup.spend.BudgetId;
import io.trueup.spend.Identifiers;
import io.trueup.spend.InvalidInputException;
import io.trueup.spend.Money;
import io.trueup.spend.Scope;
import io.trueup.spend.Thresholds;
import io.trueup.spend.Usage;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Every type that a field of a request may have. Nothing is coerced. */
final class FieldTypes {
  private static final Pattern WHOLE = Pattern.compile("-?(0|[1-9][0-9]{0,17})");
  private static final int MAX_ELEMENTS = 10_000;

  private static final Map<Class<?>, FieldType> BY_CLASS =
      Map.ofEntries(
          Map.entry(String.class, FieldType.text("a string", FieldTypes::plainText)),
          Map.entry(Money.class, FieldType.text("a string such as \"0.003905\"", Money::of)),
          Map.entry(
              Instant.class,
              FieldType.text("a string such as \"2026-11-23T10:00:00Z\"", Moments::instant)),
          Map.entry(
              Moment.class,
              FieldType.text("a date or an instant such as \"2026-11-23\"", Moments::moment)),
          Map.entry(
              ZoneId.class, FieldType.text("a string such as \"Europe/Berlin\"", Moments::zone)),
          Map.entry(BudgetId.class, FieldType.text("a string", BudgetId::new)),
          Map.entry(Scope.class, FieldType.text("a string such as \"user:ann\"", Scope::parse)),
          Map.entry(Thresholds.class, FieldTypes::thresholds),
          Map.entry(Usage.class, FieldTypes::usage),
          Map.entry(Boolean.class, truth()),
          Map.entry(boolean.class, truth()),
          Map.entry(Long.class, whole(Long.MIN_VALUE, Long.MAX_VALUE)),
          Map.entry(long.class, whole(Long.MIN_VALUE, Long.MAX_VALUE)),
          Map.entry(Integer.class, whole(Integer.MIN_VALUE, Integer.MAX_VALUE)),
          Map.entry(int.class, whole(Integer.MIN_VALUE, Integer.MAX_VALUE)),
          Map.entry(JsonNode.class, (node, path, faults) -> node));

  private FieldTypes() {}

  /** The type of a component, with what its annotations ask for. */
  static FieldType of(Type type, AnnotatedElement annotated) {
    FieldType plain = of(type);
    if (annotated.isAnnotationPresent(Id.class)) {
      return FieldType.text("a string", text -> Identifiers.check("id", text));
    }
    Range range = annotated.getAnnotation(Range.class);
    return range == null ? plain : ranged(plain, range);
  }

  private static FieldType of(Type type) {
    if (type instanceof ParameterizedType it) {
      return it.getRawType() == Map.class ? notes(it) : list(of(it.getActualTypeArguments()[0]));
    }
    Class<?> raw = (Class<?>) type;
    FieldType known = BY_CLASS.get(raw);
    if (known != null) {
      return known;
    }
    if (raw.isEnum()) {
      return FieldType.text("a string", text -> constant(raw.getEnumConstants(), text));
    }
    if (raw.isRecord()) {
      return (node, path, faults) -> RecordShape.of(raw).read(node, path, faults);
    }
    throw new IllegalArgumentException("no field of a request can be a " + type.getTypeName());
  }

  private static String plainText(String text) {
    Identifiers.checkText("text", text);
    return text;
  }

  private static Object constant(Object[] constants, String name) {
    return Arrays.stream(constants)
        .filter(constant -> wireName(constant).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "value",
                    "must be one of "
                        + Arrays.stream(constants)
                            .map(FieldTypes::wireName)
                            .collect(Collectors.joining(", "))));
  }

  static String wireName(Object constant) {
    return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT);
  }

  private static FieldType truth() {
    return new FieldType() {
      @Override
      public @Nullable Object read(JsonNode node, String path, Faults faults) {
        if (!node.isBoolean()) {
          faults.add(path, "must be true or false, is " + FieldType.kindOf(node));
          return null;
        }
        return node.booleanValue();
      }

      @Override
      public JsonNode ofText(String text) {
        return text.equals("true") || text.equals("false")
            ? JsonNodeFactory.instance.booleanNode(text.equals("true"))
            : FieldType.super.ofText(text);
      }
    };
  }

  /** A whole number, as a Long or, where the bounds are an int's, an Integer. */
  private static FieldType whole(long min, long max) {
    return new FieldType() {
      @Override
      public @Nullable Object read(JsonNode node, String path, Faults faults) {
        Long value = wholeNumber(node, path, faults);
        if (value == null) {
          return null;
        }
        if (value < min || value > max) {
          faults.add(path, "must be " + min + " to " + max);
          return null;
        }
        return max == Integer.MAX_VALUE ? (Object) value.intValue() : value;
      }

      @Override
      public JsonNode ofText(String text) {
        return WHOLE.matcher(text).matches()
            ? JsonNodeFactory.instance.numberNode(Long.parseLong(text))
            : FieldType.super.ofText(text);
      }
    };
  }

  private static @Nullable Long wholeNumber(JsonNode node, String path, Faults faults) {
    if (!node.isIntegralNumber()) {
      faults.add(
          path,
          "must be a whole number"
              + (node.isNumber()
                  ? " without point or exponent"
                  : ", is " + FieldType.kindOf(node)));
      return null;
    }
    if (!node.canConvertToLong()) {
      faults.add(path, "must be a whole number below 2^63");
      return null;
    }
    return node.longValue();
  }

  private static FieldType ranged(FieldType plain, Range range) {
    return new FieldType() {
      @Override
      public @Nullable Object read(JsonNode node, String path, Faults faults) {
        Object value = plain.read(node, path, faults);
        if (value != null && !isWithin(range, value)) {
          faults.add(path, ruleOf(range));
          return null;
        }
        return value;
      }

      @Override
      public JsonNode ofText(String text) {
        return plain.ofText(text);
      }
    };
  }

  private static String ruleOf(Range range) {
    return range.max() == Long.MAX_VALUE
        ? "must be " + range.min() + " or more"
        : "must be " + range.min() + " to " + range.max();
  }

  private static boolean isWithin(Range range, Object value) {
    BigDecimal number =
        value instanceof Money it ? it.amount() : new BigDecimal(new BigInteger(value.toString()));
    return number.compareTo(BigDecimal.valueOf(range.min())) >= 0
        && number.compareTo(BigDecimal.valueOf(range.max())) <= 0;
  }

  private static FieldType list(FieldType elements) {
    return (node, path, faults) -> {
      if (!node.isArray() || node.size() > MAX_ELEMENTS) {
        faults.add(path, "must be an array of at most " + MAX_ELEMENTS);
        return null;
      }
      List<Object> values = new ArrayList<>(node.size());
      int before = faults.count();
      for (JsonNode element : node) {
        addElement(values, element, Paths.element(path, values.size()), elements, faults);
      }
      return faults.count() == before ? Collections.unmodifiableList(values) : null;
    };
  }

  private static void addElement(
      List<@Nullable Object> values, JsonNode element, String path, FieldType type, Faults faults) {
    if (element.isNull()) {
      faults.add(path, "must not be null");
      values.add(null);
    } else {
      values.add(type.read(element, path, faults));
    }
  }

  /** Free texts by free names. */
  private static FieldType notes(ParameterizedType type) {
    if (type.getActualTypeArguments()[1] != String.class) {
      throw new IllegalArgumentException("a map of a request holds texts, not " + type);
    }
    return FieldTypes::texts;
  }

  private static @Nullable Object texts(JsonNode node, String path, Faults faults) {
    if (!isObject(node, path, faults)) {
      return null;
    }
    Map<String, String> notes = new LinkedHashMap<>();
    int before = faults.count();
    for (Map.Entry<String, JsonNode> note : node.properties()) {
      if (note.getValue().isString()) {
        notes.put(note.getKey(), note.getValue().stringValue());
      } else {
        faults.add(Paths.member(path, note.getKey()), "must be a string");
      }
    }
    return faults.count() == before ? Collections.unmodifiableMap(notes) : null;
  }

  private static @Nullable Object usage(JsonNode node, String path, Faults faults) {
    if (!isObject(node, path, faults)) {
      return null;
    }
    Map<String, Long> counts = new LinkedHashMap<>();
    int before = faults.count();
    for (Map.Entry<String, JsonNode> count : node.properties()) {
      Long value = wholeNumber(count.getValue(), Paths.member(path, count.getKey()), faults);
      if (value != null) {
        counts.put(count.getKey(), value);
      }
    }
    Object usage = named(() -> Usage.ofWireNames(counts), path, faults);
    return faults.count() == before ? usage : null;
  }

  private static @Nullable Object thresholds(JsonNode node, String path, Faults faults) {
    Object percents = list(whole(Integer.MIN_VALUE, Integer.MAX_VALUE)).read(node, path, faults);
    if (percents == null) {
      return null;
    }
    List<Integer> all = ((List<?>) percents).stream().map(Integer.class::cast).toList();
    return named(() -> Thresholds.of(all), path, faults);
  }

  private static @Nullable Object named(Supplier<?> making, String path, Faults faults) {
    try {
      return making.get();
    } catch (InvalidInputException e) {
      faults.addAll(path, e);
      return null;
    }
  }

  static boolean isObject(JsonNode node, String path, Faults faults) {
    if (!node.isObject()) {
      faults.add(path, "must be an object, is " + FieldType.kindOf(node));
    }
    return node.isObject();
  }
}
