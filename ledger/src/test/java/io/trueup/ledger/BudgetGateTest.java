package io.trueup.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.changelog.TestDatabase;
import io.trueup.spend.Budget;
import io.trueup.spend.BudgetStatus;
import io.trueup.spend.Enforcement;
import io.trueup.spend.InvalidInputException;
import io.trueup.spend.Money;
import io.trueup.spend.Period;
import io.trueup.spend.Scope;
import io.trueup.spend.Subject;
import io.trueup.spend.Verdict;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class BudgetGateTest {
  private static final Scope.User ANN = new Scope.User("acme", "ann");
  private static final Subject BY_ANN = new Subject("acme", null, "ann", Books.GPT_4O);

  private final Books books;
  private final Ledger ledger;

  BudgetGateTest(TestDatabase database) {
    books = Books.open(database);
    ledger = books.ledger;
  }

  @AfterEach
  void close() {
    books.close();
  }

  private boolean allows(String cost) {
    return ledger.gate().check(BY_ANN, Money.of(cost)).isAllowed();
  }

  private void spend(String id, String cost) {
    ledger
        .usage()
        .record(
            UsageRequest.builder(id, "acme", Books.GPT_4O)
                .user("ann")
                .cost(Money.of(cost))
                .build());
  }

  @Test
  void theDatabaseIsAskedOnlyWhereLessThanATenthWouldBeLeft() {
    books.budget(ANN, Period.MONTHLY, "10");
    assertThat(allows("9")).isTrue();
    assertThat(ledger.gate().confirmations()).isZero();
    assertThat(allows("9.01")).isTrue();
    assertThat(ledger.gate().confirmations()).isEqualTo(1);
  }

  /** Else who sends the position along elsewhere would go back behind what was decided on. */
  @Test
  void aDecisionSaysAtWhichPositionTheDatabaseWasAsked() {
    books.budget(ANN, Period.MONTHLY, "10");
    spend("r1", "9.20");
    List<BudgetStatus> view = ledger.gate().statuses(BY_ANN, Books.NOON);
    spend("r2", "0.20");
    assertThat(ledger.gate().decide(view, Money.of("0.10"), Books.NOON).confirmedAt())
        .isEqualTo(ledger.caches().horizon());
    assertThat(ledger.gate().decide(view, Money.of("0.70"), Books.NOON).verdict().isAllowed())
        .isFalse();
    assertThat(ledger.gate().decide(view, Money.of("1"), Books.NOON).confirmedAt()).isNull();
  }

  @Test
  void aFullBudgetDeniesFromTheViewAlone() {
    books.budget(ANN, Period.MONTHLY, "10");
    spend("r1", "9");
    assertThat(allows("2")).isFalse();
    long loads = ledger.views().budgetStatus().statistics().loads();
    assertThat(allows("2")).isFalse();
    assertThat(ledger.views().budgetStatus().statistics().loads()).isEqualTo(loads);
    assertThat(ledger.gate().confirmations()).isZero();
  }

  @Test
  void aRaisedLimitAllowsAndALoweredOneDeniesAtOnce() {
    Budget budget = books.budget(ANN, Period.MONTHLY, "10");
    spend("r1", "10");
    assertThat(allows("1")).isFalse();
    ledger.budgets().update(budget.id(), b -> b.toBuilder().limit(Money.of("20")).build(), null);
    assertThat(allows("1")).isTrue();
    ledger.budgets().update(budget.id(), b -> b.toBuilder().limit(Money.of("5")).build(), null);
    assertThat(allows("1")).isFalse();
  }

  @Test
  void aLimitOfZeroDeniesWhatCostsAndPassesWhatIsFree() {
    books.budget(ANN, Period.MONTHLY, "0");
    assertThat(allows("0.01")).isFalse();
    assertThat(allows("0")).isTrue();
  }

  @Test
  void softAndInactiveBudgetsDenyNobody() {
    Budget budget = books.budget(ANN, Period.MONTHLY, "0");
    ledger
        .budgets()
        .update(budget.id(), b -> b.toBuilder().enforcement(Enforcement.SOFT).build(), null);
    assertThat(allows("1")).isTrue();
    ledger
        .budgets()
        .update(
            budget.id(),
            b -> b.toBuilder().enforcement(Enforcement.HARD).active(false).build(),
            null);
    assertThat(allows("1")).isTrue();
  }

  @Test
  void aBudgetForEachRequestBoundsOneRequestOnly() {
    books.budget(ANN, Period.PER_REQUEST, "1");
    spend("r1", "50");
    assertThat(allows("1")).isTrue();
    assertThat(allows("1.01")).isFalse();
  }

  @Test
  void theNextWindowAllowsAgainWithoutAnyJob() {
    books.budget(ANN, Period.DAILY, "1");
    spend("r1", "1");
    assertThat(allows("1")).isFalse();
    books.setClock(Books.NOON.plus(Duration.ofHours(12)));
    assertThat(allows("1")).isTrue();
  }

  @Test
  void theSmallestScopeThatDeniesIsNamedFirst() {
    books.budget(new Scope.Organization("acme"), Period.MONTHLY, "1");
    Budget own = books.budget(ANN, Period.MONTHLY, "1");
    Verdict verdict = ledger.gate().check(BY_ANN, Money.of("2"));
    assertThat(((Verdict.Denied) verdict).first().budgetId()).isEqualTo(own.id());
    assertThat(((Verdict.Denied) verdict).denials()).hasSize(2);
  }

  @Test
  void aRequestIsAlsoChargedToItsUsersHomeProject() {
    books.budget(new Scope.Project("acme", "search"), Period.MONTHLY, "1");
    assertThat(allows("2")).isTrue();
    ledger.users().put(UserProfile.of(ANN, "Ann").inProject("search"), null);
    assertThat(allows("2")).isFalse();
  }

  @Test
  void aNegativeCostIsRefused() {
    assertThatThrownBy(() -> allows("-1")).isInstanceOf(InvalidInputException.class);
  }
}
