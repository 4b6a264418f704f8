package io.trueup.ledger;

import io.trueup.ledger.AlertRaising.Candidate;
import io.trueup.spend.AlertSettings;
import io.trueup.spend.Budget;
import io.trueup.spend.Money;
import io.trueup.spend.Severity;
import io.trueup.spend.Window;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/*
 * Finds thresholds that are crossed in the transaction that crosses them.
 *
 * A budget's thresholds are its own and those of the alert settings that somebody has set for its scope
 * or one that it inherits from. The defaults of settings add none: a budget has its own already.
 *
 * What a batch crosses is what lies between a window's sum before it and after it, so that most batches
 * cost nothing here. A sum that begins anew, because a window had no row yet or the budget now counts
 * other models, begins at 0 and crosses again what was crossed before: that the alert is there already
 * is what keeps it single.
 */
final class Crossings {
  private Crossings() {}

  /** Raises alerts for what a batch of records has added. */
  static void raise(LedgerTransaction tx, RecordingMemory memory, Instant now) {
    List<Candidate> found = new ArrayList<>();
    for (Spending spending : memory.spendings) {
      AlertSettings set = memory.settings.set(spending.budget().scope());
      found.addAll(candidates(spending, set, now));
    }
    memory.spendings.clear();
    new AlertRaising(tx.sql(), now).raise(found);
  }

  /** Raises alerts for what a budget that was made or changed has crossed by that. */
  static void raise(LedgerTransaction tx, Budget budget, Instant now) {
    if (!budget.active() || !budget.period().hasWindows()) {
      return;
    }
    Window window = budget.windowAt(now);
    Money spent = BudgetWindows.spent(tx.sql(), budget, window);
    if (spent.isPositive()) {
      SettingsInForce settings = AlertConfigurations.inForce(tx.sql(), budget.scope());
      Spending spending = new Spending(budget, window, Money.ZERO, spent);
      AlertSettings set = settings.version() == null ? null : settings.settings();
      new AlertRaising(tx.sql(), now).raise(candidates(spending, set, now));
    }
  }

  private static Collection<Candidate> candidates(
      Spending spending, @Nullable AlertSettings set, Instant now) {
    Money limit = spending.budget().limitAt(now);
    Budget budget = spending.budget();
    AlertSettings inForce = set == null ? AlertSettings.DEFAULT : set;
    if (!budget.active() || !inForce.enabled()) {
      return List.of();
    }
    return crossed(spending, set, limit).descendingSet().stream()
        .map(percent -> candidate(spending, percent, inForce, limit))
        .toList();
  }

  private static NavigableSet<Integer> crossed(
      Spending it, @Nullable AlertSettings set, Money limit) {
    NavigableSet<Integer> crossed =
        new TreeSet<>(it.budget().thresholds().crossed(it.before(), it.after(), limit));
    if (set != null) {
      crossed.addAll(set.thresholds().crossed(it.before(), it.after(), limit));
    }
    return crossed;
  }

  private static Candidate candidate(
      Spending spending, int percent, AlertSettings inForce, Money limit) {
    Budget budget = spending.budget();
    return new Candidate(
        Alert.Cause.threshold(budget.id(), percent),
        budget.scope(),
        Alert.Span.of(spending.window()),
        Severity.ofPercent(percent),
        Alert.Figures.of(spending.after(), limit),
        inForce);
  }
}
