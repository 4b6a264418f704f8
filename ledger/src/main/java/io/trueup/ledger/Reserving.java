package io.trueup.ledger;

import io.trueup.ledger.BudgetWindows.Touched;
import io.trueup.ledger.HoldRows.Hold;
import io.trueup.ledger.Operation.Reserve;
import io.trueup.ledger.Outcome.Lent;
import io.trueup.ledger.Outcome.Rejected;
import io.trueup.ledger.Outcome.Reserved;
import io.trueup.ledger.ReservationRows.Kept;
import io.trueup.ledger.UsageRows.RequestKey;
import io.trueup.spend.Budget;
import io.trueup.spend.BudgetId;
import io.trueup.spend.BudgetStatus;
import io.trueup.spend.Money;
import io.trueup.spend.Scope;
import io.trueup.spend.SpendException;
import io.trueup.spend.Subject;
import io.trueup.spend.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/*
 * How room is held in a transaction.
 *
 * Invariant (K8, I1): an amount is held of a window only where spent + held + amount <= the limit in
 * force, all of it as the database has it under the ledger's lock, with what this transaction spends,
 * gives back and holds before it. Of all budgets that apply, or of none.
 */
final class Reserving {
  private final LedgerTransaction tx;
  private final RecordingMemory memory;
  private final Lending lending;
  private final UUID changeId;
  private final Instant now;

  private final Map<RequestKey, Kept> known = new HashMap<>();
  private final Map<Touched, BudgetAccount> accounts = new HashMap<>();
  private final List<Kept> made = new ArrayList<>();
  private final List<Hold> holds = new ArrayList<>();
  private final Set<Touched> charged = new LinkedHashSet<>();
  private boolean madeRows;

  Reserving(
      LedgerTransaction tx, RecordingMemory memory, Lending lending, UUID changeId, Instant now) {
    this.tx = tx;
    this.memory = memory;
    this.lending = lending;
    this.changeId = changeId;
    this.now = now;
  }

  /** Whether the ledger has another version for it. */
  boolean hasMade() {
    return madeRows;
  }

  /** Whether any reservation was made. */
  boolean hasReserved() {
    return !made.isEmpty();
  }

  List<HoldDelta> begunHolds() {
    return holds.stream().map(Hold::begun).toList();
  }

  /** Holds what there is room for, in order; an outcome for each. */
  void run(
      List<Reserve> wanted,
      boolean createUnknownOwners,
      IdentityHashMap<Operation, Outcome> outcomes) {
    if (wanted.isEmpty()) {
      return;
    }
    known.putAll(
        ReservationRows.find(tx.sql(), wanted.stream().map(it -> it.request().key()).toList()));
    IdentityHashMap<Reserve, Subject> subjects = subjects(wanted, createUnknownOwners, outcomes);
    findAccounts(new HashSet<>(subjects.values()));
    for (Reserve each : wanted) {
      if (!outcomes.containsKey(each)) {
        outcomes.put(each, reserve(each, Objects.requireNonNull(subjects.get(each))));
      }
    }
    ReservationRows.insert(tx.sql(), made);
    HoldRows.insert(tx.sql(), holds);
    lending.lend(charged, accounts);
  }

  /** For whom each is, home projects filled in; owners that nobody knew are made. */
  private IdentityHashMap<Reserve, Subject> subjects(
      List<Reserve> wanted,
      boolean createUnknownOwners,
      IdentityHashMap<Operation, Outcome> outcomes) {
    memory.owners.find(tx.sql(), wanted.stream().map(it -> it.request().subject()).toList());
    IdentityHashMap<Reserve, Subject> subjects = new IdentityHashMap<>();
    for (Reserve each : wanted) {
      Subject asked = each.request().subject();
      try {
        if (!createUnknownOwners) {
          memory.owners.checkKnown(asked);
        }
        memory.owners.checkActive(asked);
        subjects.put(each, charged(asked));
      } catch (LedgerException e) {
        outcomes.put(each, known.containsKey(each.request().key()) ? again(each) : new Rejected(e));
      }
    }
    madeRows |= memory.owners.addUnknown(tx, subjects.values(), now);
    return subjects;
  }

  private Subject charged(Subject asked) {
    return new Subject(
        asked.organization(), memory.owners.projectOf(asked), asked.user(), asked.model());
  }

