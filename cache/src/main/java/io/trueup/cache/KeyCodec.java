package io.trueup.cache;

import java.util.Objects;
import java.util.function.Function;

/**
 * One to one between keys and texts: for a second level, inspection, and the hottest keys that are
 * kept for the next start. Texts are stable. Safe for use by many threads.
 *
 * @param <K> key
 */
public interface KeyCodec<K> {
  /** The key as a text that no other key has. */
  String text(K key);

  /**
   * The key of this text.
   *
   * @throws IllegalArgumentException if no key has this text
   */
  K parse(String text);

  /** Two functions as a codec. */
  static <K> KeyCodec<K> of(
      Function<? super K, String> text, Function<? super String, ? extends K> parse) {
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(parse, "parse");
    return new KeyCodec<>() {
      @Override
      public String text(K key) {
        return text.apply(key);
      }

      @Override
      public K parse(String from) {
        return parse.apply(from);
      }
    };
  }
}
