package io.trueup.redis;

import io.trueup.cache.spi.SecondLevelKey;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Keys in Redis: {@code prefix:incarnation:cache:schema:key}, in UTF-8. What separates the parts is
 * escaped within them, and so is half a surrogate pair, which UTF-8 has no bytes for: two different
 * keys never become one.
 */
record RedisKeys(String prefix) {
  static final int MOST_BYTES = 4096;

  /** Null if it is too long. */
  byte @Nullable [] of(SecondLevelKey key) {
    StringBuilder text = new StringBuilder(prefix);
    append(key.incarnation().id(), text);
    append(key.cache(), text);
    append(key.schema(), text);
    append(key.key(), text);
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    return bytes.length <= MOST_BYTES ? bytes : null;
  }

  private static void append(String part, StringBuilder to) {
    to.append(':');
    for (int i = 0; i < part.length(); i++) {
      char c = part.charAt(i);
      if (c == ':' || c == '%') {
        to.append('%').append(Integer.toHexString(c));
      } else if (!Character.isSurrogate(c)) {
        to.append(c);
      } else if (isPair(part, i)) {
        to.append(c).append(part.charAt(++i));
      } else {
        to.append("%u").append(Integer.toHexString(c));
      }
    }
  }

  private static boolean isPair(String part, int i) {
    return i + 1 < part.length() && Character.isSurrogatePair(part.charAt(i), part.charAt(i + 1));
  }
}
