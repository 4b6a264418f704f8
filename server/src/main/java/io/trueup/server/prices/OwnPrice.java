package io.trueup.server.prices;

import io.trueup.ledger.Prices;
import io.trueup.server.books.VersionedObject;
import io.trueup.spend.ModelId;
import io.trueup.spend.PriceOverride;
import io.trueup.spend.UnitPrices;
import java.time.Instant;
import java.util.Optional;

/** The own price of a model from one instant on; what is known of it is its version. */
record OwnPrice(Prices prices, ModelId model, Instant effectiveFrom)
    implements VersionedObject<Long, UnitPrices> {
  @Override
  public Optional<Long> find() {
    return prices.version(model, effectiveFrom);
  }

  @Override
  public long versionOf(Long version) {
    return version;
  }

  @Override
  public Long write(UnitPrices wanted, long expected) {
    return prices.put(new PriceOverride(model, effectiveFrom, wanted), expected);
  }
}
