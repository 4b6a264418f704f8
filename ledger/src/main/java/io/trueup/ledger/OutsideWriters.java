package io.trueup.ledger;

import java.util.Locale;

/**
 * Whether what others change in the ledger's tables, past the ledger, is a change in the log too.
 * On PostgreSQL only, by triggers: budgets, owners, prices and settings; not records and sums.
 */
public enum OutsideWriters {
  /** It is: one for each transaction, which drops all that nodes have cached. */
  SEEN,
  /** It is not: nodes answer from before it for as long as they have it cached. */
  UNSEEN;

  String folder() {
    return "outside-" + name().toLowerCase(Locale.ROOT);
  }
}
