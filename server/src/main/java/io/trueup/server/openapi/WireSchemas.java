package io.trueup.server.openapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JavaType;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.oas.models.media.Schema;
import io.trueup.server.http.CsvTable;
import io.trueup.server.http.Id;
import io.trueup.server.http.MergePatch;
import io.trueup.server.http.Moment;
import io.trueup.server.http.Range;
import io.trueup.server.http.StrictJson;
import io.trueup.spend.BudgetId;
import io.trueup.spend.Money;
import io.trueup.spend.Scope;
import io.trueup.spend.Thresholds;
import io.trueup.spend.Usage;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import tools.jackson.databind.JsonNode;

/*
 * The library's own converter knows neither our names nor our rules: it would describe money as an
 * object of a number and two booleans. Records are described here by the same components that they
 * are read and written by; there is no second description that could go stale.
 */

/** Describes the types of requests and answers. */
final class WireSchemas implements ModelConverter {
  private static final String REF = "#/components/schemas/";

  private static final Map<Class<?>, Supplier<Schema<?>>> PLAIN =
      Map.ofEntries(
          Map.entry(String.class, () -> of("string")),
          Map.entry(BudgetId.class, () -> of("string")),
          Map.entry(ZoneId.class, () -> of("string").example("Europe/Berlin")),
          Map.entry(Scope.class, () -> of("string").example("user:acme/ann")),
          Map.entry(CsvTable.class, () -> of("string")),
          Map.entry(
              Moment.class,
              () -> of("string").description("an instant or a date").example("2026-11-23")),
          Map.entry(
              Instant.class,
              () -> of("string").format("date-time").example("2026-11-23T10:00:00Z")),
          Map.entry(
              Money.class,
              () ->
                  of("string")
                      .pattern("^[+-]?[0-9]+(\\.[0-9]+)?$")
                      .description("a plain decimal")
                      .example("0.003905")),
          Map.entry(boolean.class, () -> of("boolean")),
          Map.entry(Boolean.class, () -> of("boolean")),
          Map.entry(int.class, () -> of("integer").format("int32")),
          Map.entry(Integer.class, () -> of("integer").format("int32")),
          Map.entry(long.class, () -> of("integer").format("int64")),
          Map.entry(Long.class, () -> of("integer").format("int64")),
          Map.entry(BigDecimal.class, () -> of("number")),
          Map.entry(double.class, () -> of("number")),
          Map.entry(LocalDate.class, () -> of("string").format("date")),
          Map.entry(LocalTime.class, () -> of("string").example("16:30:00")),
          Map.entry(
              Thresholds.class,
              () -> of("array").items(of("integer")).example(List.of(50, 80, 95, 100))),
          Map.entry(
              Usage.class,
              () ->
                  of("object")
                      .additionalProperties(of("integer").format("int64"))
                      .description("counts by the catalogue's units; totals include their parts")
                      .example(Map.of("input_tokens", 374, "output_tokens", 44))),
          Map.entry(MergePatch.class, () -> of("object").description("RFC 7396")),
          Map.entry(Object.class, Schema::new),
          Map.entry(JsonNode.class, Schema::new));

  @Override
  public @Nullable Schema<?> resolve(
      AnnotatedType type, ModelConverterContext context, Iterator<ModelConverter> chain) {
    ResolvableType resolvable = resolvable(type.getType());
    Schema<?> ours = resolvable.resolve() == null ? null : of(resolvable, context);
    if (ours != null) {
      return ours;
    }
    return chain.hasNext() ? chain.next().resolve(type, context, chain) : null;
  }

  /** The library hands some types on in its own form. */
  private static ResolvableType resolvable(Type type) {
    if (!(type instanceof JavaType theirs)) {
      return ResolvableType.forType(type);
    }
    ResolvableType[] arguments =
        theirs.getBindings().getTypeParameters().stream()
            .map(WireSchemas::resolvable)
            .toArray(ResolvableType[]::new);
    return arguments.length == 0
        ? ResolvableType.forClass(theirs.getRawClass())
        : ResolvableType.forClassWithGenerics(theirs.getRawClass(), arguments);
  }

  static Schema<?> plain(String type) {
    return of(type);
  }

  private static Schema<?> of(String type) {
    Schema<Object> schema = new Schema<>();
    schema.setType(type);
    schema.setTypes(new LinkedHashSet<>(List.of(type)));
    return schema;
  }

