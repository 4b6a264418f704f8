package io.trueup.server.http;

import io.trueup.spend.InvalidInputException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads JSON into records, strictly: every field that is unknown, missing, given twice or of
 * another type is refused, all of them at once. Safe for use by many threads.
 */
public final class StrictJson {
  private StrictJson() {}

  /**
   * The record that a body holds.
   *
   * @throws InvalidInputException naming every field that is wrong
   * @throws UnreadableBodyException if it is no JSON in UTF-8, or nested too deeply
   */
  public static <T> T read(InputStream body, Class<T> type) {
    Faults faults = new Faults();
    return bind(JsonTree.read(body, faults), type, faults);
  }

  /**
   * The value that a body holds.
   *
   * @throws InvalidInputException naming every field that is given twice
   * @throws UnreadableBodyException if it is no JSON in UTF-8, or nested too deeply
   */
  public static JsonNode read(InputStream body) {
    Faults faults = new Faults();
    JsonNode value = JsonTree.read(body, faults);
    faults.throwIfAny();
    return value;
  }

  /**
   * The record that a value holds.
   *
   * @throws InvalidInputException naming every field that is wrong
   */
  public static <T> T bind(JsonNode value, Class<T> type) {
    return bind(value, type, new Faults());
  }

  /**
   * Reads an array element by element, which is given to the consumer as it can be read: the array
   * need not fit into memory. What the consumer throws ends the reading.
   *
   * @throws UnreadableBodyException if it is no array of JSON in UTF-8; some elements may have been
   *     given away by then
   */
  public static <T> void readEach(InputStream body, Class<T> type, Consumer<Read<T>> elements) {
    JsonTree.readElements(
        body, element -> elements.accept(attempt(element.value(), type, element.faults())));
  }

  /** The record that a body holds, or why there is none: for bodies that stand among others. */
  public static <T> Read<T> attempt(InputStream body, Class<T> type) {
    try {
      return new Read<>(read(body, type), null);
    } catch (InvalidInputException | UnreadableBodyException e) {
      return new Read<>(null, e);
    }
  }

  /** The name in the HTTP contract of a record's component. */
  public static String nameOf(RecordComponent component) {
    return RecordShape.wireName(component.getName());
  }

  private static <T> Read<T> attempt(JsonNode value, Class<T> type, Faults faults) {
    try {
      return new Read<>(bind(value, type, faults), null);
    } catch (InvalidInputException e) {
      return new Read<>(null, e);
    }
  }

  private static <T> T bind(JsonNode value, Class<T> type, Faults faults) {
    @Nullable Object made = RecordShape.of(type).read(value, "", faults);
    faults.throwIfAny();
    return type.cast(Objects.requireNonNull(made));
  }

  /**
   * What was read: exactly one of the two.
   *
   * @param value the record
   * @param refusal why there is none
   */
  public record Read<T>(@Nullable T value, @Nullable RuntimeException refusal) {}
}
