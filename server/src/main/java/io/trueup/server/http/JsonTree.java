package io.trueup.server.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/*
 * Jackson's own tree would do, but for two things: the first name that is given twice would end it,
 * where we want to name them all; and it takes any UTF, and broken UTF-8 in places, where the
 * contract has UTF-8. The bytes are decoded here, so that what is malformed is refused.
 */

/** Reads JSON as it stands, strictly, into trees of bounded depth. */
final class JsonTree {
  private static final int MAX_DEPTH = 64;
  private static final int MAX_NUMBER = 400;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNumberLength(MAX_NUMBER)
                  .build())
          .build();

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final JsonParser parser;
  private Faults faults = new Faults();

  private JsonTree(JsonParser parser) {
    this.parser = parser;
  }

  /** One value and nothing after it; names that are given twice are added to the faults. */
  static JsonNode read(InputStream body, Faults faults) {
    return reading(
        body,
        tree -> {
          tree.faults = faults;
          JsonNode value = tree.value(tree.next(), "");
          tree.end();
          return value;
        });
  }

  /** Each element of an array, one after the other, with what is wrong inside it. */
  static void readElements(InputStream body, Consumer<Element> elements) {
    reading(
        body,
        tree -> {
          if (tree.next() != JsonToken.START_ARRAY) {
            throw new UnreadableBodyException("The body must be a JSON array.");
          }
          JsonToken token = tree.next();
          while (token != JsonToken.END_ARRAY) {
            tree.faults = new Faults();
            elements.accept(new Element(tree.value(token, ""), tree.faults));
            token = tree.next();
          }
          tree.end();
          return tree;
        });
  }

  /** An element of an array, and the names that are given twice in it. */
  record Element(JsonNode value, Faults faults) {}

  private interface Reading<T> {
    T of(JsonTree tree) throws IOException;
  }

  private static <T> T reading(InputStream body, Reading<T> reading) {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), utf8(body))) {
      return reading.of(new JsonTree(parser));
    } catch (JacksonException e) {
      throw refusal(e);
    } catch (NumberFormatException e) {
      throw new UnreadableBodyException("The body holds a number that is out of all bounds.");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Reader utf8(InputStream body) {
    return new InputStreamReader(
        body,
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT));
  }

  /** Jackson wraps what the stream throws. */
  private static RuntimeException refusal(JacksonException e) {
    if (e.getCause() instanceof CharacterCodingException) {
      return new UnreadableBodyException("The body must be JSON in UTF-8, is malformed UTF-8.");
    }
    if (e.getCause() instanceof IOException broken) {
      return new UncheckedIOException(broken);
    }
    TokenStreamLocation at = e.getLocation();
    String where =
        at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
    return new UnreadableBodyException(
        "The body can't be read as JSON" + where + ": " + e.getOriginalMessage());
  }

  private JsonToken next() {
    JsonToken token = parser.nextToken();
    if (token == null) {
      throw new StreamReadException(parser, "it ends too soon");
    }
    return token;
  }

  private void end() {
    JsonToken more = parser.nextToken();
    if (more != null) {
      throw new StreamReadException(parser, "something follows after its end");
    }
  }

  private JsonNode value(JsonToken token, String path) {
    return switch (token) {
      case START_OBJECT -> object(path);
      case START_ARRAY -> array(path);
      case VALUE_STRING -> NODES.stringNode(parser.getString());
      case VALUE_NUMBER_INT -> integer();
      case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDecimalValue());
      case VALUE_TRUE -> NODES.booleanNode(true);
      case VALUE_FALSE -> NODES.booleanNode(false);
      case VALUE_NULL -> NODES.nullNode();
      default -> throw new StreamReadException(parser, "unexpected " + token);
    };
  }

  private JsonNode integer() {
    return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
        ? NODES.numberNode(parser.getBigIntegerValue())
        : NODES.numberNode(parser.getLongValue());
  }

  private ObjectNode object(String path) {
    ObjectNode object = NODES.objectNode();
    for (JsonToken token = next(); token != JsonToken.END_OBJECT; token = next()) {
      String name = parser.currentName();
      String at = Paths.member(path, name);
      @Nullable JsonNode earlier = object.replace(name, value(next(), at));
      if (earlier != null) {
        faults.add(at, "is given twice");
      }
    }
    return object;
  }

  private ArrayNode array(String path) {
    ArrayNode array = NODES.arrayNode();
    for (JsonToken token = next(); token != JsonToken.END_ARRAY; token = next()) {
      array.add(value(token, Paths.element(path, array.size())));
    }
    return array;
  }
}
