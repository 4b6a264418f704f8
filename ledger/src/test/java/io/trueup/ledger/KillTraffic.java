package io.trueup.ledger;

import io.trueup.spend.Budget;
import io.trueup.spend.BudgetId;
import io.trueup.spend.Estimate;
import io.trueup.spend.ModelFilter;
import io.trueup.spend.ModelId;
import io.trueup.spend.Money;
import io.trueup.spend.Period;
import io.trueup.spend.Scope;
import io.trueup.spend.Unit;
import io.trueup.spend.Usage;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * What is recorded into a ledger that is killed. A request is a function of its id, so that a
 * repetition after the kill is the same request.
 */
final class KillTraffic {
  static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

  private static final List<ModelId> MODELS =
      List.of(
          new ModelId("openai", "gpt-4o"),
          new ModelId("openai", "gpt-4o-mini"),
          new ModelId("anthropic", "claude-haiku-4-5"),
          new ModelId("google", "gemini-2.5-flash"));

  /** From this quarter of an hour to another year. */
  private static final List<Duration> AGES =
      List.of(
          Duration.ZERO,
          Duration.ofMinutes(40),
          Duration.ofHours(13),
          Duration.ofDays(2),
          Duration.ofDays(30),
          Duration.ofDays(400));

  private KillTraffic() {}

  static String id(int thread, int number) {
    return "t" + thread + "-" + number;
  }

  static UsageRequest request(String id) {
    RandomGenerator random = new SplittableRandom(id.hashCode());
    return UsageRequest.builder(
            id, random.nextInt(4) == 0 ? "globex" : "acme", oneOf(MODELS, random))
        .user(random.nextInt(8) == 0 ? null : "u" + random.nextInt(5))
        .project(random.nextInt(4) == 0 ? null : "p" + random.nextInt(2))
        .conversation(random.nextBoolean() ? "c" + random.nextInt(9) : null)
        .occurredAt(NOW.minus(oneOf(AGES, random)))
        .usage(usage(random))
        .cost(random.nextInt(5) == 0 ? cost(random) : null)
        .build();
  }

  /** For less than it will cost, or more. */
  static ReservationRequest reservation(UsageRequest request) {
    RandomGenerator random = new SplittableRandom(request.requestId().hashCode());
    Money amount = Money.of(BigDecimal.valueOf(random.nextLong(1, 100_000), 5));
    return new ReservationRequest(
        request.requestId(), request.subject(), new Estimate.OfAmount(amount));
  }

  /** What the request says. */
  static Settlement settlement(UsageRequest request) {
    return new Settlement(
        null,
        request.conversation(),
        request.model(),
        request.occurredAt(),
        request.usage(),
        request.cost(),
        request.metadata());
  }

  private static Usage usage(RandomGenerator random) {
    return Usage.of(
        Map.of(
            Unit.INPUT_TOKENS,
            random.nextLong(1, 100_000),
            Unit.OUTPUT_TOKENS,
            random.nextLong(1, 10_000)));
  }

  /** With as many decimals as a cost may have. */
  private static Money cost(RandomGenerator random) {
    return Money.of(
        "0.00000000" + random.nextLong(100_000_000_000_000_000L, 999_999_999_999_999_999L));
  }

  private static <T> T oneOf(List<T> choices, RandomGenerator random) {
    return choices.get(random.nextInt(choices.size()));
  }

  /** Budgets of every period for a user, and some of each other scope. */
  static List<Budget> budgets() {
    List<Budget> budgets = new ArrayList<>();
    for (Period period : Period.values()) {
      budgets.add(budget("user-" + period, new Scope.User("acme", "u1"), period, "UTC"));
    }
    budgets.add(budget("project", new Scope.Project("acme", "p1"), Period.DAILY, "Asia/Kathmandu"));
    budgets.add(budget("org", new Scope.Organization("globex"), Period.WEEKLY, "America/New_York"));
    budgets.add(
        budget("filtered", new Scope.Organization("acme"), Period.MONTHLY, "Asia/Kolkata")
            .toBuilder()
            .filter(new ModelFilter("openai", null))
            .build());
    budgets.add(budget("global", new Scope.Global(), Period.TOTAL, "UTC"));
    return budgets;
  }

  /** The same with so much room that nothing is denied. */
  static List<Budget> wideBudgets() {
    return budgets().stream()
        .map(it -> it.toBuilder().limit(Money.of("1000000000")).build())
        .toList();
  }

  /** A budget that begins in the middle of its window. */
  static Budget lateBudget(int round) {
    Scope user = new Scope.User("acme", "u" + round % 5);
    return budget("late-" + round % 60, user, Period.YEARLY, "Europe/Berlin");
  }

  private static Budget budget(String id, Scope scope, Period period, String zone) {
    return Budget.builder(new BudgetId(id), scope, period, Money.of("1000"))
        .zone(ZoneId.of(zone))
        .build();
  }
}
