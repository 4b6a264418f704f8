package io.trueup.ledger;

import io.trueup.spend.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * Where a page ended: the sort key of its last item. Lists go on behind that key, so what is added
 * or deleted meanwhile neither repeats nor skips the others. Opaque outside of the ledger; the name
 * of the list is part of it, so that no list takes another's.
 *
 * @param list name of the list
 * @param key the parts of the sort key
 */
record Cursor(String list, List<@Nullable String> key) {
  private static final int MAX_TEXT = 20_000;

  static Cursor of(String list, @Nullable String... key) {
    return new Cursor(list, new ArrayList<>(Arrays.asList(key)));
  }

  /** Base64 of a JSON array. */
  String text() {
    ArrayNode node = Json.MAPPER.createArrayNode().add(list);
    key.forEach(node::add);
    byte[] bytes = Json.text(node).getBytes(StandardCharsets.UTF_8);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /**
   * The key in a cursor's text; null if there is no text.
   *
   * @throws InvalidInputException naming {@code cursor} if the list did not give it
   */
  static @Nullable List<@Nullable String> read(String list, int parts, @Nullable String text) {
    if (text == null) {
      return null;
    }
    JsonNode node = parse(text);
    if (!node.isArray() || node.size() != parts + 1 || !list.equals(textOf(node.get(0)))) {
      throw unknown(null);
    }
    List<@Nullable String> key = new ArrayList<>();
    for (int i = 1; i <= parts; i++) {
      key.add(textOf(node.get(i)));
    }
    return key;
  }

  private static @Nullable String textOf(JsonNode part) {
    if (!part.isNull() && !part.isString()) {
      throw unknown(null);
    }
    return part.isNull() ? null : part.asString();
  }

  private static JsonNode parse(String text) {
    if (text.length() > MAX_TEXT) {
      throw unknown(null);
    }
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      return Json.parse(new String(bytes, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException | JacksonException e) {
      throw unknown(e);
    }
  }

  /** Of a key whose parts don't say what they should. */
  static InvalidInputException unknown(@Nullable Exception cause) {
    InvalidInputException unknown =
        new InvalidInputException("cursor", "must be the next_cursor of a page of this list");
    if (cause != null) {
      unknown.initCause(cause);
    }
    return unknown;
  }

  /**
   * Checks how many items are asked for.
   *
   * @throws InvalidInputException naming {@code limit}
   */
  static int checkLimit(int limit) {
    if (limit < 1 || limit > Page.MAX_LIMIT) {
      throw new InvalidInputException("limit", "must be 1 to " + Page.MAX_LIMIT + ", is " + limit);
    }
    return limit;
  }
}
