package io.trueup.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.cache.CachePolicy;
import io.trueup.cache.CoherentCache;
import io.trueup.cache.InvalidPolicyException;
import io.trueup.cache.ReadRequest;
import io.trueup.cache.Ticker;
import io.trueup.spend.ModelId;
import io.trueup.spend.Period;
import io.trueup.spend.Scope;
import io.trueup.testkit.InMemorySecondLevel;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Ledgers on one database that share values through a second level. */
final class SecondLevelViewsTest {
  private static final int STEPS = 150;
  private static final BudgetsKey ANN = new BudgetsKey.OfSubject("acme", null, "ann");

  private final JdbcConnectionPool pool =
      JdbcConnectionPool.create(
          "jdbc:h2:mem:"
              + UUID.randomUUID()
              + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH"
              + ";DB_CLOSE_DELAY=-1",
          "sa",
          "");
  private final InMemorySecondLevel level = new InMemorySecondLevel(Ticker.system());

  private Ledger open(UnaryOperator<Ledger.Builder> settings) {
    Ledger.Builder builder =
        Ledger.on(pool).clock(() -> Books.NOON).secondLevel(level).pause(time -> {});
    return settings.apply(builder).open();
  }

  @AfterEach
  void drop() {
    Books.drop(pool);
  }

  private static long loads(CoherentCache<?, ?> cache) {
    return cache.statistics().loads();
  }

  @Test
  void aRestartedLedgerStartsWarm() {
    BudgetSet budgets;
    try (Ledger first = open(it -> it)) {
      first
          .budgets()
          .create(
              io.trueup.spend.Budget.builder(
                      Budgets.newId(),
                      new Scope.User("acme", "ann"),
                      Period.DAILY,
                      io.trueup.spend.Money.of("5"))
                  .build());
      budgets = first.views().budgets().get(ANN);
      first.views().prices().get(Books.GPT_4O);
    }
    try (Ledger again = open(it -> it)) {
      assertThat(again.views().budgets().get(ANN)).isEqualTo(budgets);
      again.views().prices().get(Books.GPT_4O);
      assertThat(loads(again.views().budgets())).isZero();
      assertThat(loads(again.views().prices())).isZero();
    }
  }

  @Test
  void secretsAndFoldedSumsStayInTheProcess() {
    try (Ledger ledger = open(it -> it)) {
      RandomChanges any = new RandomChanges(ledger, new RandomChanges.Shared(), 1);
      for (int i = 0; i < 50; i++) {
        any.change();
        CheckedRead.random(ledger, any, java.util.List.of()).read();
        ledger.views().alertSettings().get(any.scope());
      }
      assertThat(level.keys()).extracting(key -> key.cache()).containsOnly("budgets", "prices");
      CoherentCache<?, ?> settings = ledger.views().alertSettings();
      assertThatThrownBy(() -> settings.policy(CachePolicy.DEFAULT.withLevelTwo(true)))
          .isInstanceOf(InvalidPolicyException.class)
          .hasMessageContaining("level-two");
    }
  }

  /** With so little room that most reads ask the second level. */
  private static Ledger.Builder small(Ledger.Builder builder) {
    CachePolicy policy = CachePolicy.DEFAULT.withMaxEntries(2).withLevelTwo(true);
    return builder.policy(CacheName.BUDGETS, policy).policy(CacheName.PRICES, policy);
  }

  @Test
  void everyAnswerIsTheRecomputedOneWhateverTheSecondLevelDoes() {
    long seed = Long.getLong("trueup.seed", 1);
    try (Ledger a = open(SecondLevelViewsTest::small);
        Ledger b = open(SecondLevelViewsTest::small)) {
      RandomChanges any = new RandomChanges(a, new RandomChanges.Shared(), seed);
      InMemorySecondLevel.Dump dump = level.dump();
      for (int step = 0; step < STEPS; step++) {
        String change = any.change();
        dump = trouble(any, dump);
        for (Ledger ledger : new Ledger[] {a, b, a, b}) {
          check(ledger, any, "-Dtrueup.seed=" + seed + ", step " + step + ", after " + change);
        }
      }
      level.recover();
      assertThat(b.views().budgets().statistics().secondLevelHits()).isPositive();
      assertThat(b.views().prices().statistics().secondLevelHits()).isPositive();
    }
  }

  private InMemorySecondLevel.Dump trouble(RandomChanges any, InMemorySecondLevel.Dump dump) {
    switch (any.random().nextInt(20)) {
      case 0 -> level.lose();
      case 1 -> level.restore(dump);
      case 2 -> level.fail("for a while");
      case 3, 4, 5 -> level.recover();
      case 6, 7 -> {
        return level.dump();
      }
      default -> {
        // Nothing happens to it.
      }
    }
    return dump;
  }

  private static void check(Ledger ledger, RandomChanges any, String when) {
    Recomputation truth = ledger.recompute();
    BudgetsKey key =
        new BudgetsKey.OfSubject(
            any.organization(),
            any.random().nextBoolean() ? any.oneOf(RandomChanges.PROJECTS) : null,
            any.oneOf(RandomChanges.USERS));
    assertThat(ledger.views().budgets().read(key, ReadRequest.STRICT).value())
        .as(when)
        .isEqualTo(truth.uncached(sql -> BudgetQueries.budgets(sql, key)));
    ModelId model = any.model();
    assertThat(ledger.views().prices().read(model, ReadRequest.STRICT).value())
        .as(when)
        .isEqualTo(truth.uncached(sql -> Prices.schedule(sql, CatalogueReader.shipped(), model)));
  }
}
