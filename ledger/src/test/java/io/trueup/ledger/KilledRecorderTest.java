package io.trueup.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a recording program again and again. {@code -Dtrueup.kill.rounds=500} sets how often,
 * {@code -Dtrueup.seed=…} replays the numbers of a run; the instant of a kill is the machine's.
 */
final class KilledRecorderTest {
  private static final Logger LOG = System.getLogger(KilledRecorderTest.class.getName());
  private static final int ROUNDS = Integer.getInteger("trueup.kill.rounds", 15);
  private static final long SEED =
      Long.getLong("trueup.seed", new SplittableRandom().nextLong(1_000_000_000));

  @TempDir private static Path shared;
  private static SharedClasses classes;

  @TempDir private Path folder;

  @BeforeAll
  static void archive() throws IOException {
    classes = SharedClasses.in(shared);
    KilledRounds.archive(classes, shared);
  }

  @Test
  void everyAcknowledgedRecordIsThereOnceAndAllSumsAgreeAfterEachKill()
      throws IOException, SQLException {
    KilledRounds rounds = KilledRounds.durable(classes, folder, SEED);
    for (int round = 0; round < ROUNDS; round++) {
      assertThat(rounds.violationsAfter(round)).as("seed %d, round %d", SEED, round).isEmpty();
      int done = round + 1;
      LOG.log(Level.INFO, () -> done + " killed, seed " + SEED + ": " + rounds);
    }
    assertThat(rounds.violationsOfAll()).as("seed %d, all", SEED).isEmpty();
  }

  @Test
  void withoutWriteDelayZeroAcknowledgedRecordsAreLost() throws IOException, SQLException {
    KilledRounds rounds = KilledRounds.lossy(classes, folder, SEED);
    List<String> found = new ArrayList<>();
    for (int round = 0; round < 10 && found.isEmpty(); round++) {
      found.addAll(rounds.violationsAfter(round));
    }
    assertThat(found).as("seed %d", SEED).anyMatch(it -> it.startsWith("acknowledged "));
  }
}
