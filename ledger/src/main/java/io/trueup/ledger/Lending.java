package io.trueup.ledger;

import io.trueup.ledger.BudgetWindows.Touched;
import io.trueup.ledger.HoldRows.Hold;
import io.trueup.ledger.Leases.Granted;
import io.trueup.spend.Budget;
import io.trueup.spend.BudgetId;
import io.trueup.spend.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/*
 * What a transaction lends to this node and takes back.
 *
 * A slice is what the node will probably need, as long as what is left of the budget is much more than
 * all that is lent of it. So near its end nothing is lent, and every request asks the database. A slice
 * is counted as held: I1 of K8 holds for it as for a reservation.
 *
 * In a history of the database other than that in which leases were granted last (it was restored, or
 * another server took over) what was admitted before may not be counted. Nothing is lent there until all
 * of that must have ended.
 */
final class Lending {
  /** How many times as much must be left as is lent. */
  private static final long LEFT = 8;

  private final LedgerTransaction tx;
  private final Leases leases;
  private final Lease.Start start;
  private final Instant now;
  private final List<HoldDelta> deltas = new ArrayList<>();
  private final List<Granted> granted = new ArrayList<>();

  /**
   * In a transaction.
   *
   * @param start sampled before it began
   */
  Lending(LedgerTransaction tx, Leases leases, Lease.Start start, Instant now) {
    this.tx = tx;
    this.leases = leases;
    this.start = start;
    this.now = now;
  }

  ReservationSeal seal() {
    return leases.seal();
  }

  /** What the id of a reservation says that has no row; empty if it is none of ours. */
  Optional<SealedReservation> open(String id) {
    return leases.seal().open(id);
  }

  /** The budgets of which more is spent and held than may be. */
  List<BudgetId> overrun(Collection<Spending> spendings) {
    List<Touched> windows =
        spendings.stream()
            .filter(it -> it.budget().isEnforced())
            .map(it -> new Touched(it.budget(), it.window()))
            .distinct()
            .toList();
    return BudgetWindows.accounts(tx.sql(), windows, now).values().stream()
        .map(account -> account.at(now))
        .filter(it -> it.spent().plus(it.reserved()).compareTo(it.limit()) > 0)
        .map(it -> it.budget().id())
        .toList();
  }

  /** So much was reserved of the budget. */
  void reserved(BudgetId budget, Money amount) {
    leases.reserved(budget, amount);
  }

  /** What it changed of holds. */
  List<HoldDelta> deltas() {
    return deltas;
  }

  /** Gives back what nobody was given of a lease; what it changed of holds, if anything. */
  List<HoldDelta> close(Lease.Closed lease) {
    tx.changes().afterCommit(() -> leases.closed(lease.lease()));
    if (!LeaseRows.close(tx.sql(), lease.lease())) {
      return List.of();
    }
    Slices slices = Slices.of(tx.sql(), List.of(lease.lease()));
    List<HoldDelta> returned =
        lease.rest().isPositive()
            ? slices.held(lease.lease(), lease.budget(), lease.rest()).stream()
                .map(held -> take(slices, held))
                .toList()
            : List.of();
    slices.write();
    return returned;
  }

  /** Takes all of a lease back whose node is gone. */
  void reclaim(String lease) {
    Slices slices = Slices.of(tx.sql(), List.of(lease));
    slices.whole(lease).ifPresent(slice -> take(slices, slice));
    slices.write();
    LeaseRows.delete(tx.sql(), List.of(lease));
  }

  private HoldDelta take(Slices slices, Hold held) {
    slices.take(held);
    HoldDelta delta = held.ended(Money.ZERO);
    deltas.add(delta);
    return delta;
  }

  /** Closes this node's own leases of budgets without room; what that changed of holds. */
  List<HoldDelta> closeOwn(Collection<BudgetId> budgets) {
    List<HoldDelta> returned = new ArrayList<>();
    budgets.forEach(
        budget -> leases.retire(budget).ifPresent(closed -> returned.addAll(close(closed))));
    return returned;
  }

