package io.trueup.architecture.offender.ledger;

import io.trueup.architecture.offender.cache.Entries;
import java.util.List;

public final class EvictsByHand {
  void byCall(Entries entries) {
    entries.invalidate();
  }

  void byReference(List<Entries> all) {
    all.forEach(Entries::invalidate);
  }
}
