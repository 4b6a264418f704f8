package io.trueup.server.openapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trueup.server.http.Id;
import io.trueup.server.http.Moment;
import io.trueup.server.http.Range;
import io.trueup.server.http.Unsupported;
import io.trueup.spend.BudgetId;
import io.trueup.spend.Money;
import io.trueup.spend.Scope;
import io.trueup.spend.Thresholds;
import io.trueup.spend.Usage;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/*
 * Bodies are records, and the same components that say how a record is read and written describe it
 * here: its name in snake_case, required unless @Nullable, with the bounds of @Id and @Range. So the
 * document can't say anything else than the server does.
 */
/** The JSON schemas of records and of what they hold. */
final class Schemas {
  private static final Pattern HUMP = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final Map<Class<?>, String> TEXTS =
      Map.ofEntries(
          Map.entry(String.class, ""),
          Map.entry(BudgetId.class, ""),
          Map.entry(Instant.class, "2026-11-23T10:00:00Z"),
          Map.entry(Moment.class, "2026-11-23"),
          Map.entry(LocalDate.class, "2026-11-23"),
          Map.entry(LocalTime.class, "08:30:00"),
          Map.entry(ZoneId.class, "Europe/Berlin"),
          Map.entry(Scope.class, "user:ann"),
          Map.entry(Money.class, "0.003905"));
  private static final List<Class<?>> WHOLE =
      List.of(long.class, Long.class, int.class, Integer.class);

  private final Map<String, ObjectNode> components = new TreeMap<>();

  /** The schemas that others refer to, by name. */
  ObjectNode components() {
    ObjectNode all = NODES.objectNode();
    components.forEach(all::set);
    return all;
  }

  /** Describes a record field by field, as query parameters need it. */
  Map<String, ObjectNode> fields(Class<?> type) {
    Map<String, ObjectNode> fields = new LinkedHashMap<>();
    for (RecordComponent component : type.getRecordComponents()) {
      fields.put(wireName(component.getName()), schema(component.getGenericType(), component));
    }
    return fields;
  }

