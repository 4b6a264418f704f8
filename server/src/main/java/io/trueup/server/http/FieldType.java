package io.trueup.server.http;

import io.trueup.spend.InvalidInputException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** How a field of one type is read from JSON. Immutable. */
interface FieldType {
  /** The value, or null with at least one fault added. The node is never null or missing. */
  @Nullable Object read(JsonNode node, String path, Faults faults);

  /** What a text that can't say its type, such as a query parameter's, stands for. */
  default JsonNode ofText(String text) {
    return JsonNodeFactory.instance.stringNode(text);
  }

  /** A text that is read by a function, which refuses with an {@link InvalidInputException}. */
  static FieldType text(String example, Function<String, ?> reader) {
    return (node, path, faults) -> {
      if (!node.isString()) {
        faults.add(path, "must be " + example + ", is " + kindOf(node));
        return null;
      }
      return checked(() -> reader.apply(node.stringValue()), path, faults);
    };
  }

  /** What the reader makes; if it refuses, the fault is this path's. */
  static @Nullable Object checked(Supplier<?> reader, String path, Faults faults) {
    try {
      return reader.get();
    } catch (InvalidInputException e) {
      e.violations().forEach(it -> faults.add(path, it.reason()));
      return null;
    }
  }

  /** What the node is, for people. */
  static String kindOf(JsonNode node) {
    return switch (node.getNodeType()) {
      case STRING -> "a string";
      case NUMBER -> "a number";
      case BOOLEAN -> "a boolean";
      case ARRAY -> "an array";
      case OBJECT, POJO -> "an object";
      default -> "null";
    };
  }
}
