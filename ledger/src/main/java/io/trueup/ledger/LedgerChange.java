package io.trueup.ledger;

import io.trueup.cache.Tags;
import io.trueup.changelog.ChangeCodec;
import io.trueup.spend.BudgetId;
import io.trueup.spend.ModelId;
import io.trueup.spend.Scope;
import java.util.List;

/**
 * The kinds of change that the ledger commits, each in the same transaction as the rows it speaks
 * of. Immutable.
 */
public sealed interface LedgerChange {

  /**
   * Writes such changes into a log and reads them; to be put together with an application's own.
   */
  static ChangeCodec codec() {
    return new LedgerChangeCodec();
  }

  /**
   * A budget was made, changed or deleted.
   *
   * @param budget which one
   * @param scope whose spending it counts
   */
  record BudgetChanged(BudgetId budget, Scope scope) implements LedgerChange {}

  /**
   * Costs were recorded: one change for all records of a transaction.
   *
   * @param deltas what was added to the rollups, each rollup once
   * @param holds what was held for some of them, and is no more; and whatever else the transaction
   *     changed of holds
   */
  record CostRecorded(List<RollupDelta> deltas, HoldChanges holds) implements LedgerChange {
    /** Copies the list. */
    public CostRecorded {
      deltas = List.copyOf(deltas);
    }

    /** Costs for which nothing was held. */
    public CostRecorded(List<RollupDelta> deltas) {
      this(deltas, HoldChanges.NONE);
    }
  }

  /**
   * Amounts were held of budgets, held for longer, or given back: one change for a transaction that
   * recorded no cost.
   *
   * @param holds what changed
   */
  record BudgetHeld(HoldChanges holds) implements LedgerChange {}

  /**
   * The alert settings of a scope were set or removed.
   *
   * @param scope whose settings
   */
  record AlertConfigurationChanged(Scope scope) implements LedgerChange {}

  /**
   * A user was made, changed, or erased.
   *
   * @param user which one
   * @param event what happened
   */
  record UserChanged(Scope.User user, UserEvent event) implements LedgerChange {}

  /**
   * An own price of a model was set or removed, or an imported catalogue has another one.
   *
   * @param model which one; the catalogue's name of it where an import changed it
   */
  record ModelPriceChanged(ModelId model) implements LedgerChange {}

  /**
   * A catalogue was imported. What it says of models that both know is told one by one, as {@link
   * ModelPriceChanged}.
   *
   * @param everything whether any name may cost something else now
   * @param providers those whose models' names may mean another one now
   */
  record CatalogueImported(boolean everything, List<String> providers) implements LedgerChange {
    /** Copies the list. */
    public CatalogueImported {
      providers = List.copyOf(providers);
    }
  }

  /**
   * An operator had entries made invalid; nothing that they are made of has changed.
   *
   * @param tags those that carry one of these
   */
  record CacheInvalidated(Tags tags) implements LedgerChange {}

  /**
   * The policy of a cache was changed at run time.
   *
   * @param cache its name
   */
  record CachePolicyChanged(String cache) implements LedgerChange {}

  /** What can happen to a user. */
  enum UserEvent {
    /** Came to be, by an administrator or with the first record. */
    CREATED,
    /** Name, home project or activity changed. */
    UPDATED,
    /** Deleted: past records, rollups and totals stay, under another id. */
    ERASED
  }
}
