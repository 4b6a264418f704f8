package io.trueup.spring;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.interceptor.SimpleKey;
import org.springframework.util.ReflectionUtils;

/*
 * The tag of a key goes through the log to other nodes, so equal keys must have equal texts in every
 * process. A class that prints its identity hash has another text for each object: evicting by it would
 * reach no entry at all, in silence. Such keys are refused.
 */
/** The text of a Spring Cache key, the same on every node. */
final class KeyText {
  private static final int LONGEST = 500;
  private static final @Nullable Field PARAMETERS = parameters();

  private KeyText() {}

  /**
   * Text of a key, without control characters.
   *
   * @throws IllegalArgumentException if its class, or one inside it, has no text of its own
   */
  static String of(@Nullable Object key) {
    String text = text(key);
    return text.length() > LONGEST || text.chars().anyMatch(Character::isISOControl)
        ? digest(text)
        : text;
  }

  private static String text(@Nullable Object key) {
    if (key == null) {
      return "null";
    }
    if (key instanceof SimpleKey simple && PARAMETERS != null) {
      return text(ReflectionUtils.getField(PARAMETERS, simple));
    }
    if (key.getClass().isArray()) {
      return joined(IntStream.range(0, Array.getLength(key)).mapToObj(i -> Array.get(key, i)));
    }
    if (key instanceof List<?> list) {
      return joined(list.stream());
    }
    if (key instanceof Collection<?> unordered) {
      return unordered.stream()
          .map(KeyText::text)
          .sorted()
          .collect(Collectors.joining(",", "{", "}"));
    }
    if (key instanceof Map<?, ?> map) {
      return text(
          map.entrySet().stream()
              .map(e -> List.of(text(e.getKey()), text(e.getValue())))
              .collect(Collectors.toSet()));
    }
    return ownText(key);
  }

  private static String joined(Stream<?> parts) {
    return parts.map(KeyText::text).collect(Collectors.joining(",", "[", "]"));
  }

  private static String ownText(Object key) {
    if (printsItsIdentity(key.getClass())) {
      throw new IllegalArgumentException(
          "cache key: "
              + key.getClass().getName()
              + " has no toString of its own, so that evicting it would reach no other node: give it"
              + " one, or name the key, as in @Cacheable(key = \"#user.id\")");
    }
    return key.toString();
  }

  private static boolean printsItsIdentity(Class<?> type) {
    try {
      return type.getMethod("toString").getDeclaringClass() == Object.class;
    } catch (NoSuchMethodException e) {
      return true;
    }
  }

  private static String digest(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "sha256:" + HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static @Nullable Field parameters() {
    Field field = ReflectionUtils.findField(SimpleKey.class, "params");
    if (field != null) {
      ReflectionUtils.makeAccessible(field);
    }
    return field;
  }
}
