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
import java.util.Optional;
import java.util.function.LongSupplier;
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
    EstimatedCost cost =
        cost(used, model, schedule.value(), () -> typical.of(subject.organization(), model));
    return new Priced(cost, schedule);
  }

  /**
   * The same as far as this node knows without asking anybody; empty if it knows no prices.
   *
   * @throws UnknownPriceException if usage is estimated and nobody knew what it costs
   */
  Optional<EstimatedCost> lastKnown(Estimate estimate, Subject subject) {
    if (estimate instanceof Estimate.OfAmount it) {
      return Optional.of(EstimatedCost.of(it));
    }
    Estimate.OfUsage used = (Estimate.OfUsage) estimate;
    ModelId model = Objects.requireNonNull(subject.model(), "model");
    LongSupplier output = () -> typical.lastKnown(subject.organization(), model);
    return prices.lastKnown(model).map(known -> cost(used, model, known.value(), output));
  }

  private EstimatedCost cost(
      Estimate.OfUsage used, ModelId model, PriceSchedule schedule, LongSupplier usualOutput) {
    UnitPrices unitPrices =
        schedule.at(clock.instant()).orElseThrow(() -> new UnknownPriceException(model)).prices();
    Long most = used.maxOutputTokens();
    return most == null
        ? EstimatedCost.of(used, EstimateBasis.LEARNT, unitPrices, usualOutput.getAsLong())
        : EstimatedCost.of(used, EstimateBasis.MAX_OUTPUT_TOKENS, unitPrices, most);
  }
}
