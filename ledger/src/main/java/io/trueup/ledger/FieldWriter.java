package io.trueup.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Fields after each other as bytes, each with its length, so that no two lists of fields are the
 * same bytes. {@link FieldReader} reads them back. Used by one thread.
 */
final class FieldWriter {
  private static final int USUAL_BYTES = 400;
  private static final int MOST_OF_A_TEXT = 0xffff;

  private ByteBuffer to = ByteBuffer.allocate(USUAL_BYTES);

  /**
   * Adds a text.
   *
   * @throws IllegalArgumentException if it has more than 65 535 bytes as UTF-8
   */
  FieldWriter text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    if (utf8.length > MOST_OF_A_TEXT) {
      throw new IllegalArgumentException("a text must not have more than 65535 bytes");
    }
    withRoom(Short.BYTES + utf8.length).putShort((short) utf8.length).put(utf8);
    return this;
  }

  /** Adds a text that may be absent. */
  FieldWriter optional(@Nullable String text) {
    return text == null ? octet(0) : octet(1).text(text);
  }

  /** Adds a number. */
  FieldWriter number(long number) {
    withRoom(Long.BYTES).putLong(number);
    return this;
  }

  /** Adds a number of 0 to 255. */
  FieldWriter octet(int number) {
    withRoom(1).put((byte) number);
    return this;
  }

  /** Adds bytes of which the reader knows how many there are. */
  FieldWriter raw(byte[] bytes) {
    withRoom(bytes.length).put(bytes);
    return this;
  }

  private ByteBuffer withRoom(int bytes) {
    if (to.remaining() < bytes) {
      to.flip();
      to = ByteBuffer.allocate(2 * to.limit() + bytes).put(to);
    }
    return to;
  }

  /** All of them. */
  byte[] toBytes() {
    return Arrays.copyOf(to.array(), to.position());
  }
}
