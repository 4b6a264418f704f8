package io.trueup.ledger;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import io.trueup.cache.Change;
import io.trueup.cache.CoherentCache;
import io.trueup.cache.ReadRequest;
import io.trueup.ledger.LedgerChange.CostRecorded;
import io.trueup.ledger.UsageRows.RequestKey;
import io.trueup.ledger.UsageRows.Stored;
import io.trueup.spend.EffectivePrice;
import io.trueup.spend.InvalidInputException;
import io.trueup.spend.ModelId;
import io.trueup.spend.Money;
import io.trueup.spend.PriceSchedule;
import io.trueup.spend.SpendException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/*
 * What one transaction of recordings does. Each request stands alone: one that is refused leaves the
 * others as they are. All that are recorded share one change row, with what they add to the rollups
 * summed by rollup; the rows carry that change's id, by which a repetition finds its position.
 *
 * Prices are read under the ledger's lock, where no price can change, strictly and once for each
 * model, through the cache: so the price charged is the one that holds at this place in the log, on
 * whichever node it was set.
 *
 * Times are cut to microseconds, what the database keeps: rounded up there, a record of the last
 * microsecond of a day would be of the next day by its row and of this one by its sums.
 */
final class Recording {
  static final Duration MAX_AHEAD = Duration.ofMinutes(5);

  /** In the order of time: new rows stand at one end of the index, so few of its pages change. */
  private static final TimeBasedEpochGenerator IDS = Generators.timeBasedEpochGenerator();

  private final LedgerTransaction tx;
  private final CoherentCache<ModelId, PriceSchedule> prices;
  private final Instant now;
  private final RecordingSettings settings;
  private final Map<RequestKey, Stored> known;
  private final Owners owners;
  private final UUID changeId = UUID.randomUUID();
  private final List<Stored> fresh = new ArrayList<>();
  private final Map<ModelId, PriceSchedule> schedules = new HashMap<>();

  Recording(
      LedgerTransaction tx,
      CoherentCache<ModelId, PriceSchedule> prices,
      Instant now,
      RecordingSettings settings,
      Collection<UsageRequest> requests) {
    this.tx = tx;
    this.prices = prices;
    this.now = now.truncatedTo(ChronoUnit.MICROS);
    this.settings = settings;
    this.known =
        new HashMap<>(UsageRows.find(tx.sql(), requests.stream().map(RequestKey::of).toList()));
    this.owners = Owners.of(tx.sql(), requests);
  }

  /** What became of a request; where a record stands in the log is known after the commit. */
  sealed interface Outcome {
    /**
     * It is in the ledger.
     *
     * @param duplicate whether it was before
     */
    record Written(Stored stored, boolean duplicate) implements Outcome {}

    /** It is not. */
    record Rejected(RuntimeException reason) implements Outcome {}
  }

  /** The id of the change that its new records share, the last of the transaction. */
  UUID changeId() {
    return changeId;
  }

  /** Writes the requests; one outcome for each, in order. */
  List<Outcome> write(Collection<UsageRequest> requests) {
    List<Outcome> outcomes = requests.stream().map(this::outcomeOf).toList();
    store();
    return outcomes;
  }

  private Outcome outcomeOf(UsageRequest request) {
    try {
      return written(request);
    } catch (LedgerException | SpendException e) {
      return new Outcome.Rejected(e);
    }
  }

  private Outcome written(UsageRequest request) {
    String fingerprint = Fingerprint.of(request);
    Stored earlier = known.get(RequestKey.of(request));
    if (earlier != null) {
      if (!earlier.fingerprint().equals(fingerprint)) {
        throw new IdempotencyConflictException(request.organization(), request.requestId());
      }
      return new Outcome.Written(earlier, true);
    }
    Stored stored = new Stored(toRecord(request), fingerprint, changeId);
    known.put(RequestKey.of(request), stored);
    fresh.add(stored);
    return new Outcome.Written(stored, false);
  }

  private UsageRecord toRecord(UsageRequest request) {
    if (!settings.createUnknownOwners()) {
      owners.checkKnown(request);
    }
    Instant at = checkedTime(request.occurredAt());
    UsageRequest filledIn = request.filledIn(owners.projectOf(request), at);
    String id = IDS.generate().toString();
    Money given = request.cost();
    if (given != null) {
      return new UsageRecord(id, filledIn, given, Exactness.GIVEN, null, now);
    }
    Optional<EffectivePrice> price = priceOf(request.model(), at);
    if (price.isEmpty()) {
      return unpriced(id, filledIn);
    }
    Money cost = price.get().prices().charge(request.usage()).total();
    UsageRequest.checkCost(cost);
    return new UsageRecord(id, filledIn, cost, Exactness.EXACT, PriceUsed.of(price.get()), now);
  }

  private UsageRecord unpriced(String id, UsageRequest request) {
    if (settings.unknownPrice() == UnknownPrice.REFUSE) {
      throw new UnknownPriceException(request.model());
    }
    return new UsageRecord(id, request, null, Exactness.UNPRICED, null, now);
  }

  private Optional<EffectivePrice> priceOf(ModelId model, Instant at) {
    return schedules
        .computeIfAbsent(model, id -> prices.read(id, ReadRequest.STRICT).value())
        .at(at);
  }

  private Instant checkedTime(@Nullable Instant given) {
    Instant at = given == null ? now : given.truncatedTo(ChronoUnit.MICROS);
    if (at.isAfter(now.plus(MAX_AHEAD))) {
      throw new InvalidInputException("occurred_at", "must not be more than 5 minutes ahead");
    }
    Instant oldest = now.minus(settings.retention());
    if (at.isBefore(oldest)) {
      throw new InvalidInputException("occurred_at", "is older than records are kept: " + oldest);
    }
    return at;
  }

  private void store() {
    if (fresh.isEmpty()) {
      return;
    }
    List<UsageRecord> records = fresh.stream().map(Stored::record).toList();
    owners.addUnknown(tx, records.stream().map(UsageRecord::request).toList(), now);
    UsageRows.insert(tx.sql(), fresh);
    List<RollupDelta> deltas = deltasOf(records);
    Rollups.add(tx.sql(), deltas);
    ConversationRollups.add(tx.sql(), deltas);
    BudgetWindows.add(tx.sql(), deltas);
    CostRecorded fact = new CostRecorded(deltas);
    tx.changes().append(new Change(changeId, InvalidationRules.tagsOf(fact), fact));
  }

  /** One delta for each rollup and conversation. */
  private static List<RollupDelta> deltasOf(List<UsageRecord> records) {
    Map<RollupDelta, SpendTotals> sums = new LinkedHashMap<>();
    for (UsageRecord record : records) {
      RollupDelta delta = record.delta();
      RollupDelta sum = new RollupDelta(delta.key(), delta.conversation(), SpendTotals.NONE);
      sums.merge(sum, delta.totals(), SpendTotals::plus);
    }
    return sums.entrySet().stream()
        .map(e -> new RollupDelta(e.getKey().key(), e.getKey().conversation(), e.getValue()))
        .toList();
  }
}
