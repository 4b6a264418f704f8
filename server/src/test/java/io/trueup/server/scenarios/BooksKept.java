package io.trueup.server.scenarios;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What an organization's books must say after all that was acknowledged, kept without Trueup. */
final class BooksKept {
  /** A record. */
  record Spending(
      @Nullable String user, @Nullable String project, String model, BigDecimal cost, Instant at) {
    Spending by(String other) {
      return new Spending(other, project, model, cost, at);
    }
  }

  /** A budget; the user is null for the organization's own. */
  record Limit(@Nullable String user, BigDecimal amount) {}

  final List<Spending> spendings = new ArrayList<>();
  final Map<String, Limit> budgets = new HashMap<>();
  final Map<String, String> homes = new HashMap<>();

  /** Thresholds of the user, or of the organization under the empty text. */
  final Map<String, Integer> thresholds = new HashMap<>();

  @Nullable BigDecimal price;
  private int erased;

  BigDecimal spent(Predicate<Spending> which) {
    return spendings.stream()
        .filter(which)
        .map(Spending::cost)
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  long requests(Predicate<Spending> which) {
    return spendings.stream().filter(which).count();
  }

  Map<String, BigDecimal> groups(Function<Spending, @Nullable String> by) {
    Map<String, BigDecimal> groups = new HashMap<>();
    spendings.forEach(it -> groups.merge(String.valueOf(by.apply(it)), it.cost(), BigDecimal::add));
    return groups;
  }

  BigDecimal spentOf(Limit budget) {
    return spent(it -> budget.user() == null || budget.user().equals(it.user()));
  }

  /** Whether the user may spend so much more. */
  boolean allows(String user, BigDecimal amount) {
    return amount.signum() == 0
        || budgets.values().stream()
            .filter(budget -> budget.user() == null || budget.user().equals(user))
            .allMatch(budget -> spentOf(budget).add(amount).compareTo(budget.amount()) <= 0);
  }

  int thresholdOf(String user, int standard) {
    Integer own = thresholds.get(user);
    return own != null ? own : thresholds.getOrDefault("", standard);
  }

  /** The user is gone: budgets, settings and home too; what was spent is nobody's we know. */
  void erase(String user) {
    String nobody = "erased " + ++erased;
    spendings.replaceAll(it -> Objects.equals(it.user(), user) ? it.by(nobody) : it);
    budgets.values().removeIf(budget -> user.equals(budget.user()));
    thresholds.remove(user);
    homes.remove(user);
  }
}
