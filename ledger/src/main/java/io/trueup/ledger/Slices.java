package io.trueup.ledger;

import io.trueup.ledger.HoldRows.Hold;
import io.trueup.spend.BudgetId;
import io.trueup.spend.Money;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jooq.DSLContext;

/*
 * Invariant (K8, I3): what a node can still admit from a lease, and what was admitted from it and has not
 * ended, is no more than its slice here. So a slice is lowered by what ends, once, and by what its node
 * says that nobody was given, once. A slice of 0 has nothing out: the lease is gone with it.
 */
/** The slices of leases in a transaction, and what it takes out of them. */
final class Slices {
  private final DSLContext sql;
  private final Map<String, Hold> slices = new HashMap<>();
  private final Set<String> changed = new HashSet<>();

  private Slices(DSLContext sql) {
    this.sql = sql;
  }

  /** Those of the leases that are there. */
  static Slices of(DSLContext sql, Collection<String> leases) {
    Slices found = new Slices(sql);
    HoldRows.of(sql, leases).forEach((lease, holds) -> found.slices.put(lease, holds.get(0)));
    return found;
  }

  /** What a reservation of so much from the lease holds of the slice; empty if there is none. */
  Optional<Hold> held(String lease, BudgetId budget, Money amount) {
    return Optional.ofNullable(slices.get(lease))
        .filter(slice -> slice.budget().equals(budget) && slice.amount().isPositive())
        .map(slice -> of(slice, slice.amount().min(amount)));
  }

  private static Hold of(Hold slice, Money amount) {
    return new Hold(
        slice.reservation(), slice.budget(), slice.windowFrom(), slice.expiresAt(), amount);
  }

  /** All of a lease; empty if there is none. */
  Optional<Hold> whole(String lease) {
    return Optional.ofNullable(slices.get(lease)).filter(slice -> slice.amount().isPositive());
  }

  /** Takes what is held out of its slice. */
  void take(Hold held) {
    slices.computeIfPresent(
        held.reservation(),
        (lease, slice) -> of(slice, slice.amount().minus(held.amount()).max(Money.ZERO)));
    changed.add(held.reservation());
  }

  /** Writes what was taken; a lease whose slice is used up is gone. */
  void write() {
    List<Hold> now = new ArrayList<>();
    Set<String> gone = new HashSet<>();
    for (String lease : changed) {
      Hold slice = slices.get(lease);
      if (slice != null) {
        now.add(slice);
        if (!slice.amount().isPositive()) {
          gone.add(lease);
        }
      }
    }
    changed.clear();
    HoldRows.set(sql, now);
    LeaseRows.delete(sql, gone);
  }
}
