package io.trueup.ledger;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link FieldWriter} wrote, in the same order. Each method throws {@link
 * UncheckedIOException} if there is no such field. Used by one thread.
 */
final class FieldReader {
  private final DataInputStream from;

  FieldReader(byte[] bytes) {
    from = new DataInputStream(new ByteArrayInputStream(bytes));
  }

  String text() {
    try {
      return from.readUTF();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Nullable String optional() {
    return octet() == 0 ? null : text();
  }

  long number() {
    try {
      return from.readLong();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int octet() {
    try {
      return from.readUnsignedByte();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
