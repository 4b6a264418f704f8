package io.trueup.ledger;

/** The request id was used before, for something else. */
public final class IdempotencyConflictException extends LedgerException {
  private static final long serialVersionUID = 1L;

  IdempotencyConflictException(String organization, String requestId) {
    super(
        "request_id %s of organization %s was used before with other content"
            .formatted(requestId, organization),
        null);
  }
}
