package io.trueup.ledger;

import io.trueup.cache.Change;
import io.trueup.changelog.ChangeTransaction;
import org.jooq.DSLContext;

/**
 * One transaction of the ledger, used by its own thread only.
 *
 * @param sql its statements
 * @param changes where its changes are appended
 */
record LedgerTransaction(DSLContext sql, ChangeTransaction changes) {

  /** Appends a change with the tags that the rules give it; answers the change. */
  Change append(LedgerChange fact) {
    Change change = Change.of(InvalidationRules.tagsOf(fact), fact);
    changes.append(change);
    return change;
  }
}
