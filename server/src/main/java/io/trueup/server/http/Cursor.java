package io.trueup.server.http;

import io.trueup.spend.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The opaque text of a place in a list that is sorted here. */
public final class Cursor {
  private static final int MAX_LENGTH = 2_000;

  private Cursor() {}

  /** The text that stands for these parts. */
  public static String of(List<@Nullable String> parts) {
    byte[] json = WireJson.MAPPER.writeValueAsBytes(parts);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(json);
  }

  /**
   * The parts that a text stands for.
   *
   * @throws InvalidInputException if it stands for none, or not for so many
   */
  public static List<@Nullable String> parse(String text, int size) {
    try {
      if (text.length() <= MAX_LENGTH) {
        String json = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
        return parts(WireJson.MAPPER.readTree(json), size);
      }
    } catch (IllegalArgumentException | JacksonException e) {
      throw refusal();
    }
    throw refusal();
  }

  /**
   * What is made of a cursor's parts.
   *
   * @throws InvalidInputException naming the cursor if they are refused
   */
  public static <T> T checked(Supplier<T> making) {
    try {
      return making.get();
    } catch (InvalidInputException e) {
      throw refusal();
    }
  }

  private static List<@Nullable String> parts(JsonNode json, int size) {
    if (!json.isArray() || json.size() != size) {
      throw refusal();
    }
    List<@Nullable String> parts = new ArrayList<>();
    for (JsonNode part : json) {
      if (!part.isString() && !part.isNull()) {
        throw refusal();
      }
      parts.add(part.isNull() ? null : part.stringValue());
    }
    return parts;
  }

  private static InvalidInputException refusal() {
    return new InvalidInputException("cursor", "must be a next_cursor of this list");
  }
}
