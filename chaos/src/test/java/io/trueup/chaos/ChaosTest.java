package io.trueup.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The suite in its short form; {@code ./trueup chaos} is the long one. */
class ChaosTest {
  private static final Duration SHORT = Duration.ofSeconds(12);

  @TempDir private Path folder;

  @Test
  void twoServersAnswerAsOneWhileThingsBreak() throws Exception {
    List<String> log = new CopyOnWriteArrayList<>();
    ChaosResult result =
        new ChaosRun(2, SHORT, Duration.ofSeconds(1), 1, null, folder, log::add).run();
    assertThat(result.violations()).as("%s", log).isZero();
    assertThat(result.checked()).isGreaterThan(100);
    assertThat(result.changes()).isGreaterThan(50);
    assertThat(result.recorded()).isGreaterThan(20);
    assertThat(result.faults().values().stream().mapToLong(it -> it).sum()).isGreaterThan(3);
  }
}
