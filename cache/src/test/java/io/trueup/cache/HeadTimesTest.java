package io.trueup.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HeadTimesTest {
  private static final long STEP = HeadTimes.SPACING;

  @Test
  void theLastTimeBelowAPositionIsKnown() {
    HeadTimes heads = new HeadTimes(5, 0);
    heads.wasHead(7, STEP);
    heads.wasHead(9, 2 * STEP);
    assertThat(heads.lastBelow(5)).isEmpty();
    assertThat(heads.lastBelow(6)).hasValue(0);
    assertThat(heads.lastBelow(7)).hasValue(0);
    assertThat(heads.lastBelow(8)).hasValue(STEP);
    assertThat(heads.lastBelow(100)).hasValue(2 * STEP);
  }

  @Test
  void whileNothingChangesThePairIsMoved() {
    HeadTimes heads = new HeadTimes(5, 0);
    for (int i = 1; i <= 10_000; i++) {
      heads.wasHead(5, i * STEP);
    }
    assertThat(heads.size()).isOne();
    assertThat(heads.lastBelow(6)).hasValue(10_000 * STEP);
  }

  /** Against all pairs: never later than what they say, and never from above the position. */
  @Test
  void droppedPairsSayLessAndNothingWrong() {
    Random random = new Random(20261124);
    HeadTimes heads = new HeadTimes(0, 0);
    List<long[]> all = new ArrayList<>(List.of(new long[] {0, 0}));
    long horizon = 0;
    long now = 0;
    for (int i = 0; i < 20_000; i++) {
      horizon += random.nextInt(3);
      now += random.nextLong(STEP);
      heads.wasHead(horizon, now);
      all.add(new long[] {horizon, now});
      long asked = horizon - random.nextInt(2_000);
      if (i % 20 == 0) {
        long exact = lastBelow(all, asked);
        heads
            .lastBelow(asked)
            .ifPresent(time -> assertThat(time).isBetween(exact - 2 * STEP, exact));
      }
    }
    assertThat(heads.size()).isEqualTo(HeadTimes.SIZE);
  }

  private static long lastBelow(List<long[]> pairs, long position) {
    return pairs.stream()
        .filter(pair -> pair[0] < position)
        .mapToLong(pair -> pair[1])
        .max()
        .orElse(-1);
  }
}
