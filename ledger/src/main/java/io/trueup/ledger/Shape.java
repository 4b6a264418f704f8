package io.trueup.ledger;

import io.trueup.spend.Price;
import io.trueup.spend.UnitPrices;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/*
 * How a type is written as data, read off the type itself: a record is the array of its components,
 * a sealed interface the name of the record and that, a list an array, an enum its name; a few types
 * of the JDK are numbers and texts. Values come back through their records' constructors, so nothing
 * is made that the domain would refuse.
 *
 * The description names all of it: whoever adds, removes, renames, moves or retypes a component has
 * another description, with nothing to remember. A type that is none of these is refused when the
 * shape is made, at the start, not when a value of it turns up.
 */
/** The form in which values of a type are written. Immutable; recursive types are made once. */
abstract sealed class Shape {
  /** To be raised when the same type is written in another way than before. */
  private static final String FORMAT = "smile, arrays, 1";

  abstract void write(Object value, JsonGenerator to);

  abstract Object read(JsonNode from);

  /** Short: a record is described by its name here, and once in full by {@link Shapes}. */
  abstract String name();

  final void writeOrNull(@Nullable Object value, JsonGenerator to) {
    if (value == null) {
      to.writeNull();
    } else {
      write(value, to);
    }
  }

  final @Nullable Object readOrNull(JsonNode from) {
    return from.isNull() ? null : read(from);
  }

  /** The shapes of a type and all that it is made of. Used by one thread, then only read. */
  static final class Shapes {
    private final Map<Class<?>, Shape> made = new LinkedHashMap<>();

    Shape of(Type type) {
      if (type instanceof ParameterizedType it && it.getRawType() == List.class) {
        return new Elements(of(it.getActualTypeArguments()[0]));
      }
      if (!(type instanceof Class<?> plain)) {
        throw new IllegalArgumentException("no shape for " + type);
      }
      Shape known = made.get(plain);
      return known == null ? make(plain) : known;
    }

    private Shape make(Class<?> type) {
      if (type == UnitPrices.class) {
        return new ByPriceKey(of(Price.class));
      }
      if (type.isRecord()) {
        Fields fields = new Fields(type);
        made.put(type, fields);
        fields.fill(this);
        return fields;
      }
      if (type.isSealed() && !Atom.has(type)) {
        OneOf oneOf = new OneOf(type);
        made.put(type, oneOf);
        oneOf.fill(this);
        return oneOf;
      }
      return type.isEnum() ? new Names(type) : Atom.of(type);
    }

    /** All records and sealed interfaces in full. */
    String description() {
      return Stream.concat(Stream.of(FORMAT), made.values().stream().map(Shape::toString))
          .collect(Collectors.joining("\n"));
    }
  }

  /** A number or a text. */
  private static final class Atom extends Shape {
    private static final Map<Class<?>, Atom> ALL = all();

    private final String name;
    private final BiConsumer<Object, JsonGenerator> writer;
    private final Function<JsonNode, Object> reader;

    Atom(String name, BiConsumer<Object, JsonGenerator> writer, Function<JsonNode, Object> reader) {
      this.name = name;
      this.writer = writer;
      this.reader = reader;
    }

    private static Map<Class<?>, Atom> all() {
      Map<Class<?>, Atom> all = new LinkedHashMap<>();
      Atom whole =
          new Atom(
              "long",
              (value, to) -> to.writeNumber(((Number) value).longValue()),
              Atom::wholeNumber);
      Atom small = new Atom("int", (value, to) -> to.writeNumber((int) value), JsonNode::intValue);
      Atom flag =
          new Atom(
              "boolean", (value, to) -> to.writeBoolean((boolean) value), JsonNode::booleanValue);
      all.put(long.class, whole);
      all.put(Long.class, whole);
      all.put(int.class, small);
      all.put(Integer.class, small);
      all.put(boolean.class, flag);
      all.put(String.class, new Atom("text", Atom::writeText, JsonNode::stringValue));
      all.put(BigDecimal.class, text("decimal", BigDecimal::new));
      all.put(Instant.class, text("instant", Instant::parse));
      all.put(LocalDate.class, text("date", LocalDate::parse));
      all.put(LocalTime.class, text("time", LocalTime::parse));
      all.put(ZoneId.class, text("zone", ZoneId::of));
      all.put(Pattern.class, text("pattern", Pattern::compile));
      return all;
    }

    private static Object wholeNumber(JsonNode node) {
      return node.longValue();
    }

    private static void writeText(Object value, JsonGenerator to) {
      to.writeString(value.toString());
    }

    private static Atom text(String name, Function<String, Object> parse) {
      return new Atom(name, Atom::writeText, node -> parse.apply(node.stringValue()));
    }

    /** Of the JDK's own types some versions seal what others don't, as a time zone. */
    static boolean has(Class<?> type) {
      return ALL.containsKey(type);
    }

    static Atom of(Class<?> type) {
      Atom atom = ALL.get(type);
      if (atom == null) {
        throw new IllegalArgumentException("no shape for " + type.getName());
      }
      return atom;
    }

    @Override
    void write(Object value, JsonGenerator to) {
      writer.accept(value, to);
    }

