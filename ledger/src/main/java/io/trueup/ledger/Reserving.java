package io.trueup.ledger;

import io.trueup.ledger.BudgetWindows.Touched;
import io.trueup.ledger.HoldRows.Hold;
import io.trueup.ledger.Operation.Reserve;
import io.trueup.ledger.Outcome.Rejected;
import io.trueup.ledger.Outcome.Reserved;
import io.trueup.ledger.ReservationRows.Kept;
import io.trueup.ledger.UsageRows.RequestKey;
import io.trueup.spend.Budget;
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
  private final UUID changeId;
  private final Instant now;

  private final Map<RequestKey, Kept> known = new HashMap<>();
  private final Map<Touched, BudgetAccount> accounts = new HashMap<>();
  private final List<Kept> made = new ArrayList<>();
  private final List<Hold> holds = new ArrayList<>();
  private boolean madeRows;

  Reserving(LedgerTransaction tx, RecordingMemory memory, UUID changeId, Instant now) {
    this.tx = tx;
    this.memory = memory;
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
    if (verdict instanceof Verdict.Denied denied) {
      throw new BudgetExceededException(denied, wanted.cost());
    }
    Reservation reservation = make(wanted, subject, windows);
    if (amount.isPositive()) {
      windows.forEach(window -> hold(reservation, window));
    }
    Kept kept = new Kept(reservation, Fingerprint.of(wanted.request()), changeId);
    made.add(kept);
    known.put(wanted.request().key(), kept);
    return new Reserved(reservation, changeId, false);
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
