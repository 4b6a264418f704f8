package io.trueup.redis;

import io.trueup.cache.Position;
import io.trueup.cache.spi.SecondLevelEntry;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/*
 * What stands under a key: a mark and the format's version (2 bytes), contains-up-to (8),
 * contains-nothing-after (8), the id of the row there (16), the value, and CRC-32C of all before (4).
 * Big-endian.
 *
 * Anything else, whoever wrote it, is no entry. The sum keeps bytes that begin like one from being
 * taken for one.
 */
final class EntryFormat {
  private static final short MARK_AND_VERSION = (short) (0xC7 << 8 | 1);
  private static final int HEADER_BYTES = Short.BYTES + 4 * Long.BYTES;

  /** By how much an entry is larger than its value. */
  static final int EXTRA_BYTES = HEADER_BYTES + Integer.BYTES;

  private EntryFormat() {}

  static byte[] encode(SecondLevelEntry entry) {
    byte[] value = entry.value();
    ByteBuffer bytes = ByteBuffer.allocate(value.length + EXTRA_BYTES);
    UUID id = entry.changeId();
    bytes.putShort(MARK_AND_VERSION);
    bytes.putLong(entry.containsUpTo().value());
    bytes.putLong(entry.containsNothingAfter().value());
    bytes.putLong(id.getMostSignificantBits());
    bytes.putLong(id.getLeastSignificantBits());
    bytes.put(value);
    return bytes.putInt(sum(bytes.array())).array();
  }

  /** The entry, or null if the bytes are none. */
  static @Nullable SecondLevelEntry decode(byte[] bytes) {
    if (bytes.length < EXTRA_BYTES) {
      return null;
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    int sum = in.getInt(bytes.length - Integer.BYTES);
    if (in.getShort() != MARK_AND_VERSION || sum != sum(bytes)) {
      return null;
    }
    long upTo = in.getLong();
    long nothingAfter = in.getLong();
    UUID id = new UUID(in.getLong(), in.getLong());
    byte[] value = Arrays.copyOfRange(bytes, HEADER_BYTES, bytes.length - Integer.BYTES);
    return upTo < 0 || nothingAfter < upTo
        ? null
        : new SecondLevelEntry(new Position(upTo), new Position(nothingAfter), id, value);
  }

  private static int sum(byte[] bytes) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, 0, bytes.length - Integer.BYTES);
    return (int) sum.getValue();
  }
}
