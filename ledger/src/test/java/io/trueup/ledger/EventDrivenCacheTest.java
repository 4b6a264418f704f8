package io.trueup.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.cache.LoggedChange;
import io.trueup.ledger.LedgerChange.AlertConfigurationChanged;
import io.trueup.ledger.LedgerChange.BudgetChanged;
import io.trueup.ledger.LedgerChange.CostRecorded;
import io.trueup.ledger.LedgerChange.ModelPriceChanged;
import io.trueup.ledger.LedgerChange.UserChanged;
import io.trueup.spend.AlertSettings;
import io.trueup.spend.Budget;
import io.trueup.spend.Money;
import io.trueup.spend.Period;
import io.trueup.spend.PriceOverride;
import io.trueup.spend.Scope;
import io.trueup.spend.UnitPrices;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Committed changes drive the caches and the listeners; what is rolled back drives nothing. */
class EventDrivenCacheTest {
  private static final Scope.User ANN = new Scope.User("acme", "ann");
  private static final Scope.User BOB = new Scope.User("acme", "bob");
  private static final BudgetsKey OF_ANN = new BudgetsKey.OfSubject("acme", null, "ann");
  private static final BudgetsKey OF_BOB = new BudgetsKey.OfSubject("acme", null, "bob");
  private static final PriceOverride FREE =
      new PriceOverride(Books.GPT_4O, Instant.EPOCH, UnitPrices.FREE);

  private final Books books = Books.open();
  private final Ledger ledger = books.ledger;
  private final BlockingQueue<LoggedChange> heard = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    books.close();
  }

  private List<Object> facts(int count) throws InterruptedException {
    List<Object> facts = new ArrayList<>();
    long before = -1;
    for (int i = 0; i < count; i++) {
      LoggedChange change = heard.poll(20, TimeUnit.SECONDS);
      assertThat(change).as("change %d of %d", i + 1, count).isNotNull();
      assertThat(change.position().value()).isGreaterThan(before);
      before = change.position().value();
      facts.add(change.change().fact());
    }
    return facts;
  }

  private List<Budget> budgetsOf(BudgetsKey key) {
    return ledger.views().budgets().get(key).budgets();
  }

  private static final class Undone extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void allFiveKindsReachAListenerOnceAndInOrder() throws Exception {
    ledger.listen(heard::add);
    Budget budget = books.budget(ANN, Period.MONTHLY, "5");
    ledger.alertConfigurations().put(ANN, AlertSettings.DEFAULT, null);
    ledger.users().put(UserProfile.of(ANN, "Ann"), null);
    ledger.prices().put(FREE, null);
    ledger.usage().record(Books.request("r1", "acme", "ann").build());
    ledger.budgets().delete(budget.id(), null);
    assertThat(facts(6))
        .extracting(Object::getClass)
        .containsExactly(
            BudgetChanged.class,
            AlertConfigurationChanged.class,
            UserChanged.class,
            ModelPriceChanged.class,
            CostRecorded.class,
            BudgetChanged.class);
    assertThat(heard).isEmpty();
  }

  @Test
  void whenAListenerHearsOfAChangeTheCachesShowIt() throws Exception {
    SpendKey today = new SpendKey(ANN, Period.DAILY.windowAt(Books.NOON, ZoneOffset.UTC));
    BlockingQueue<Object> seen = new LinkedBlockingQueue<>();
    ledger.views().spend().get(today);
    budgetsOf(OF_ANN);
    ledger.listen(
        change -> {
          if (change.change().fact() instanceof CostRecorded) {
            seen.add(ledger.views().spend().get(today).cost());
          } else if (change.change().fact() instanceof BudgetChanged) {
            seen.add(budgetsOf(OF_ANN));
          }
        });
    Budget budget = books.budget(ANN, Period.MONTHLY, "5");
    assertThat(seen.poll(20, TimeUnit.SECONDS)).isEqualTo(List.of(budget));
    ledger.usage().record(Books.request("r1", "acme", "ann").build());
    assertThat(seen.poll(20, TimeUnit.SECONDS)).isEqualTo(Money.of("0.001375"));
  }

  @Test
  void aRolledBackTransactionIsSeenByNeitherCachesNorListeners() throws Exception {
    ledger.listen(heard::add);
    budgetsOf(OF_ANN);
    assertThatThrownBy(
            () ->
                ledger
                    .transactions()
                    .execute(
                        tx -> {
                          books.budget(ANN, Period.MONTHLY, "5");
                          throw new Undone();
                        }))
        .isInstanceOf(Undone.class);
    assertThat(budgetsOf(OF_ANN)).isEmpty();
    Budget later = books.budget(BOB, Period.MONTHLY, "5");
    assertThat(facts(1)).containsExactly(new BudgetChanged(later.id(), BOB));
    assertThat(heard).isEmpty();
  }

  @Test
  void aTransactionReadsItsOwnChangesAndNobodyElseDoesBeforeTheCommit() {
    budgetsOf(OF_ANN);
    AtomicReference<List<Budget>> elsewhere = new AtomicReference<>();
    Budget budget =
        ledger
            .transactions()
            .execute(
                tx -> {
                  Budget made = books.budget(ANN, Period.MONTHLY, "5");
                  assertThat(budgetsOf(OF_ANN)).containsExactly(made);
                  elsewhere.set(CompletableFuture.supplyAsync(() -> budgetsOf(OF_ANN)).join());
                  return made;
                });
    assertThat(elsewhere.get()).isEmpty();
    assertThat(budgetsOf(OF_ANN)).containsExactly(budget);
  }

  @Test
  void aSavepointThatIsRolledBackDropsItsPartOnly() throws Exception {
    ledger.listen(heard::add);
    budgetsOf(OF_ANN);
    budgetsOf(OF_BOB);
    Budget kept =
        ledger
            .transactions()
            .execute(
                tx -> {
                  Budget made = books.budget(ANN, Period.MONTHLY, "5");
                  assertThatThrownBy(
                          () ->
                              tx.nested(
                                  part -> {
                                    books.budget(BOB, Period.MONTHLY, "5");
                                    throw new Undone();
                                  }))
                      .isInstanceOf(Undone.class);
                  return made;
                });
    assertThat(budgetsOf(OF_ANN)).containsExactly(kept);
    assertThat(budgetsOf(OF_BOB)).isEmpty();
    assertThat(facts(1)).containsExactly(new BudgetChanged(kept.id(), ANN));
    assertThat(heard).isEmpty();
  }

  @Test
  void recordingInsideATransactionIsRefusedAtOnce() {
    assertThatThrownBy(
            () ->
                ledger
                    .transactions()
                    .execute(tx -> ledger.usage().record(Books.request("r", "acme", "a").build())))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("outside");
  }
}
