package io.trueup.ledger;

import io.trueup.cache.Answer;
import io.trueup.cache.CoherentCache;
import io.trueup.cache.ReadRequest;
import io.trueup.spend.Estimate;
import io.trueup.spend.EstimateBasis;
import io.trueup.spend.ModelId;
import io.trueup.spend.PriceSchedule;
import io.trueup.spend.Subject;
import io.trueup.spend.UnitPrices;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What requests will cost, by the prices in force now. With {@code max_output_tokens} that is an
 * upper bound; without, the output is taken to be what the model's answers to the organization
 * usually have, with something added (see docs/pricing.md). Safe for use by many threads.
 */
public final class Estimates {
  private final CoherentCache<ModelId, PriceSchedule> prices;
  private final InstantSource clock;
  private final TypicalOutput typical;

  Estimates(
      LedgerDatabase database, CoherentCache<ModelId, PriceSchedule> prices, InstantSource clock) {
    this.prices = prices;
    this.clock = clock;
    this.typical = new TypicalOutput(database);
  }

  /**
   * What an estimate comes to, and how fresh the prices are that say so.
   *
   * @param prices the answer that they were read by; null where the estimate is an amount
   */
  public record Priced(EstimatedCost cost, @Nullable Answer<PriceSchedule> prices) {}

  /**
   * What this would cost the subject.
   *
   * @param freshness how new the prices must be at least
   * @throws UnknownPriceException if usage is estimated and nobody knows what it costs
   * @throws NullPointerException if usage is estimated and the subject names no model
   * @throws io.trueup.cache.CacheException if the prices can't be read
   */
  public EstimatedCost of(Estimate estimate, Subject subject, ReadRequest freshness) {
    return priced(estimate, subject, freshness).cost();
  }

  /** The same, with the answer that the prices were read by. */
  public Priced priced(Estimate estimate, Subject subject, ReadRequest freshness) {
    if (estimate instanceof Estimate.OfAmount it) {
      return new Priced(EstimatedCost.of(it), null);
    }
    Estimate.OfUsage used = (Estimate.OfUsage) estimate;
    ModelId model = Objects.requireNonNull(subject.model(), "model");
    Answer<PriceSchedule> schedule = prices.read(model, freshness);
    UnitPrices unitPrices =
        schedule
            .value()
            .at(clock.instant())
            .orElseThrow(() -> new UnknownPriceException(model))
            .prices();
    Long most = used.maxOutputTokens();
    EstimatedCost cost =
        most == null
            ? EstimatedCost.of(
                used, EstimateBasis.LEARNT, unitPrices, typical.of(subject.organization(), model))
            : EstimatedCost.of(used, EstimateBasis.MAX_OUTPUT_TOKENS, unitPrices, most);
    return new Priced(cost, schedule);
  }
}
