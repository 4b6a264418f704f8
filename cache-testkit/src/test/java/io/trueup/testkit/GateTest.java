package io.trueup.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class GateTest {
  private static final Duration SHORT = Duration.ofMillis(20);

  @Test
  void nobodyPassesAClosedGate() {
    Gate gate = new Gate("closed");
    Actor<@Nullable Void> walker = Actor.run("walker", gate::pass);
    gate.awaitArrival();

    assertThat(walker.endsWithin(SHORT)).isFalse();
    gate.open();
    walker.await();
  }

  @Test
  void aGateThatNobodyOpensFailsWithItsName() {
    assertThatThrownBy(() -> new Gate("forgotten", SHORT).pass())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("'forgotten': nobody opened it");
  }

  @Test
  void aGateThatNobodyReachesFailsWithItsName() {
    Gate gate = new Gate("lonely", SHORT);

    assertThat(gate.reached()).isFalse();
    assertThatThrownBy(gate::awaitArrival)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("'lonely': nobody arrived");
  }

  @Test
  void anInterruptIsRestored() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> new Gate("any").pass()).hasMessageContaining("interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void anActorsFailureIsTheCause() {
    IllegalStateException failure = new IllegalStateException("no");
    Actor<Object> actor =
        Actor.start(
            "failing",
            () -> {
              throw failure;
            });

    assertThatThrownBy(actor::await)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("'failing' failed")
        .hasCause(failure);
    assertThat(actor.endsWithin(SHORT)).isTrue();
  }
}
