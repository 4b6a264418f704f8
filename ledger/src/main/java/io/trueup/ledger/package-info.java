/** Where spend and cache meet: recording, rollups, reservations and cached views. */
@NullMarked
package io.trueup.ledger;

import org.jspecify.annotations.NullMarked;
