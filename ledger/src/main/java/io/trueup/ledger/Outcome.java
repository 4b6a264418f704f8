package io.trueup.ledger;

import io.trueup.ledger.UsageRows.Stored;
import io.trueup.spend.BudgetId;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What became of an operation; where that stands in the log is known after the commit. */
sealed interface Outcome {
  /** The change that it came with; null if it changed nothing. */
  @Nullable UUID changeId();

  /**
   * A record is in the ledger.
   *
   * @param duplicate whether it was before
   */
  record Written(Stored stored, boolean duplicate) implements Outcome {
    @Override
    public UUID changeId() {
      return stored.changeId();
    }
  }

  /** Nothing was done. */
  record Rejected(RuntimeException reason) implements Outcome {
    @Override
    public @Nullable UUID changeId() {
      return null;
    }
  }

  /**
   * A reservation was made, extended or given back.
   *
   * @param duplicate whether it was as asked for before
   */
  record Reserved(Reservation reservation, @Nullable UUID changeId, boolean duplicate)
      implements Outcome {}

  /** Less is lent. */
  record Returned(UUID changeId) implements Outcome {}

  /**
   * There is no room, but there would be if nothing were lent of these budgets.
   *
   * @param reason what is to be answered if it is not called back
   */
  record Lent(BudgetExceededException reason, List<BudgetId> budgets) implements Outcome {
    @Override
    public @Nullable UUID changeId() {
      return null;
    }
  }

  /**
   * A reservation was settled.
   *
   * @param repeated whether it was before
   */
  record Settled(Reservation reservation, Stored stored, boolean repeated) implements Outcome {
    @Override
    public UUID changeId() {
      return stored.changeId();
    }
  }
}
