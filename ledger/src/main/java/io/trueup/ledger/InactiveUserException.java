package io.trueup.ledger;

import io.trueup.spend.Scope;

/** The user is deactivated: nothing is reserved, though what was used is recorded. */
public final class InactiveUserException extends LedgerException {
  private static final long serialVersionUID = 1L;

  InactiveUserException(Scope.User user) {
    super(
        "user %s of organization %s is deactivated".formatted(user.id(), user.organization()),
        null);
  }
}
