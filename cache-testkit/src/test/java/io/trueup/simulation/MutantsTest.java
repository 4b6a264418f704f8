package io.trueup.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A rule that is broken shows at its seed, where the product shows nothing. */
class MutantsTest {
  @TestFactory
  Stream<DynamicTest> aBrokenRuleShowsWhereTheProductShowsNothing() {
    Machine sound = Machine.sound();
    return Arrays.stream(Mutant.values())
        .filter(Mutant::isShown)
        .map(mutant -> DynamicTest.dynamicTest(mutant.name(), () -> shows(mutant, sound)));
  }

  @Test
  void theDocumentHasEachWithItsSeed() throws IOException {
    String document = Files.readString(Path.of("..", "docs", "concurrency.md"));
    assertThat(Mutant.values())
        .allSatisfy(
            mutant ->
                assertThat(document)
                    .contains(
                        "| `%s` | %s |"
                            .formatted(mutant, mutant.isShown() ? mutant.seed() : "none")));
  }

  private static void shows(Mutant mutant, Machine sound) {
    Machine broken = Machine.with(mutant.patches());
    assertThat(broken.run(mutant.seed(), false).violation()).as("broken").isNotNull();
    assertThat(sound.run(mutant.seed(), false).violation()).as("as it is").isNull();
  }
}
