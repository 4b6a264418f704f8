package io.trueup.ledger;

import io.trueup.cache.Tag;
import io.trueup.cache.Tags;
import io.trueup.ledger.LedgerChange.AlertConfigurationChanged;
import io.trueup.ledger.LedgerChange.BudgetChanged;
import io.trueup.ledger.LedgerChange.BudgetHeld;
import io.trueup.ledger.LedgerChange.CacheInvalidated;
import io.trueup.ledger.LedgerChange.CachePolicyChanged;
import io.trueup.ledger.LedgerChange.CatalogueImported;
import io.trueup.ledger.LedgerChange.CostRecorded;
import io.trueup.ledger.LedgerChange.ModelPriceChanged;
import io.trueup.ledger.LedgerChange.UserChanged;
import io.trueup.ledger.LedgerChange.UserEvent;
import io.trueup.spend.Scope;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/*
 * The one table that says what invalidates what: kind of change -> tags. A cached view says on its
 * side which tags it depends on; nobody evicts by hand. A change that touches too few tags serves
 * stale values, one that touches too many only costs loads. CacheConsistencyTest compares every view
 * with its recomputation after random changes of every kind, and fails where a line is missing here.
 */
final class InvalidationRules {
  private InvalidationRules() {}

  static Tags tagsOf(LedgerChange change) {
    if (change instanceof BudgetChanged it) {
      return Tags.of(List.of(LedgerTags.budget(it.budget()), LedgerTags.budgetsOf(it.scope())));
    }
    if (change instanceof CostRecorded it) {
      return spendOf(it);
    }
    if (change instanceof BudgetHeld it) {
      return Tags.of(holdsOf(it.holds()));
    }
    if (change instanceof AlertConfigurationChanged it) {
      return Tags.of(List.of(LedgerTags.alertSettings(it.scope())));
    }
    if (change instanceof UserChanged it) {
      return Tags.of(of(it));
    }
    if (change instanceof ModelPriceChanged it) {
      return Tags.of(List.of(LedgerTags.price(it.model())));
    }
    if (change instanceof CatalogueImported it) {
      return Tags.of(rematched(it));
    }
    if (change instanceof CacheInvalidated it) {
      return it.tags();
    }
    if (change instanceof CachePolicyChanged) {
      return Tags.none();
    }
    throw new IllegalArgumentException("a change of no known kind: " + change);
  }

  private static List<Tag> rematched(CatalogueImported change) {
    return change.everything()
        ? List.of(LedgerTags.providers())
        : change.providers().stream().map(LedgerTags::modelsOf).toList();
  }

  private static Tags spendOf(CostRecorded change) {
    Set<Tag> tags = new LinkedHashSet<>();
    for (RollupDelta delta : change.deltas()) {
      delta.key().subject().scopes().forEach(scope -> tags.add(LedgerTags.spend(scope)));
    }
    tags.addAll(holdsOf(change.holds()));
    return Tags.of(tags);
  }

  private static Set<Tag> holdsOf(HoldChanges changes) {
    Set<Tag> tags = new LinkedHashSet<>();
    changes.deltas().forEach(delta -> tags.add(LedgerTags.holds(delta.budget())));
    return tags;
  }

  /**
   * An erased user's records get another id: who groups by user has to look again. So do the user's
   * earlier changes in the log: a node that reads them only now sees them under that id, and this
   * one stands in for them.
   */
  private static List<Tag> of(UserChanged change) {
    Scope.User user = change.user();
    return change.event() != UserEvent.ERASED
        ? List.of(LedgerTags.user(user))
        : List.of(
            LedgerTags.user(user),
            LedgerTags.spend(user),
            LedgerTags.budgetsOf(user),
            LedgerTags.alertSettings(user),
            LedgerTags.usersOf(user.organization()),
            LedgerTags.users());
  }
}
