package io.trueup.ledger;

import io.trueup.ledger.UsageRows.Stored;
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
