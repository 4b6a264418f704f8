package io.trueup.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.cache.SmallCase;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every schedule of the small cases, within their bounds. */
class ExplorationTest {
  @TestFactory
  Stream<DynamicTest> noScheduleShowsAnythingThatMustNotBe() {
    Machine sound = Machine.sound();
    return Arrays.stream(SmallCase.values())
        .map(small -> DynamicTest.dynamicTest(small.name(), () -> holds(sound, small)));
  }

  @TestFactory
  Stream<DynamicTest> aBrokenRuleShowsInOneOfTheSchedules() {
    return Arrays.stream(SmallMutant.values())
        .map(mutant -> DynamicTest.dynamicTest(mutant.name(), () -> shows(mutant)));
  }

  private static void holds(Machine sound, SmallCase small) {
    Machine.Run run = explored(sound, small);
    assertThat(run.violation()).as(run.history()).isNull();
  }

  private static void shows(SmallMutant mutant) {
    Machine broken = Machine.with(mutant.patches());
    assertThat(explored(broken, mutant.shownBy()).violation()).isNotNull();
  }

  private static Machine.Run explored(Machine machine, SmallCase small) {
    return machine.call("Exploration", new Class<?>[] {String.class}, small.name());
  }
}
