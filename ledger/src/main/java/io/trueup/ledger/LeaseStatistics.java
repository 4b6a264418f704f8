package io.trueup.ledger;

/**
 * What came of the leases of a node since it started. Immutable.
 *
 * @param held from how many it admits now
 * @param admissions how many reservations it admitted in memory
 * @param recalls how often it had leases of others called back
 */
public record LeaseStatistics(int held, long admissions, long recalls) {}
