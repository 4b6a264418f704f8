package io.trueup.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RowIdsTest {
  @Test
  void theNewestAreKnownAndNoOthers() {
    Random random = new Random(7);
    for (int capacity : new int[] {1, 2, 16, 33}) {
      RowIds ids = new RowIds(capacity);
      TreeMap<Long, UUID> model = new TreeMap<>();
      long position = 0;
      for (int i = 0; i < 150; i++) {
        position += 1 + random.nextInt(3);
        UUID id = new UUID(random.nextLong(), random.nextLong());
        ids.add(position, id);
        model.put(position, id);
        while (model.size() > capacity) {
          model.pollFirstEntry();
        }
        for (long at = 0; at <= position + 1; at++) {
          assertThat(ids.at(at)).as("capacity %s, at %s", capacity, at).isEqualTo(model.get(at));
        }
      }
    }
  }

  @Test
  void withoutRoomNothingIsKnown() {
    RowIds none = new RowIds(0);
    none.add(1, new UUID(1, 1));
    assertThat(none.at(1)).isNull();
  }
}