  /** The schema of a component, with what its annotations ask for. */
  static Schema<?> of(RecordComponent component, ModelConverterContext context) {
    ResolvableType type = ResolvableType.forType(component.getGenericType());
    Schema<?> schema = required(type, context);
    if (component.isAnnotationPresent(Id.class)) {
      schema.minLength(1).maxLength(200);
    }
    Range range = component.getAnnotation(Range.class);
    if (range != null && type.resolve() != Money.class) {
      schema.minimum(BigDecimal.valueOf(range.min())).maximum(BigDecimal.valueOf(range.max()));
    }
    return schema;
  }

  private static Schema<?> required(ResolvableType type, ModelConverterContext context) {
    Schema<?> schema = of(type, context);
    if (schema == null) {
      throw new IllegalArgumentException("no schema is known for " + type);
    }
    return schema;
  }

  private static @Nullable Schema<?> of(ResolvableType type, ModelConverterContext context) {
    Class<?> raw = type.resolve(Object.class);
    Supplier<Schema<?>> plain = PLAIN.get(raw);
    if (plain != null) {
      return plain.get();
    }
    if (raw == List.class) {
      return of("array").items(required(type.getGeneric(0), context));
    }
    if (raw == Map.class) {
      return of("object").additionalProperties(required(type.getGeneric(1), context));
    }
    if (raw.isEnum()) {
      return enumeration(raw);
    }
    if (raw.isRecord()) {
      return record(type, raw, context);
    }
    return raw.isSealed() ? oneOf(raw, context) : null;
  }

  private static Schema<?> enumeration(Class<?> type) {
    Schema<Object> schema = new Schema<>();
    schema.setType("string");
    schema.setTypes(new LinkedHashSet<>(List.of("string")));
    for (Object constant : type.getEnumConstants()) {
      schema.addEnumItemObject(((Enum<?>) constant).name().toLowerCase(Locale.ROOT));
    }
    return schema;
  }

  private static Schema<?> oneOf(Class<?> type, ModelConverterContext context) {
    Schema<Object> schema = new Schema<>();
    Arrays.stream(type.getPermittedSubclasses())
        .forEach(it -> schema.addOneOfItem(required(ResolvableType.forClass(it), context)));
    return schema;
  }

  private static Schema<?> record(
      ResolvableType type, Class<?> raw, ModelConverterContext context) {
    String name = nameOf(type);
    if (!context.getDefinedModels().containsKey(name)) {
      Schema<?> schema = of("object").name(name);
      context.defineModel(name, schema);
      describe(schema, type, raw, context);
    }
    return new Schema<>().$ref(REF + name);
  }

  private static void describe(
      Schema<?> schema, ResolvableType type, Class<?> raw, ModelConverterContext context) {
    List<String> required = new ArrayList<>();
    for (RecordComponent component : raw.getRecordComponents()) {
      String name = StrictJson.nameOf(component);
      boolean isNullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
      Schema<?> property = property(component, type, context);
      schema.addProperty(
          name, isNullable && !isLeftOut(component, raw) ? orNull(property) : property);
      if (!isNullable) {
        required.add(name);
      }
    }
    schema.required(required.isEmpty() ? null : required);
  }

  /** A component may be of the record's own type parameter. */
  private static Schema<?> property(
      RecordComponent component, ResolvableType owner, ModelConverterContext context) {
    ResolvableType type = ResolvableType.forType(component.getGenericType(), owner);
    return type.hasGenerics() ? required(type, context) : of(component, context);
  }

  private static boolean isLeftOut(RecordComponent component, Class<?> raw) {
    JsonInclude own = component.getAccessor().getAnnotation(JsonInclude.class);
    JsonInclude all = raw.getAnnotation(JsonInclude.class);
    JsonInclude rule = own == null ? all : own;
    return rule != null && rule.value() == JsonInclude.Include.NON_NULL;
  }

  private static Schema<?> orNull(Schema<?> schema) {
    if (schema.getTypes() == null) {
      return new Schema<>().anyOf(List.of(schema, of("null")));
    }
    schema.addType("null");
    return schema;
  }

  private static String nameOf(ResolvableType type) {
    Class<?> raw = type.resolve(Object.class);
    Class<?> outer = raw.getEnclosingClass();
    StringBuilder name = new StringBuilder(outer == null ? "" : outer.getSimpleName());
    name.append(raw.getSimpleName());
    for (ResolvableType argument : type.getGenerics()) {
      name.append("Of").append(argument.resolve(Object.class).getSimpleName());
    }
    return name.toString();
  }
}
