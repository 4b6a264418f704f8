package io.trueup.ledger;

import io.trueup.spend.Estimate;
import io.trueup.spend.Identifiers;
import io.trueup.spend.InvalidInputException;
import io.trueup.spend.Subject;
import java.time.Duration;

/**
 * Asks for room before it is spent. Immutable.
 *
 * @param requestId the caller's id of the call, unique among the organization's reservations
 * @param subject for whom, with which model; without a project it is the user's home. The model may
 *     be absent where the estimate is an amount: budgets of certain models don't apply then
 * @param estimate how much it will cost or use
 * @param ttl for how long to hold it, 1 s to 24 h; rounded up to tenths of a second
 */
public record ReservationRequest(
    String requestId, Subject subject, Estimate estimate, Duration ttl) {
  /** For how long an amount is held unless said otherwise. */
  public static final Duration DEFAULT_TTL = Duration.ofMinutes(5);

  private static final Duration MAX_TTL = Duration.ofDays(1);

  /**
   * @throws InvalidInputException naming the field that is wrong
   */
  public ReservationRequest {
    Identifiers.check("request_id", requestId);
    if (subject.model() == null && estimate instanceof Estimate.OfUsage) {
      throw new InvalidInputException("model", "is required unless estimate is an amount");
    }
    checkTtl(ttl);
  }

  /** Holds for the {@linkplain #DEFAULT_TTL usual time}. */
  public ReservationRequest(String requestId, Subject subject, Estimate estimate) {
    this(requestId, subject, estimate, DEFAULT_TTL);
  }

  static void checkTtl(Duration ttl) {
    if (ttl.compareTo(Duration.ofSeconds(1)) < 0 || ttl.compareTo(MAX_TTL) > 0) {
      throw new InvalidInputException("ttl_seconds", "must be 1 to 86400");
    }
  }

  UsageRows.RequestKey key() {
    return new UsageRows.RequestKey(subject.organization(), requestId);
  }
}
