package io.trueup.server.reservation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request may be made.
 *
 * @param allowed whether every budget has room
 * @param deniedBy the budget that denies it, null if none does
 * @param budgets the ids of all budgets that it would be charged to
 * @param position up to where the log is contained
 */
record CheckBody(
    boolean allowed,
    @Nullable DenialBody deniedBy,
    List<String> budgets,
    @Nullable Long position) {}
