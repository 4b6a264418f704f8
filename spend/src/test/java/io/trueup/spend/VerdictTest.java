package io.trueup.spend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VerdictTest {

  private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
  private static final Scope ORGANIZATION = new Scope.Organization("acme");
  private static final Scope USER = new Scope.User("acme", "ann");

  @Test
  void aRequestIsAllowedUpToTheLimitAndNotAbove() {
    BudgetStatus status = status("b", ORGANIZATION, "10", "9.99");
    assertThat(Verdict.on(List.of(status), Money.of("0.01")).isAllowed()).isTrue();
    assertThat(Verdict.on(List.of(status), Money.of("0.0100000001")).isAllowed()).isFalse();
    assertThat(Verdict.on(List.of(), Money.of("1000")).isAllowed()).isTrue();
  }

  @Test
  void whatIsHeldCountsLikeWhatIsSpent() {
    Budget budget = budget("b", ORGANIZATION, "10").build();
    BudgetStatus status =
        new BudgetStatus(
            budget,
            Money.of("10"),
            budget.windowAt(NOW),
            Money.of("4"),
            Money.of("5"),
            Money.of("2"),
            Money.of("4"));
    assertThat(status.remaining()).isEqualTo(Money.of("1"));
    assertThat(status.hasRoomFor(Money.of("1"))).isTrue();
    assertThat(status.hasRoomFor(Money.of("1.01"))).isFalse();
    assertThat(status.withoutLeases().remaining()).isEqualTo(Money.of("3"));
  }

  @Test
  void oneFullBudgetDeniesWhateverRoomTheOthersHave() {
    Random random = new Random(3);
    for (int i = 0; i < 2_000; i++) {
      List<BudgetStatus> statuses = new ArrayList<>();
      boolean allHaveRoom = true;
      for (int j = random.nextInt(5); j >= 0; j--) {
        int limit = random.nextInt(4);
        int spent = random.nextInt(4);
        statuses.add(status("b" + j, USER, "" + limit, "" + spent));
        allHaveRoom &= spent + 1 <= limit;
      }
      assertThat(Verdict.on(statuses, Money.of("1")).isAllowed()).isEqualTo(allHaveRoom);
    }
  }

  @Test
  void aFreeRequestPassesEvenOverBudget() {
    BudgetStatus over = status("b", ORGANIZATION, "10", "11");
    BudgetStatus nothing = status("c", ORGANIZATION, "0", "0");
    assertThat(Verdict.on(List.of(over, nothing), Money.ZERO).isAllowed()).isTrue();
    assertThat(Verdict.on(List.of(nothing), Money.of("0.000001")).isAllowed()).isFalse();
  }

  @Test
  void softAndInactiveBudgetsNeverDeny() {
    Budget soft = budget("s", ORGANIZATION, "0").enforcement(Enforcement.SOFT).build();
    Budget inactive = budget("i", ORGANIZATION, "0").active(false).build();
    List<BudgetStatus> statuses =
        List.of(status(soft, Money.of("5")), status(inactive, Money.of("5")));
    assertThat(Verdict.on(statuses, Money.of("1")).isAllowed()).isTrue();
  }

  @Test
  void aBudgetPerRequestLooksAtTheRequestOnly() {
    Budget budget =
        Budget.builder(new BudgetId("b"), ORGANIZATION, Period.PER_REQUEST, Money.of("1")).build();
    BudgetStatus status = BudgetStatus.ofEachRequest(budget, NOW);
    assertThat(Verdict.on(List.of(status), Money.of("1")).isAllowed()).isTrue();
    assertThat(Verdict.on(List.of(status), Money.of("1.1")))
        .isInstanceOfSatisfying(
            Verdict.Denied.class, denied -> assertThat(denied.first().resetsAt()).isEmpty());
  }

  @Test
  void denialsAreOrderedBySmallestScopeThenSmallestRemaining() {
    List<BudgetStatus> statuses =
        new ArrayList<>(
            List.of(
                status("global", new Scope.Global(), "5", "5"),
                status("organization", ORGANIZATION, "5", "5"),
                status("project", new Scope.Project("acme", "search"), "5", "5"),
                status("user-2", USER, "5", "3"),
                status("user-1", USER, "5", "4"),
                status("user-1b", USER, "5", "4"),
                status("roomy", USER, "50", "4")));
    Collections.shuffle(statuses, new Random(1));
    assertThat(Verdict.on(statuses, Money.of("3")))
        .isInstanceOfSatisfying(
            Verdict.Denied.class,
            denied ->
                assertThat(denied.denials())
                    .extracting(denial -> denial.budgetId().value())
                    .containsExactly(
                        "user-1", "user-1b", "user-2", "project", "organization", "global"));
  }

  @Test
  void aDenialSaysWhereTheBudgetStoodAndWhenItResets() {
    Denial denial = new Denial(status("b", USER, "10", "12"), Money.of("1"));
    assertThat(denial.scope()).isEqualTo(USER);
    assertThat(denial.period()).isEqualTo(Period.DAILY);
    assertThat(denial.limit()).isEqualTo(Money.of("10"));
    assertThat(denial.spent()).isEqualTo(Money.of("12"));
    assertThat(denial.reserved()).isEqualTo(Money.ZERO);
    assertThat(denial.remaining()).isEqualTo(Money.ZERO);
    assertThat(denial.resetsAt()).isEqualTo(Optional.of(Instant.parse("2026-11-23T23:00:00Z")));
  }

  @Test
  void aNegativeCostIsRefused() {
    assertThatThrownBy(() -> Verdict.on(List.of(), Money.of("-1"))).hasMessageStartingWith("cost:");
  }

  @Test
  void percentUsedIsRoundedDownSoThat100IsNeverShownTooSoon() {
    assertThat(status("b", USER, "3", "2").percentUsed()).isEqualTo(new BigDecimal("66.66"));
    assertThat(status("b", USER, "1", "0.999999").percentUsed()).isEqualTo(new BigDecimal("99.99"));
    assertThat(status("b", USER, "0", "0").percentUsed()).isZero();
    assertThat(status("b", USER, "0", "1").percentUsed()).isEqualByComparingTo("100");
  }

  private static Budget.Builder budget(String id, Scope scope, String limit) {
    return Budget.builder(new BudgetId(id), scope, Period.DAILY, Money.of(limit))
        .zone(ZoneId.of("Europe/Berlin"));
  }

  private static BudgetStatus status(String id, Scope scope, String limit, String spent) {
    return status(budget(id, scope, limit).build(), Money.of(spent));
  }

  private static BudgetStatus status(Budget budget, Money spent) {
    return new BudgetStatus(
        budget, budget.limit(), budget.windowAt(NOW), spent, Money.ZERO, Money.ZERO, spent);
  }
}
