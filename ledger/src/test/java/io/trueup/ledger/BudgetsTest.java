package io.trueup.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.changelog.TestDatabase;
import io.trueup.spend.Budget;
import io.trueup.spend.BudgetId;
import io.trueup.spend.InvalidInputException;
import io.trueup.spend.ModelFilter;
import io.trueup.spend.Money;
import io.trueup.spend.Period;
import io.trueup.spend.Scope;
import io.trueup.spend.Window;
import java.time.ZoneId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class BudgetsTest {
  private static final Scope.User ANN = new Scope.User("acme", "ann");

  private final Books books;
  private final Ledger ledger;

  BudgetsTest(TestDatabase database) {
    books = Books.open(database);
    ledger = books.ledger;
  }

  @AfterEach
  void close() {
    books.close();
  }

  @Test
  void aBudgetComesBackAsItWasMade() {
    Budget made = books.budget(ANN, Period.MONTHLY, "5");
    assertThat(ledger.budgets().find(made.id())).contains(made);
    assertThat(ledger.budgets().list(BudgetQuery.ALL, null, 10).items()).containsExactly(made);
    assertThat(ledger.budgets().list(BudgetQuery.ALL, null, 10).nextCursor()).isNull();
  }

  @Test
  void anUpdateOfAnOldVersionIsLostAndChangesNothing() {
    Budget made = books.budget(ANN, Period.MONTHLY, "5");
    Budget once = ledger.budgets().update(made.id(), b -> b.toBuilder().active(false).build(), 0L);
    assertThat(once.version()).isEqualTo(1);
    assertThatThrownBy(() -> ledger.budgets().update(made.id(), b -> b, 0L))
        .isInstanceOf(LostUpdateException.class);
    assertThatThrownBy(() -> ledger.budgets().delete(made.id(), 0L))
        .isInstanceOf(LostUpdateException.class);
    assertThat(ledger.budgets().find(made.id())).contains(once);
  }

  @Test
  void idScopeAndPeriodCantChange() {
    Budget made = books.budget(ANN, Period.MONTHLY, "5");
    Budget other = Budget.builder(made.id(), ANN, Period.DAILY, Money.ZERO).build();
    assertThatThrownBy(() -> ledger.budgets().update(made.id(), b -> other, null))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("period");
    assertThatThrownBy(() -> ledger.budgets().create(made))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("exists");
    assertThatThrownBy(() -> ledger.budgets().delete(new BudgetId("none"), null))
        .isInstanceOf(UnknownObjectException.class)
        .hasMessageContaining("none");
  }

  @Test
  void aTimeZoneOffTheQuarterHourIsRefusedByName() {
    Budget odd =
        Budget.builder(Budgets.newId(), ANN, Period.DAILY, Money.ZERO)
            .zone(ZoneId.of("+00:07"))
            .build();
    assertThatThrownBy(() -> ledger.budgets().create(odd))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("time_zone");
    assertThatThrownBy(() -> new SpendKey(ANN, odd.windowAt(Books.NOON)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("time_zone");
  }

  @Test
  void anIdOf200CharactersIsKept() {
    BudgetId id = new BudgetId("\u6f22".repeat(200));
    Budget made =
        ledger.budgets().create(Budget.builder(id, ANN, Period.DAILY, Money.ZERO).build());
    ledger.usage().record(Books.request("r1", "acme", "ann").build());
    assertThat(ledger.budgets().find(id)).contains(made);
    StatusKey key = new StatusKey(id, made.windowAt(Books.NOON));
    assertThat(ledger.recompute().keptWindow(made, key.window())).isEqualTo(Money.of("0.001375"));
  }

  @Test
  void anotherTimeZoneCountsItsOwnWindows() {
    Budget made = books.budget(ANN, Period.DAILY, "5");
    ledger
        .usage()
        .record(
            Books.request("r1", "acme", "ann")
                .occurredAt(Books.NOON.minusSeconds(11 * 3600))
                .build());
    Window before = made.windowAt(Books.NOON);
    ZoneId newYork = ZoneId.of("America/New_York");
    Budget moved =
        ledger.budgets().update(made.id(), b -> b.toBuilder().zone(newYork).build(), null);
    StatusKey now = new StatusKey(made.id(), moved.windowAt(Books.NOON));
    assertThat(ledger.views().budgetStatus().get(now).spent()).isEqualTo(Money.ZERO);
    assertThat(ledger.views().budgetStatus().get(new StatusKey(made.id(), before)).spent())
        .isEqualTo(Money.of("0.001375"));
  }

  @Test
  void anotherFilterCountsTheWindowAnew() {
    Budget made = books.budget(ANN, Period.DAILY, "5");
    ledger.usage().record(Books.request("r1", "acme", "ann").build());
    StatusKey key = new StatusKey(made.id(), made.windowAt(Books.NOON));
    assertThat(ledger.views().budgetStatus().get(key).spent()).isEqualTo(Money.of("0.001375"));
    ModelFilter others = new ModelFilter("anthropic", null);
    ledger.budgets().update(made.id(), b -> b.toBuilder().filter(others).build(), null);
    assertThat(ledger.views().budgetStatus().get(key).spent()).isEqualTo(Money.ZERO);
  }
}
