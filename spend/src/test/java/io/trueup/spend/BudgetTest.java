package io.trueup.spend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BudgetTest {

  private static final Budget BUDGET =
      Budget.builder(
              new BudgetId("b"), new Scope.User("acme", "ann"), Period.MONTHLY, Money.of("100.00"))
          .build();

  @Test
  void whatIsNotSetHasTheDefaultsOfTheContract() {
    assertThat(BUDGET.enforcement()).isEqualTo(Enforcement.HARD);
    assertThat(BUDGET.zone().getId()).isEqualTo("Z");
    assertThat(BUDGET.thresholds().percents()).containsExactly(80, 100);
    assertThat(BUDGET.failPolicy()).isEqualTo(FailPolicy.CLOSED);
    assertThat(BUDGET.active()).isTrue();
    assertThat(BUDGET.filter()).isEqualTo(ModelFilter.ANY);
  }

  @Test
  void aBuilderThatStartsFromABudgetBuildsTheSame() {
    Budget budget =
        BUDGET.toBuilder()
            .name("Ann")
            .thresholds(Thresholds.of(50))
            .filter(new ModelFilter("openai", null))
            .version(3)
            .createdAt(Instant.parse("2026-01-01T00:00:00Z"))
            .updatedAt(Instant.parse("2026-01-02T00:00:00Z"))
            .build();
    assertThat(budget.toBuilder().build()).isEqualTo(budget);
  }

  @Test
  void allBadFieldsAreNamedAtOnce() {
    Budget.Builder builder =
        BUDGET.toBuilder()
            .name("\u0000" + "x".repeat(200))
            .limit(Money.of("-1"))
            .version(-1)
            .updatedAt(Instant.MIN);
    assertThatThrownBy(builder::build)
        .isInstanceOfSatisfying(
            InvalidInputException.class,
            e ->
                assertThat(e.violations())
                    .extracting(Violation::field)
                    .containsExactly("name", "name", "limit", "version", "updated_at"));
  }

  @Test
  void itAppliesToItsScopeAndFilterWhileActive() {
    Subject mini = subject("ann", new ModelId("openai", "gpt-4o-mini"));
    assertThat(BUDGET.appliesTo(mini)).isTrue();
    assertThat(BUDGET.appliesTo(subject("bob", null))).isFalse();
    assertThat(BUDGET.toBuilder().active(false).build().appliesTo(mini)).isFalse();
    assertThat(filtered("openai", null).appliesTo(mini)).isTrue();
    assertThat(filtered(null, "gpt-4o-mini").appliesTo(mini)).isTrue();
    assertThat(filtered("openai", "gpt-4o").appliesTo(mini)).isFalse();
    assertThat(filtered("azure", "gpt-4o-mini").appliesTo(mini)).isFalse();
  }

  @Test
  void aRequestWithoutAModelCountsOnlyWithoutAFilter() {
    assertThat(BUDGET.appliesTo(subject("ann", null))).isTrue();
    assertThat(filtered("openai", null).appliesTo(subject("ann", null))).isFalse();
  }

  @Test
  void aStatusHasAWindowExactlyIfThePeriodHas() {
    assertThatThrownBy(() -> status(BUDGET, null)).hasMessageStartingWith("window: ");
    Budget each =
        Budget.builder(BUDGET.id(), BUDGET.scope(), Period.PER_REQUEST, Money.ZERO).build();
    assertThatThrownBy(() -> status(each, Window.TOTAL)).hasMessageStartingWith("window: ");
  }

  private static BudgetStatus status(Budget budget, @Nullable Window window) {
    return new BudgetStatus(
        budget, Money.ZERO, window, Money.ZERO, Money.ZERO, Money.ZERO, Money.ZERO);
  }

  @Test
  void anIncreaseCountsUntilItEndsAndNotFromThenOn() {
    Instant until = Instant.parse("2026-11-23T11:00:00Z");
    Budget raised =
        BUDGET.toBuilder()
            .limit(Money.of("10"))
            .increases(
                List.of(
                    new Increase("a", Money.of("5"), until),
                    new Increase("b", Money.of("2"), until.plusSeconds(60))))
            .build();
    assertThat(raised.limitAt(until.minusNanos(1))).isEqualTo(Money.of("17"));
    assertThat(raised.limitAt(until)).isEqualTo(Money.of("12"));
    assertThat(raised.limitAt(until.plusSeconds(60))).isEqualTo(Money.of("10"));
    assertThat(raised.toBuilder().build()).isEqualTo(raised);
    assertThatThrownBy(() -> new Increase("a", Money.ZERO, until))
        .hasMessageStartingWith("amount:");
  }

  @Test
  void increasesAreBoundedAndDifferent() {
    Instant until = Instant.parse("2026-11-23T11:00:00Z");
    Increase one = new Increase("a", Money.of("5"), until);
    for (List<Increase> bad :
        List.of(List.of(one, one), Collections.nCopies(Budget.MAX_INCREASES + 1, one))) {
      Budget.Builder builder = BUDGET.toBuilder().increases(bad);
      assertThatThrownBy(builder::build).hasMessageStartingWith("increases:");
    }
  }

  @Test
  void thresholdsAreDistinctPercentagesWithinBounds() {
    assertThat(Thresholds.of(100, 1, 1_000).percents()).containsExactly(1, 100, 1_000);
    for (List<Integer> bad :
        List.of(List.of(0), List.of(1_001), List.of(5, 5), Collections.nCopies(21, 1))) {
      assertThatThrownBy(() -> Thresholds.of(bad)).hasMessageStartingWith("thresholds: ");
    }
  }

  @Test
  void aThresholdIsCrossedOnceExactlyWhereItIsReached() {
    Thresholds thresholds = Thresholds.of(50, 80, 100);
    Money limit = Money.of("10");
    assertThat(thresholds.crossed(Money.ZERO, Money.of("4.999"), limit)).isEmpty();
    assertThat(thresholds.crossed(Money.of("4.999"), Money.of("5"), limit)).containsExactly(50);
    assertThat(thresholds.crossed(Money.of("5"), Money.of("7.9"), limit)).isEmpty();
    assertThat(thresholds.crossed(Money.of("5"), Money.of("12"), limit)).containsExactly(80, 100);
    assertThat(thresholds.crossed(Money.ZERO, Money.of("0.1"), Money.ZERO)).hasSize(3);
    assertThat(thresholds.crossed(Money.ZERO, Money.ZERO, Money.ZERO)).isEmpty();
  }

  @Test
  void severityChangesAt80AndAt100Percent() {
    assertThat(List.of(79, 80, 99, 100))
        .extracting(Severity::ofPercent)
        .containsExactly(Severity.INFO, Severity.WARNING, Severity.WARNING, Severity.CRITICAL);
  }

  private static Budget filtered(@Nullable String provider, @Nullable String model) {
    return BUDGET.toBuilder().filter(new ModelFilter(provider, model)).build();
  }

  private static Subject subject(String user, @Nullable ModelId model) {
    return new Subject("acme", null, user, model);
  }
}