    @Override
    Object read(JsonNode from) {
      return reader.apply(from);
    }

    @Override
    String name() {
      return name;
    }
  }

  /** A constant by its name. */
  private static final class Names extends Shape {
    private final Map<String, Object> constants = new LinkedHashMap<>();
    private final String name;

    Names(Class<?> type) {
      this.name = type.getSimpleName();
      for (Object constant : type.getEnumConstants()) {
        constants.put(((Enum<?>) constant).name(), constant);
      }
    }

    @Override
    void write(Object value, JsonGenerator to) {
      to.writeString(((Enum<?>) value).name());
    }

    @Override
    Object read(JsonNode from) {
      Object constant = constants.get(from.stringValue());
      if (constant == null) {
        throw new IllegalArgumentException(name + ": there is no " + from);
      }
      return constant;
    }

    @Override
    String name() {
      return name + constants.keySet();
    }
  }

  /** A list. */
  private static final class Elements extends Shape {
    private final Shape element;

    Elements(Shape element) {
      this.element = element;
    }

    @Override
    void write(Object value, JsonGenerator to) {
      to.writeStartArray();
      ((List<?>) value).forEach(each -> element.write(each, to));
      to.writeEndArray();
    }

    @Override
    Object read(JsonNode from) {
      List<Object> list = new ArrayList<>(from.size());
      from.values().forEach(each -> list.add(element.read(each)));
      return list;
    }

    @Override
    String name() {
      return "list of " + element.name();
    }
  }

  /** Unit prices, by the keys that they have in the catalogue. */
  private static final class ByPriceKey extends Shape {
    private final Shape price;

    ByPriceKey(Shape price) {
      this.price = price;
    }

    @Override
    void write(Object value, JsonGenerator to) {
      to.writeStartArray();
      ((UnitPrices) value)
          .byPriceKey()
          .forEach(
              (key, each) -> {
                to.writeString(key);
                price.write(each, to);
              });
      to.writeEndArray();
    }

    @Override
    Object read(JsonNode from) {
      Map<String, Price> prices = new LinkedHashMap<>();
      for (int i = 0; i < from.size(); i += 2) {
        prices.put(from.required(i).stringValue(), (Price) price.read(from.required(i + 1)));
      }
      return UnitPrices.ofPriceKeys(prices);
    }

    @Override
    String name() {
      return "unit prices of " + price.name();
    }
  }

  /** A record. */
  private static final class Fields extends Shape {
    private final Class<?> type;
    private final RecordComponent[] components;
    private final Constructor<?> constructor;
    private final List<Shape> shapes = new ArrayList<>();

    Fields(Class<?> type) {
      this.type = type;
      this.components = type.getRecordComponents();
      Class<?>[] types =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      try {
        this.constructor = type.getDeclaredConstructor(types);
      } catch (NoSuchMethodException e) {
        throw new IllegalArgumentException("no shape for " + type.getName(), e);
      }
    }

    void fill(Shapes all) {
      for (RecordComponent component : components) {
        shapes.add(all.of(component.getGenericType()));
      }
    }

    @Override
    void write(Object value, JsonGenerator to) {
      to.writeStartArray();
      for (int i = 0; i < components.length; i++) {
        shapes.get(i).writeOrNull(component(value, i), to);
      }
      to.writeEndArray();
    }

    private @Nullable Object component(Object value, int i) {
      try {
        return components[i].getAccessor().invoke(value);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(type.getName() + "." + components[i].getName(), e);
      }
    }

    @Override
    Object read(JsonNode from) {
      @Nullable Object[] values = new @Nullable Object[components.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = shapes.get(i).readOrNull(from.required(i));
      }
      try {
        return constructor.newInstance(values);
      } catch (ReflectiveOperationException e) {
        throw new IllegalArgumentException(type.getName() + " can't be made of " + from, e);
      }
    }

    @Override
    String name() {
      return type.getSimpleName();
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder(type.getName());
      for (int i = 0; i < components.length; i++) {
        text.append(' ').append(components[i].getName()).append(':').append(shapes.get(i).name());
      }
      return text.toString();
    }
  }

  /** A sealed interface: which record it is, and that. */
  private static final class OneOf extends Shape {
    private final Class<?> type;
    private final Map<String, Shape> byName = new LinkedHashMap<>();

    OneOf(Class<?> type) {
      this.type = type;
    }

    void fill(Shapes all) {
      for (Class<?> each : type.getPermittedSubclasses()) {
        byName.put(each.getSimpleName(), all.of(each));
      }
    }

    @Override
    void write(Object value, JsonGenerator to) {
      String name = value.getClass().getSimpleName();
      to.writeStartArray();
      to.writeString(name);
      shape(name).write(value, to);
      to.writeEndArray();
    }

    @Override
    Object read(JsonNode from) {
      return shape(from.required(0).stringValue()).read(from.required(1));
    }

    private Shape shape(String name) {
      Shape shape = byName.get(name);
      if (shape == null) {
        throw new IllegalArgumentException(type.getSimpleName() + ": there is no " + name);
      }
      return shape;
    }

    @Override
    String name() {
      return type.getSimpleName();
    }

    @Override
    public String toString() {
      return type.getName() + " one of " + byName.keySet();
    }
  }
}
