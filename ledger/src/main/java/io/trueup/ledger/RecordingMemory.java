package io.trueup.ledger;

import io.trueup.spend.Budget;
import io.trueup.spend.ModelId;
import io.trueup.spend.PriceSchedule;
import io.trueup.spend.Scope;
import io.trueup.spend.Subject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jooq.DSLContext;
import org.jooq.Field;

/*
 * Invariant: what is remembered is what the tables say at the version that is remembered with it.
 *
 * It is read and written under the ledger's lock only. Whoever changes any of it, on whatever node,
 * gives the ledger another version in the same transaction; recordings that make owners, keys or
 * windows do so too. A transaction whose commit is not known to have happened leaves nothing behind.
 */
/** What recording has read of the ledger, so that each batch reads only what is new to it. */
final class RecordingMemory {
  private static final int MOST = 100_000;

  /** A window of a budget that has a row. */
  record KnownWindow(String budget, long from) {
    static Pairs pairs(Collection<KnownWindow> windows, Field<String> budget, Field<Long> from) {
      return Pairs.of(windows, budget, KnownWindow::budget, from, KnownWindow::from);
    }
  }

  final Owners owners;
  final RollupKeys keys = new RollupKeys();
  final Map<ModelId, PriceSchedule> schedules = new HashMap<>();
  final Set<KnownWindow> windows = new HashSet<>();
  final SettingsMemory settings;

  /** What the transaction has done to windows so far; the one thing here that is its own. */
  final List<Spending> spendings = new ArrayList<>();

  private final Map<Scope, List<Budget>> budgets = new HashMap<>();
  private String version = "";
  private boolean certain;

  RecordingMemory(Owners owners) {
    this.owners = owners;
    this.settings = new SettingsMemory(owners);
  }

  /** A transaction has the lock, under which this version holds. */
  void begin(String current) {
    int size =
        owners.size()
            + keys.size()
            + schedules.size()
            + windows.size()
            + settings.size()
            + budgets.size();
    if (!certain || !version.equals(current) || size > MOST) {
      forget();
    }
    version = current;
    certain = false;
    spendings.clear();
  }

  private void forget() {
    owners.forget();
    keys.forget();
    schedules.clear();
    windows.clear();
    settings.forget();
    budgets.clear();
  }

  /** The transaction has made something that is remembered. */
  void renewed(String another) {
    version = another;
  }

  /** The transaction is committed. */
  void committed() {
    certain = true;
  }

  /**
   * Reads the budgets of scopes that are not known yet, and the alert settings that they inherit.
   */
  void findBudgets(DSLContext sql, Collection<Subject> subjects) {
    Set<Scope> unknown = new LinkedHashSet<>();
    subjects.forEach(subject -> unknown.addAll(subject.scopes()));
    unknown.removeAll(budgets.keySet());
    if (!unknown.isEmpty()) {
      unknown.forEach(scope -> budgets.put(scope, new ArrayList<>()));
      List<Budget> found = BudgetRows.in(sql, unknown);
      for (Budget budget : found) {
        budgets.computeIfAbsent(budget.scope(), scope -> new ArrayList<>()).add(budget);
      }
      settings.find(sql, found);
    }
  }

  /** Those of a scope that was {@linkplain #findBudgets read}. */
  List<Budget> budgetsOf(Scope scope) {
    return budgets.getOrDefault(scope, List.of());
  }
}
