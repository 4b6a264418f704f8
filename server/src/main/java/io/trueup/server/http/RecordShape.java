package io.trueup.server.http;

import io.trueup.spend.InvalidInputException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/*
 * A request is described by a record and by nothing else: its components are the fields, in
 * snake_case; one that is not @Nullable is required; its type says how it is read, @Id and @Range
 * what is accepted; what concerns several fields stands in the compact constructor, which throws
 * InvalidInputException. All fields are read and all faults kept before the constructor is called,
 * and it is called only if there are none, so that it needs no checks for null.
 *
 * An absent field and a null are the same; a patch, where they differ, is merged before it is read.
 */

/** How objects become records of one class. Immutable. */
final class RecordShape {
  private static final Pattern HUMP = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");

  private static final ClassValue<RecordShape> SHAPES =
      new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
          return new RecordShape(type);
        }
      };

  /** One component. */
  record Field(String name, FieldType type, boolean isRequired) {}

  private final Constructor<?> constructor;
  private final List<Field> fields;
  private final Map<String, Field> byName = new HashMap<>();

  private RecordShape(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    fields = Arrays.stream(components).map(RecordShape::field).toList();
    fields.forEach(field -> byName.put(field.name(), field));
    constructor = canonical(type, components);
  }

  static RecordShape of(Class<?> type) {
    return SHAPES.get(type);
  }

  private static Field field(RecordComponent component) {
    boolean isNullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    return new Field(
        wireName(component.getName()),
        FieldTypes.of(component.getGenericType(), component),
        !isNullable);
  }

  /** The name in the HTTP contract. */
  static String wireName(String component) {
    return HUMP.matcher(component).replaceAll("_").toLowerCase(Locale.ROOT);
  }

  private static Constructor<?> canonical(Class<?> type, RecordComponent[] components) {
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      Constructor<?> found = type.getDeclaredConstructor(types);
      found.setAccessible(true);
      return found;
    } catch (NoSuchMethodException e) {
      throw new IllegalArgumentException(type + " is no record", e);
    }
  }

  List<Field> fields() {
    return fields;
  }

  @Nullable Field field(String name) {
    return byName.get(name);
  }

  /** The record, or null with at least one fault added. */
  @Nullable Object read(JsonNode node, String path, Faults faults) {
    if (!FieldTypes.isObject(node, path.isEmpty() ? "body" : path, faults)) {
      return null;
    }
    int before = faults.count();
    for (String name : node.propertyNames()) {
      if (!byName.containsKey(name)) {
        faults.add(Paths.member(path, name), "is unknown here");
      }
    }
    List<@Nullable Object> values = new ArrayList<>(fields.size());
    fields.forEach(field -> values.add(value(field, node.get(field.name()), path, faults)));
    return faults.count() == before ? make(values, path, faults) : null;
  }

  private static @Nullable Object value(
      Field field, @Nullable JsonNode node, String path, Faults faults) {
    String at = Paths.member(path, field.name());
    if (node != null && !node.isNull()) {
      return field.type().read(node, at, faults);
    }
    if (field.isRequired()) {
      faults.add(at, "is required");
    }
    return null;
  }

  private @Nullable Object make(List<@Nullable Object> values, String path, Faults faults) {
    try {
      return constructor.newInstance(values.toArray());
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof InvalidInputException refused) {
        faults.addAll(path, refused);
        return null;
      }
      throw new IllegalStateException(constructor + " failed", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(constructor + " can't be used", e);
    }
  }
}