  /**
   * Lends of the windows what this node will need.
   *
   * @param accounts of the windows, as the transaction has left them
   */
  void lend(Collection<Touched> windows, Map<Touched, BudgetAccount> accounts) {
    if (!leases.isOn() || windows.isEmpty()) {
      return;
    }
    List<Wish> wishes = new ArrayList<>();
    for (Touched window : windows) {
      Money wanted = leases.wanted(window.budget().id());
      if (wanted.isPositive()) {
        wishes.add(new Wish(window, wanted));
      }
    }
    if (!wishes.isEmpty() && isOfTheHistory()) {
      grant(wishes, accounts);
    }
  }

  /** How much of a window would be needed. */
  private record Wish(Touched window, Money wanted) {}

  private boolean isOfTheHistory() {
    LeaseRows.History history = LeaseRows.history(tx.sql());
    boolean grants = history.isOf(start.incarnation()) || leases.mayGrantAgain(start, history);
    if (grants
        && (!history.incarnation().equals(start.incarnation().id())
            || history.watch().compareTo(leases.watch()) < 0)) {
      LeaseRows.begin(tx.sql(), new LeaseRows.History(start.incarnation().id(), leases.watch()));
    }
    return grants;
  }

  private void grant(List<Wish> wishes, Map<Touched, BudgetAccount> accounts) {
    List<LeaseRows.Row> rows = new ArrayList<>();
    List<Hold> slices = new ArrayList<>();
    Map<BudgetId, Long> recalls =
        BudgetRows.recalls(tx.sql(), wishes.stream().map(it -> it.window().budget().id()).toList());
    for (Wish wish : wishes) {
      Touched window = wish.window();
      Budget budget = window.budget();
      List<HoldDelta> returned = closeOwn(List.of(budget.id()));
      BudgetAccount account =
          Objects.requireNonNull(accounts.get(window))
              .plus(window.of(returned), now.toEpochMilli());
      Money slice = sliceOf(account, wish.wanted());
      if (slice.isPositive()) {
        long recalled = recalls.getOrDefault(budget.id(), 0L);
        Lease.Terms terms = Lease.Terms.from(now, newId(), budget, window.window(), recalled);
        granted.add(new Granted(terms, slice));
        rows.add(row(terms));
        slices.add(new Hold(terms.id(), budget.id(), window.known().from(), Holds.NEVER, slice));
      }
    }
    if (!rows.isEmpty()) {
      LeaseRows.insert(tx.sql(), rows);
      LeaseRows.count(tx.sql());
      HoldRows.insert(tx.sql(), slices);
      slices.forEach(slice -> deltas.add(slice.begun()));
      tx.changes().afterCommit(() -> leases.begin(granted, start));
    }
  }

  private LeaseRows.Row row(Lease.Terms terms) {
    return new LeaseRows.Row(
        terms.id(), terms.budgetId(), terms.recalls(), now, leases.watch(), false);
  }

  /** 0 where too little is left to lend. */
  private Money sliceOf(BudgetAccount account, Money wanted) {
    if (!account.budget().isEnforced()) {
      return wanted;
    }
    Money lent = account.holds().lent();
    Money left = account.at(now).remaining().minus(lent.times(LEFT)).max(Money.ZERO);
    Money most =
        Money.of(
            left.amount()
                .divide(
                    BigDecimal.valueOf(LEFT + 1), Money.MAX_FRACTION_DIGITS, RoundingMode.DOWN));
    Money slice = wanted.min(most);
    return slice.times(4).compareTo(wanted) < 0 ? Money.ZERO : slice;
  }

  private static String newId() {
    return "l-" + Long.toString(ThreadLocalRandom.current().nextLong(Long.MAX_VALUE), 36);
  }
}
