package io.trueup.ledger;

/** The object has changed since the version that the caller saw: read it again and decide anew. */
public final class LostUpdateException extends LedgerException {
  private static final long serialVersionUID = 1L;

  LostUpdateException(String kind, String id, long expected, long actual) {
    super(
        "%s %s is at version %d, not %d: read it again".formatted(kind, id, actual, expected),
        null);
  }
}
