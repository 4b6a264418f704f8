package io.trueup.ledger;

import org.jspecify.annotations.Nullable;

/**
 * Asks for reservations. Immutable.
 *
 * @param organization of which organization; null: of any
 * @param user of which user, or null
 * @param state in which state, or null
 */
public record ReservationQuery(
    @Nullable String organization, @Nullable String user, @Nullable ReservationState state) {}
