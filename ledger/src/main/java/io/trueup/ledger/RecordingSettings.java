package io.trueup.ledger;

import io.trueup.spend.InvalidInputException;
import java.time.Duration;

/**
 * How records are written. Immutable.
 *
 * @param queue how many records may wait to be written
 * @param batch how many are written in one transaction at most
 * @param patience how long a caller waits for room in the queue
 * @param retention how old a record may be
 * @param createUnknownOwners whether an organization, project or user that nobody knew is made by
 *     recording for it; else that is refused
 * @param unknownPrice what becomes of a record without a price
 */
public record RecordingSettings(
    int queue,
    int batch,
    Duration patience,
    Duration retention,
    boolean createUnknownOwners,
    UnknownPrice unknownPrice) {
  /** 10 000 waiting, 500 at once, 1 s, ten years, making unknown owners, refusing without price. */
  public static final RecordingSettings DEFAULT =
      new RecordingSettings(10_000, 500, Duration.ofSeconds(1), Duration.ofDays(3653));

  /** Making unknown owners, refusing what has no price. */
  public RecordingSettings(int queue, int batch, Duration patience, Duration retention) {
    this(queue, batch, patience, retention, true, UnknownPrice.REFUSE);
  }

  /**
   * @throws InvalidInputException naming the setting that makes no sense
   */
  public RecordingSettings {
    check(queue >= 1, "recording.queue", "must be 1 or more");
    check(batch >= 1 && batch <= queue, "recording.batch", "must be 1 to recording.queue");
    check(!patience.isNegative(), "recording.patience", "must be 0 or more");
    check(retention.toDays() >= 1, "retention.records", "must be a day or more");
  }

  /** The same, making unknown owners or refusing to record for them. */
  public RecordingSettings withCreateUnknownOwners(boolean create) {
    return new RecordingSettings(queue, batch, patience, retention, create, unknownPrice);
  }

  /** The same, doing so with records without a price. */
  public RecordingSettings withUnknownPrice(UnknownPrice rule) {
    return new RecordingSettings(queue, batch, patience, retention, createUnknownOwners, rule);
  }

  private static void check(boolean fine, String name, String rule) {
    if (!fine) {
      throw new InvalidInputException(name, rule);
    }
  }
}
