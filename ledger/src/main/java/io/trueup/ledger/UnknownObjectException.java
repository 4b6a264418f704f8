package io.trueup.ledger;

/** There is no such budget, organization, project, user or setting. */
public final class UnknownObjectException extends LedgerException {
  private static final long serialVersionUID = 1L;

  UnknownObjectException(String kind, String id) {
    super("there is no " + kind + " " + id, null);
  }
}
