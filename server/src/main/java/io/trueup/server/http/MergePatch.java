package io.trueup.server.http;

import io.trueup.spend.InvalidInputException;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A JSON merge patch (RFC 7396): fields that are null are taken away, objects are merged, anything
 * else replaces what was there.
 *
 * @param patch an object
 */
public record MergePatch(ObjectNode patch) {
  /** The media type. */
  public static final String MEDIA_TYPE = "application/merge-patch+json";

  /**
   * A patch.
   *
   * @throws InvalidInputException if it is no object
   */
  static MergePatch of(JsonNode body) {
    if (body instanceof ObjectNode object) {
      return new MergePatch(object);
    }
    throw new InvalidInputException("body", "must be an object, is " + FieldType.kindOf(body));
  }

  /**
   * The form of an object after the patch, read as if the whole had been sent.
   *
   * @param form the object's present form, as records are written
   * @throws InvalidInputException naming every field that is wrong
   */
  public <T> T applyTo(Object form, Class<T> type) {
    ObjectNode whole = WireJson.MAPPER.valueToTree(form);
    return StrictJson.bind(merge(whole, patch), type);
  }

  private static JsonNode merge(ObjectNode target, ObjectNode patch) {
    for (Map.Entry<String, JsonNode> field : patch.properties()) {
      JsonNode value = field.getValue();
      if (value.isNull() && target.has(field.getKey())) {
        target.remove(field.getKey());
      } else if (value instanceof ObjectNode inner) {
        target.set(field.getKey(), merge(objectIn(target, field.getKey()), inner));
      } else {
        target.set(field.getKey(), value);
      }
    }
    return target;
  }

  private static ObjectNode objectIn(ObjectNode target, String name) {
    return target.get(name) instanceof ObjectNode object ? object : target.objectNode();
  }
}
