package io.trueup.ledger;

import io.trueup.cache.Position;
import io.trueup.cache.Snapshot;
import io.trueup.spend.Budget;
import io.trueup.spend.BudgetStatus;
import io.trueup.spend.Money;
import io.trueup.spend.Subject;
import io.trueup.spend.Verdict;
import io.trueup.spend.Window;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/*
 * A check denies from the cached view: within a window spending only grows, and a limit that was
 * raised is in the view before its writer is answered. To admit, the view is enough while there is
 * plenty of room; where a budget would have less than a tenth of its limit left after the request,
 * the database is asked for it (a confirmation), so that the last cents are as exact as the first.
 * A check holds nothing: two that are admitted at once may together be too much. Reservations hold.
 */

/** Says whether a request may be made, without holding anything. Safe for use by many threads. */
public final class BudgetGate {
  private final LedgerViews views;
  private final LedgerDatabase database;
  private final InstantSource clock;
  private final LongAdder confirmations = new LongAdder();

  BudgetGate(LedgerViews views, LedgerDatabase database, InstantSource clock) {
    this.views = views;
    this.database = database;
    this.clock = clock;
  }

  /**
   * Whether a request of this subject that costs so much may be made now.
   *
   * @throws io.trueup.cache.CacheException if the budgets can't be read
   */
  public Verdict check(Subject subject, Money cost) {
    Instant now = clock.instant();
    return decide(statuses(subject, now), cost, now).verdict();
  }

  /**
   * Whether a request may be made, and what that was read from besides the views.
   *
   * @param verdict the decision
   * @param confirmedAt the position of the newest answer of the database's that it is made of; null
   *     if it comes from the views alone
   */
  public record Decision(Verdict verdict, @Nullable Position confirmedAt) {}

  /**
   * Whether a request that costs so much has room at this instant in all of these, which come from
   * views.
   */
  public Decision decide(List<BudgetStatus> statuses, Money cost, Instant at) {
    Verdict byView = verdict(statuses, cost);
    if (!byView.isAllowed()) {
      return new Decision(byView, null);
    }
    Position confirmedAt = null;
    List<BudgetStatus> all = new ArrayList<>();
    for (BudgetStatus status : statuses) {
      Snapshot<BudgetStatus> now = isClose(status, cost) ? confirm(status, at) : null;
      all.add(now == null ? status : now.value());
      confirmedAt = now == null ? confirmedAt : later(confirmedAt, now.position());
    }
    return new Decision(verdict(all, cost), confirmedAt);
  }

  /**
   * What is lent is called back for who reserves and needs it, so it denies nothing; but it is
   * reserved, and so is it told.
   */
  private static Verdict verdict(List<BudgetStatus> statuses, Money cost) {
    Verdict called = Verdict.on(statuses.stream().map(BudgetStatus::withoutLeases).toList(), cost);
    return called.isAllowed() ? called : Verdict.on(statuses, cost);
  }

  private static Position later(@Nullable Position one, Position other) {
    return one == null || one.compareTo(other) < 0 ? other : one;
  }

  /** Where each budget stands that a request of the subject is charged to, from the views. */
  public List<BudgetStatus> statuses(Subject subject, Instant at) {
    BudgetSet set =
        views
            .budgets()
            .get(
                new BudgetsKey.OfSubject(
                    subject.organization(), subject.project(), subject.user()));
    Subject charged =
        new Subject(subject.organization(), set.project(), subject.user(), subject.model());
    List<BudgetStatus> statuses = new ArrayList<>();
    for (Budget budget : set.budgets()) {
      BudgetStatus status = budget.appliesTo(charged) ? statusOf(budget, at) : null;
      if (status != null) {
        statuses.add(status);
      }
    }
    return statuses;
  }

  /** From the view; null if the budget has gone meanwhile. */
  private @Nullable BudgetStatus statusOf(Budget budget, Instant at) {
    if (!budget.period().hasWindows()) {
      return BudgetStatus.ofEachRequest(budget, at);
    }
    BudgetAccount account =
        views.budgetStatus().get(new StatusKey(budget.id(), budget.windowAt(at)));
    return account == null ? null : account.at(at);
  }

  /** Whether less than a tenth of the limit would be left. */
  private static boolean isClose(BudgetStatus status, Money cost) {
    Money left = status.remaining().minus(cost);
    return status.budget().isEnforced()
        && status.window() != null
        && cost.isPositive()
        && left.times(10).compareTo(status.limit()) < 0;
  }

  private Snapshot<BudgetStatus> confirm(BudgetStatus status, Instant at) {
    confirmations.increment();
    Window window = Objects.requireNonNull(status.window());
    return database.read(
        sql -> {
          StatusKey key = new StatusKey(status.budget().id(), window);
          BudgetAccount account = BudgetQueries.account(sql, key, at);
          return account == null ? status : account.at(at);
        });
  }

  /** How often the database was asked before a request was admitted. */
  public long confirmations() {
    return confirmations.sum();
  }
}
