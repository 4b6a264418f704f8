/**
 * Where spend and caches meet: tables, recording, rollups, cached views, and what invalidates what.
 */
@NullMarked
package io.trueup.ledger;

import org.jspecify.annotations.NullMarked;
