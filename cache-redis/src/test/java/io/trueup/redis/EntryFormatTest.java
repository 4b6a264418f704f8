package io.trueup.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.cache.Position;
import io.trueup.cache.spi.SecondLevelEntry;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class EntryFormatTest {
  private static final SecondLevelEntry ENTRY =
      new SecondLevelEntry(
          new Position(3), new Position(9), new UUID(-1, 5), new byte[] {1, 2, 3, -4});

  @Test
  void whatWasEncodedIsDecoded() {
    SecondLevelEntry found = Objects.requireNonNull(EntryFormat.decode(EntryFormat.encode(ENTRY)));
    assertThat(found.containsUpTo()).isEqualTo(ENTRY.containsUpTo());
    assertThat(found.containsNothingAfter()).isEqualTo(ENTRY.containsNothingAfter());
    assertThat(found.changeId()).isEqualTo(ENTRY.changeId());
    assertThat(found.value()).isEqualTo(ENTRY.value());
    assertThat(EntryFormat.encode(ENTRY)).hasSize(4 + EntryFormat.EXTRA_BYTES);
  }

  @Test
  void bytesWithOneBitChangedAreNoEntry() {
    byte[] bytes = EntryFormat.encode(ENTRY);
    for (int bit = 0; bit < 8 * bytes.length; bit++) {
      byte[] damaged = bytes.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(EntryFormat.decode(damaged)).as("bit %s", bit).isNull();
    }
  }

  @Test
  void cutOrRandomBytesAreNoEntry() {
    byte[] bytes = EntryFormat.encode(ENTRY);
    Random random = new Random(3);
    for (int length = 0; length < bytes.length; length++) {
      assertThat(EntryFormat.decode(Arrays.copyOf(bytes, length))).isNull();
      byte[] noise = new byte[2 * length];
      random.nextBytes(noise);
      assertThat(EntryFormat.decode(noise)).isNull();
    }
  }
}
