package io.trueup.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.trueup.changelog.TestDatabase;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** More with {@code -Dtrueup.leases.seeds=10000}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LeaseSimulationTest {
  private static final int SEEDS = Integer.getInteger("trueup.leases.seeds", 8);
  private static final long FIRST = Long.getLong("trueup.leases.first", 0);
  private static final Logger LOG = System.getLogger(LeaseSimulationTest.class.getName());
  private static final int STEPS = 60;

  private Books books;

  @BeforeAll
  void open() {
    books = Books.open(TestDatabase.H2);
  }

  @AfterAll
  void close() {
    books.close();
  }

  /** The seeds were found by {@code -Dtrueup.leases.hunt=1000}. */
  @ParameterizedTest
  @EnumSource(LeaseMutant.class)
  void withoutAnyOfTheRulesOneIs(LeaseMutant mutant) {
    int hunted = Integer.getInteger("trueup.leases.hunt", 1);
    for (long seed = mutant.seed; seed < mutant.seed + hunted; seed++) {
      List<String> violations = new LeaseSimulation(books.pool(), seed, mutant.rules).run(STEPS);
      if (!violations.isEmpty()) {
        LOG.log(Level.INFO, mutant + " at " + seed + ": " + violations.get(0));
        return;
      }
    }
    fail("%s is not caught", mutant);
  }

  @Test
  void whateverHappensNoBudgetIsOverspent() {
    Map<String, Integer> counts = new TreeMap<>();
    for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
      LeaseSimulation simulation = new LeaseSimulation(books.pool(), seed, LeaseRules.ALL);
      List<String> violations = simulation.run(STEPS);
      assertThat(violations).as("seed %d", seed).isEmpty();
      simulation.counts().forEach((what, times) -> counts.merge(what, times, Integer::sum));
    }
    LOG.log(Level.INFO, counts.toString());
    assertThat(counts)
        .containsKeys("leased", "denied", "killed", "suspended", "end", "limit", "record");
  }
}
