package io.trueup.ledger;

import io.trueup.cache.Change;
import io.trueup.changelog.ChangeTransaction;
import org.jooq.DSLContext;

/**
 * One transaction of the ledger, used by its own thread only.
 *
 * @param sql its statements
 * @param changes where its changes are appended
 * @param locked what the ledger's lock said when it was taken
 */
record LedgerTransaction(DSLContext sql, ChangeTransaction changes, LedgerVersion.Locked locked) {

  /** The ledger's version, as it was when the lock was taken. */
  String version() {
    return locked.version();
  }

  /** Whether anything is lent to nodes. */
  boolean hasLeases() {
    return locked.leases() > 0;
  }

  /** Appends a change with the tags that the rules give it; answers the change. */
  Change append(LedgerChange fact) {
    Change change = Change.of(InvalidationRules.tagsOf(fact), fact);
    changes.append(change);
    return change;
  }
}
