package io.trueup.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.cache.Incarnation;
import io.trueup.cache.Position;
import io.trueup.cache.spi.SecondLevel;
import io.trueup.cache.spi.SecondLevelEntry;
import io.trueup.cache.spi.SecondLevelKey;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class InMemorySecondLevelTest extends SecondLevelContract {
  private static final SecondLevelKey KEY =
      new SecondLevelKey(new Incarnation("i"), "c", "s", "dumped");

  @Override
  protected SecondLevelUnderTest open() {
    ManualTicker ticker = new ManualTicker();
    return new Opened(ticker, new InMemorySecondLevel(ticker));
  }

  @Test
  void aDumpBringsBackWhatWasThere() {
    InMemorySecondLevel level = new InMemorySecondLevel(new ManualTicker());
    put(level, 1);
    InMemorySecondLevel.Dump dump = level.dump();
    put(level, 2);
    level.restore(dump);
    SecondLevelEntry found = level.get(KEY);
    assertThat(found).isNotNull();
    assertThat(found.containsUpTo()).isEqualTo(new Position(1));
    assertThat(level.gets()).isOne();
    assertThat(level.puts()).isEqualTo(2);
  }

  private static void put(SecondLevel level, long position) {
    Position at = new Position(position);
    level.put(
        KEY, new SecondLevelEntry(at, at, new UUID(0, 0), new byte[0]), Duration.ofMinutes(1));
  }

  private record Opened(ManualTicker ticker, InMemorySecondLevel fake)
      implements SecondLevelUnderTest {
    @Override
    public SecondLevel level() {
      return fake;
    }

    @Override
    public void pass(Duration time) {
      ticker.advance(time);
    }

    @Override
    public void lose() {
      fake.lose();
    }

    @Override
    public void damage(SecondLevelKey key) {
      fake.lose(key);
    }

    @Override
    public void cut() {
      fake.fail("cut");
    }

    @Override
    public void heal() {
      fake.recover();
    }

    @Override
    public int mostBytes() {
      return InMemorySecondLevel.MOST_BYTES;
    }

    @Override
    public void close() {
      fake.close();
    }
  }
}
