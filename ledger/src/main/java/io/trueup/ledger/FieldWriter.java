package io.trueup.ledger;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Fields after each other as bytes, each with its length, so that no two lists of fields are the
 * same bytes. {@link FieldReader} reads them back. Used by one thread.
 */
final class FieldWriter {
  private static final int USUAL_BYTES = 320;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_BYTES);
  private final DataOutputStream to = new DataOutputStream(bytes);

  /**
   * Adds a text.
   *
   * @throws UncheckedIOException if it is longer than 65 535 bytes
   */
  FieldWriter text(String text) {
    try {
      to.writeUTF(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** Adds a text that may be absent. */
  FieldWriter optional(@Nullable String text) {
    if (text == null) {
      return octet(0);
    }
    return octet(1).text(text);
  }

  /** Adds a number. */
  FieldWriter number(long number) {
    try {
      to.writeLong(number);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** Adds a number of 0 to 255. */
  FieldWriter octet(int number) {
    bytes.write(number);
    return this;
  }

  /** All of them. */
  byte[] toBytes() {
    return bytes.toByteArray();
  }
}
