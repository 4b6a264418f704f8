package io.trueup.cache;

/**
 * Turns values into what a second level keeps. Safe for use by many threads.
 *
 * @param <V> value, never null: absent values are not shared
 */
public interface ValueCodec<V> {
  /** The value as bytes, in a data format, never Java serialization. */
  byte[] encode(V value);

  /**
   * The value again.
   *
   * @throws RuntimeException if the bytes are not what {@link #encode} makes; the cache then loads
   */
  V decode(byte[] bytes);

  /** Changes whenever the form of the bytes does. */
  String schema();
}
