package io.trueup.ledger;

import io.trueup.cache.Change;
import io.trueup.changelog.ChangeTransaction;
import org.jooq.DSLContext;

/**
 * One transaction of the ledger, used by its own thread only.
 *
 * @param sql its statements
 * @param changes where its changes are appended
 * @param version the ledger's, as it was when the lock was taken
 */
record LedgerTransaction(DSLContext sql, ChangeTransaction changes, String version) {

  /** Appends a change with the tags that the rules give it; answers the change. */
  Change append(LedgerChange fact) {
    Change change = Change.of(InvalidationRules.tagsOf(fact), fact);
    changes.append(change);
    return change;
  }
}
