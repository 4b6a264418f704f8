/** Delivers what the ledger raises. */
@NullMarked
package io.trueup.alerts;

import org.jspecify.annotations.NullMarked;
