/** Asking before spending: checks and reservations over HTTP. */
@NullMarked
package io.trueup.server.reservation;

import org.jspecify.annotations.NullMarked;