  static boolean isRequired(RecordComponent component) {
    return !component.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  static String wireName(String name) {
    return HUMP.matcher(name).replaceAll("_").toLowerCase(Locale.ROOT);
  }

  ObjectNode of(Type type) {
    return of(type, Map.of());
  }

  private ObjectNode of(Type type, Map<TypeVariable<?>, Type> variables) {
    if (type instanceof TypeVariable<?> variable) {
      return of(variables.getOrDefault(variable, Object.class), variables);
    }
    if (type instanceof ParameterizedType it) {
      return ofParameterized(it, variables);
    }
    return type instanceof Class<?> raw ? ofClass(raw) : NODES.objectNode();
  }

  private ObjectNode ofParameterized(ParameterizedType type, Map<TypeVariable<?>, Type> variables) {
    Class<?> raw = (Class<?>) type.getRawType();
    Type[] arguments = type.getActualTypeArguments();
    if (raw == List.class) {
      return array(of(arguments[0], variables));
    }
    if (raw == Map.class) {
      ObjectNode map = typed("object");
      map.set("additionalProperties", of(arguments[1], variables));
      return map;
    }
    Map<TypeVariable<?>, Type> known = new HashMap<>(variables);
    for (int i = 0; i < arguments.length; i++) {
      known.put(raw.getTypeParameters()[i], arguments[i]);
    }
    String of = arguments[0] instanceof Class<?> it ? "Of" + nameOf(it) : "";
    return reference(nameOf(raw) + of, raw, known);
  }

  private ObjectNode ofClass(Class<?> type) {
    if (TEXTS.containsKey(type)) {
      return text(type);
    }
    if (WHOLE.contains(type)) {
      return typed("integer").put("format", "int64");
    }
    if (type == boolean.class || type == Boolean.class) {
      return typed("boolean");
    }
    if (type == double.class || type == Double.class) {
      return typed("number");
    }
    if (type == Thresholds.class) {
      return array(typed("integer"));
    }
    if (type == Usage.class) {
      ObjectNode usage = typed("object");
      usage.set("additionalProperties", typed("integer").put("format", "int64"));
      return usage;
    }
    if (type.isEnum()) {
      return constants(type);
    }
    return type.isRecord() ? reference(nameOf(type), type, Map.of()) : NODES.objectNode();
  }

  private static ObjectNode text(Class<?> type) {
    ObjectNode text = typed("string");
    if (type == Instant.class) {
      text.put("format", "date-time");
    } else if (type == Money.class) {
      text.put("format", "decimal");
    }
    String example = TEXTS.getOrDefault(type, "");
    return example.isEmpty() ? text : text.put("example", example);
  }

  private static ObjectNode constants(Class<?> type) {
    ObjectNode text = typed("string");
    ArrayNode names = text.putArray("enum");
    for (Object constant : type.getEnumConstants()) {
      names.add(((Enum<?>) constant).name().toLowerCase(Locale.ROOT));
    }
    return text;
  }

  private ObjectNode reference(String name, Class<?> type, Map<TypeVariable<?>, Type> variables) {
    if (!components.containsKey(name)) {
      ObjectNode schema = typed("object");
      components.put(name, schema);
      describe(schema, type, variables);
    }
    return NODES.objectNode().put("$ref", "#/components/schemas/" + name);
  }

  private void describe(ObjectNode schema, Class<?> type, Map<TypeVariable<?>, Type> variables) {
    ObjectNode properties = schema.putObject("properties");
    ArrayNode required = NODES.arrayNode();
    for (RecordComponent component : type.getRecordComponents()) {
      String name = wireName(component.getName());
      ObjectNode property =
          component.getGenericType() instanceof Class<?>
              ? schema(component.getGenericType(), component)
              : of(component.getGenericType(), variables);
      if (isRequired(component)) {
        required.add(name);
        properties.set(name, property);
      } else {
        properties.set(name, mayBeAbsent(type, component) ? property : nullable(property));
      }
    }
    if (!required.isEmpty()) {
      schema.set("required", required);
    }
    schema.put("additionalProperties", false);
  }

  private static boolean mayBeAbsent(Class<?> type, RecordComponent component) {
    return type.getSimpleName().endsWith("Form")
        || type.isAnnotationPresent(JsonInclude.class)
        || component.getAccessor().isAnnotationPresent(JsonInclude.class);
  }

  private ObjectNode schema(Type type, AnnotatedElement annotated) {
    if (type == Unsupported.class) {
      return NODES.objectNode().put("description", "Not supported in this version.");
    }
    ObjectNode schema = of(type);
    if (annotated.isAnnotationPresent(Id.class)) {
      schema.put("minLength", 1).put("maxLength", 200);
    }
    Range range = annotated.getAnnotation(Range.class);
    if (range != null && type != Money.class) {
      schema.put("minimum", range.min());
      if (range.max() != Long.MAX_VALUE) {
        schema.put("maximum", range.max());
      }
    }
    return schema;
  }

  private static ObjectNode nullable(ObjectNode schema) {
    if (schema.has("$ref")) {
      ObjectNode either = NODES.objectNode();
      either.putArray("anyOf").add(schema).add(typed("null"));
      return either;
    }
    if (schema.path("type").isString()) {
      String type = schema.path("type").stringValue();
      schema.remove("type");
      schema.putArray("type").add(type).add("null");
    }
    return schema;
  }

  /** Without the words that say where in the code it is. */
  private static String nameOf(Class<?> type) {
    Class<?> outer = type.getDeclaringClass();
    String name = type.getSimpleName();
    return outer == null || !outer.isRecord() ? name : nameOf(outer) + name;
  }

  static ObjectNode array(ObjectNode elements) {
    ObjectNode array = typed("array");
    array.set("items", elements);
    return array;
  }

  static ObjectNode typed(String type) {
    return NODES.objectNode().put("type", type);
  }
}
