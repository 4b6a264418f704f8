package io.trueup.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link FieldWriter} wrote, in the same order. Each method throws {@link
 * java.nio.BufferUnderflowException} if there is no such field. Used by one thread.
 */
final class FieldReader {
  private final ByteBuffer from;

  FieldReader(byte[] bytes) {
    from = ByteBuffer.wrap(bytes);
  }

  String text() {
    byte[] utf8 = new byte[Short.toUnsignedInt(from.getShort())];
    from.get(utf8);
    return new String(utf8, StandardCharsets.UTF_8);
  }

  @Nullable String optional() {
    return octet() == 0 ? null : text();
  }

  long number() {
    return from.getLong();
  }

  int octet() {
    return Byte.toUnsignedInt(from.get());
  }
}
