package io.trueup.ledger;

import io.trueup.cache.Position;
import org.jspecify.annotations.Nullable;

/** What became of a request to record. Immutable. */
public sealed interface RecordResult {
  /**
   * It is durable.
   *
   * @param record what stands in the ledger
   * @param position of the change that it came with; null if the log no longer has that
   * @param duplicate whether an earlier request with the same id and content had recorded it
   */
  record Recorded(UsageRecord record, @Nullable Position position, boolean duplicate)
      implements RecordResult {}

  /**
   * It was refused, and nothing of it recorded.
   *
   * @param reason a {@link LedgerException} or {@link io.trueup.spend.SpendException}
   */
  record Refused(RuntimeException reason) implements RecordResult {}

  /**
   * The record, if there is one.
   *
   * @throws RuntimeException the reason of a refusal
   */
  default Recorded orThrow() {
    if (this instanceof Refused refused) {
      throw refused.reason();
    }
    return (Recorded) this;
  }
}
