package io.trueup.ledger;

/**
 * What came of the leases of a node since it started. Immutable.
 *
 * @param held from how many it admits now
 * @param open how many reservations that it admitted in memory have not ended, as far as it knows
 * @param admissions how many reservations it admitted in memory
 * @param recalls how often it had leases of others called back
 * @param failures how often it could not look after leases
 */
public record LeaseStatistics(int held, int open, long admissions, long recalls, long failures) {
  static LeaseStatistics of(Leases leases, Recalls recalls, LeaseKeeper keeper) {
    return new LeaseStatistics(
        leases.size(), leases.open(), leases.admissions(), recalls.count(), keeper.failures());
  }
}