  private void findAccounts(Set<Subject> subjects) {
    memory.findBudgets(tx.sql(), subjects);
    Set<Touched> windows = new LinkedHashSet<>();
    subjects.forEach(it -> windows.addAll(windowsOf(it)));
    madeRows |= BudgetWindows.ensure(tx.sql(), memory, windows);
    accounts.putAll(BudgetWindows.accounts(tx.sql(), windows, now));
  }

  private List<Touched> windowsOf(Subject subject) {
    return BudgetWindows.touched(memory, subject, now).stream()
        .filter(it -> it.budget().active())
        .toList();
  }

  private Outcome reserve(Reserve wanted, Subject subject) {
    if (known.containsKey(wanted.request().key())) {
      return again(wanted);
    }
    try {
      return hold(wanted, subject);
    } catch (LedgerException | SpendException e) {
      return new Rejected(e);
    }
  }

  private Outcome again(Reserve wanted) {
    ReservationRequest request = wanted.request();
    Kept kept = Objects.requireNonNull(known.get(request.key()));
    return kept.fingerprint().equals(Fingerprint.of(request))
        ? new Reserved(kept.reservation(), kept.changeId(), true)
        : new Rejected(
            new IdempotencyConflictException(
                request.subject().organization(), request.requestId()));
  }

  private Outcome hold(Reserve wanted, Subject subject) {
    Money amount = wanted.cost().amount();
    List<Touched> windows = windowsOf(subject);
    Verdict verdict = Verdict.on(statuses(subject, windows), amount);
    if (verdict instanceof Verdict.Denied && closeOwn(windows)) {
      verdict = Verdict.on(statuses(subject, windows), amount);
    }
    if (verdict instanceof Verdict.Denied denied) {
      return denied(denied, wanted, statuses(subject, windows));
    }
    Reservation reservation = make(wanted, subject, windows);
    if (amount.isPositive()) {
      windows.forEach(window -> hold(reservation, window));
      windows.forEach(window -> lending.reserved(window.budget().id(), amount));
      charged.addAll(windows);
    }
    Kept kept = new Kept(reservation, Fingerprint.of(wanted.request()), changeId);
    made.add(kept);
    known.put(wanted.request().key(), kept);
    return new Reserved(reservation, changeId, false);
  }

  /** Gives back what this node admits from itself; whether there was anything. */
  private boolean closeOwn(List<Touched> windows) {
    List<HoldDelta> returned =
        lending.closeOwn(windows.stream().map(it -> it.budget().id()).toList());
    accounts.replaceAll((window, account) -> account.plus(window.of(returned), now.toEpochMilli()));
    return !returned.isEmpty();
  }

  private static Outcome denied(
      Verdict.Denied denied, Reserve wanted, List<BudgetStatus> statuses) {
    BudgetExceededException reason = new BudgetExceededException(denied, wanted.cost());
    List<BudgetId> lent =
        statuses.stream()
            .filter(it -> it.leased().isPositive())
            .map(it -> it.budget().id())
            .toList();
    Money amount = wanted.cost().amount();
    return !lent.isEmpty()
            && Verdict.on(statuses.stream().map(BudgetStatus::withoutLeases).toList(), amount)
                .isAllowed()
        ? new Lent(reason, lent)
        : new Rejected(reason);
  }

  private Reservation make(Reserve wanted, Subject subject, List<Touched> windows) {
    return new Reservation(
        "r-" + Recording.newId(),
        wanted.request().requestId(),
        subject,
        wanted.cost().amount(),
        wanted.cost().basis(),
        windows.stream().map(it -> it.budget().id()).toList(),
        now,
        Reservation.expiryOf(now, wanted.request().ttl()),
        null);
  }

  private void hold(Reservation reservation, Touched window) {
    Hold hold =
        new Hold(
            reservation.id(),
            window.budget().id(),
            window.known().from(),
            reservation.expiresAt().toEpochMilli(),
            reservation.amount());
    holds.add(hold);
    accounts.computeIfPresent(
        window, (it, account) -> account.plus(List.of(hold.begun()), now.toEpochMilli()));
  }

  private List<BudgetStatus> statuses(Subject subject, List<Touched> windows) {
    List<BudgetStatus> statuses = new ArrayList<>();
    windows.forEach(it -> statuses.add(Objects.requireNonNull(accounts.get(it)).at(now)));
    for (Scope scope : subject.scopes()) {
      for (Budget budget : memory.budgetsOf(scope)) {
        if (!budget.period().hasWindows() && budget.appliesTo(subject)) {
          statuses.add(BudgetStatus.ofEachRequest(budget, now));
        }
      }
    }
    return statuses;
  }
}
