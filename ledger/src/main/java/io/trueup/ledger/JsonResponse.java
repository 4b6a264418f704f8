package io.trueup.ledger;

import io.trueup.spend.ResponseValue;
import java.util.AbstractList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A provider's response as Jackson reads it. Immutable as long as nobody changes the node.
 *
 * @param node the response, or a value in it
 */
public record JsonResponse(JsonNode node) implements ResponseValue {

  @Override
  public Kind kind() {
    return switch (node.getNodeType()) {
      case OBJECT -> Kind.OBJECT;
      case ARRAY -> Kind.ARRAY;
      case STRING -> Kind.STRING;
      case NUMBER -> Kind.NUMBER;
      case BOOLEAN -> Kind.BOOLEAN;
      case NULL, MISSING -> Kind.NULL;
      default -> throw new IllegalStateException("not of JSON: " + node.getNodeType());
    };
  }

  @Override
  public @Nullable ResponseValue member(String name) {
    JsonNode member = node.get(name);
    return member == null ? null : new JsonResponse(member);
  }

  @Override
  public List<JsonResponse> elements() {
    return node.isArray() ? new Elements(node) : List.of();
  }

  @Override
  public Optional<String> text() {
    return node.isString() ? Optional.of(node.stringValue()) : Optional.empty();
  }

  @Override
  public Optional<Long> wholeNumber() {
    return node.isIntegralNumber() && node.canConvertToLong()
        ? Optional.of(node.longValue())
        : Optional.empty();
  }

  /** A view: arrays may be long, and most are only looked at to their first match. */
  private static final class Elements extends AbstractList<JsonResponse> {
    private final JsonNode array;

    Elements(JsonNode array) {
      this.array = array;
    }

    @Override
    public JsonResponse get(int index) {
      return new JsonResponse(array.get(index));
    }

    @Override
    public int size() {
      return array.size();
    }
  }
}
