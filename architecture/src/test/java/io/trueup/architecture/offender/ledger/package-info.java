/** A fixture: a ledger that breaks the rules. */
@NullMarked
package io.trueup.architecture.offender.ledger;

import org.jspecify.annotations.NullMarked;
