package io.trueup.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.changelog.Postgres;
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
 * Kills a recording program again and again, on H2 and on PostgreSQL. {@code
 * -Dtrueup.kill.rounds=500} sets how often, {@code -Dtrueup.seed=…} replays the numbers of a run;
 * the instant of a kill is the machine's.
 */
final class KilledRecorderTest {
  private static final Logger LOG = System.getLogger(KilledRecorderTest.class.getName());
  private static final int ROUNDS = Integer.getInteger("trueup.kill.rounds", 8);
  private static final int ROUNDS_ON_POSTGRES = Integer.getInteger("trueup.kill.rounds", 3);
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
    runAll(new KilledDatabase.H2File(folder, true), ROUNDS);
  }

  @Test
  void theSameOnPostgres() throws IOException, SQLException {
    try (Postgres postgres = Postgres.empty()) {
      runAll(new KilledDatabase.OnPostgres(postgres), ROUNDS_ON_POSTGRES);
    }
  }

  private void runAll(KilledDatabase database, int count) throws IOException, SQLException {
    KilledRounds rounds = on(database);
    for (int round = 0; round < count; round++) {
      assertThat(rounds.violationsAfter(round)).as("seed %d, round %d", SEED, round).isEmpty();
      int done = round + 1;
      LOG.log(Level.INFO, () -> done + " killed, seed " + SEED + ": " + rounds);
    }
    assertThat(rounds.violationsOfAll()).as("seed %d, all", SEED).isEmpty();
  }

  private KilledRounds on(KilledDatabase database) {
    return new KilledRounds(classes, database, folder.resolve("errors"), SEED);
  }

  @Test
  void withoutWriteDelayZeroAcknowledgedRecordsAreLost() throws IOException, SQLException {
    KilledRounds rounds = on(new KilledDatabase.H2File(folder, false));
    List<String> found = new ArrayList<>();
    for (int round = 0; round < 10 && found.isEmpty(); round++) {
      found.addAll(rounds.violationsAfter(round));
    }
    assertThat(found).as("seed %d", SEED).anyMatch(it -> it.startsWith("acknowledged "));
  }
}
