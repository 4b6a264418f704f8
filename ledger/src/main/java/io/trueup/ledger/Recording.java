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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/*
 * What one transaction of recordings does. Each request stands alone: one that is refused leaves the
 * others as they are. All that are recorded share one change row, with what they add to the rollups
 * summed by rollup; the rows carry that change's id, by which a repetition finds its position.
 *
 * Which requests are repetitions is known once the records are inserted, those left out whose ids are
 * there already: only then, or when a request is refused, is one looked for. Sums are made of what
 * was inserted.
 *
 * Prices are read under the ledger's lock, where no price can change, strictly and once for each
 * model and version of the ledger, through the cache: so the price charged is the one that holds at
 * this place in the log, on whichever node it was set.
 *
 * Times are cut to microseconds, what the database keeps: rounded up there, a record of the last
 * microsecond of a day would be of the next day by its row and of this one by its sums.
 */
final class Recording {
  static final Duration MAX_AHEAD = Duration.ofMinutes(5);

  /** In the order of time: new rows stand at one end of the index, so few of its pages change. */
  private static final TimeBasedEpochGenerator IDS = Generators.timeBasedEpochGenerator();

  private final LedgerTransaction tx;
  private final RecordingMemory memory;
  private final CoherentCache<ModelId, PriceSchedule> prices;
  private final Instant now;
  private final RecordingSettings settings;
  private final UUID changeId = UUID.randomUUID();

  /** By request id, in the order of the requests: what is to be inserted. */
  private final Map<RequestKey, Stored> drafts = new LinkedHashMap<>();

  Recording(
      LedgerTransaction tx,
      RecordingMemory memory,
      CoherentCache<ModelId, PriceSchedule> prices,
      Instant now,
      RecordingSettings settings) {
    this.tx = tx;
    this.memory = memory;
    this.prices = prices;
    this.now = now.truncatedTo(ChronoUnit.MICROS);
    this.settings = settings;
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
  List<Outcome> write(List<UsageRequest> requests) {
    memory.owners.find(tx.sql(), requests);
    List<Attempt> attempts = requests.stream().map(this::attempt).toList();
    Map<RequestKey, Stored> earlier = insert(attempts);
    drafts.keySet().removeAll(earlier.keySet());
    store(List.copyOf(drafts.values()));
    Map<RequestKey, Stored> known = new HashMap<>(earlier);
    List<Outcome> outcomes = new ArrayList<>(attempts.size());
    for (Attempt attempt : attempts) {
      outcomes.add(outcome(attempt, known));
    }
    return outcomes;
  }

  /** A request with what became of it if its id is new: a draft, or the reason against it. */
  private record Attempt(
      UsageRequest request,
      RequestKey key,
      String fingerprint,
      @Nullable RuntimeException refusal) {}

  private Attempt attempt(UsageRequest request) {
    RequestKey key = RequestKey.of(request);
    String fingerprint = Fingerprint.of(request);
    try {
      if (!drafts.containsKey(key)) {
        drafts.put(key, new Stored(toRecord(request), fingerprint, changeId));
      }
      return new Attempt(request, key, fingerprint, null);
    } catch (LedgerException | SpendException e) {
      return new Attempt(request, key, fingerprint, e);
    }
  }

  /** Inserts the drafts; answers what is in the ledger already, under whichever of the ids. */
  private Map<RequestKey, Stored> insert(List<Attempt> attempts) {
    int inserted = drafts.isEmpty() ? 0 : UsageRows.insertNew(tx.sql(), drafts.values());
    if (inserted == drafts.size() && attempts.stream().allMatch(it -> it.refusal() == null)) {
      return Map.of();
    }
    Map<RequestKey, Stored> found =
        UsageRows.find(tx.sql(), attempts.stream().map(Attempt::key).collect(Collectors.toSet()));
    found.values().removeIf(stored -> stored.changeId().equals(changeId));
    return found;
  }

  /** What is known already makes the request a repetition, or one in conflict. */
  private Outcome outcome(Attempt attempt, Map<RequestKey, Stored> known) {
    Stored first = known.get(attempt.key());
    if (first == null && attempt.refusal() != null) {
      return new Outcome.Rejected(attempt.refusal());
    }
    Stored stored = first == null ? Objects.requireNonNull(drafts.get(attempt.key())) : first;
    if (!stored.fingerprint().equals(attempt.fingerprint())) {
      UsageRequest request = attempt.request();
      return new Outcome.Rejected(
          new IdempotencyConflictException(request.organization(), request.requestId()));
    }
    known.put(attempt.key(), stored);
    return new Outcome.Written(stored, first != null);
  }

  private UsageRecord toRecord(UsageRequest request) {
    if (!settings.createUnknownOwners()) {
      memory.owners.checkKnown(request);
    }
    Instant at = checkedTime(request.occurredAt());
    UsageRequest filledIn = request.filledIn(memory.owners.projectOf(request), at);
    String id = IDS.generate().toString();
    Money given = request.cost();
    if (given != null) {
      return new UsageRecord(id, filledIn, given, Exactness.GIVEN, null, now);
    }
    Optional<EffectivePrice> price = priceOf(request.model(), at);
    if (price.isEmpty()) {
      return unpriced(id, filledIn);
    }
    Money cost = price.get().prices().cost(request.usage());
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
    return memory
        .schedules
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

  private void store(List<Stored> fresh) {
    if (fresh.isEmpty()) {
      return;
    }
    List<UsageRecord> records = fresh.stream().map(Stored::record).toList();
    List<RollupDelta> deltas = deltasOf(records);
    boolean made =
        memory.owners.addUnknown(tx, records.stream().map(UsageRecord::request).toList(), now);
    made |= memory.keys.ensure(tx.sql(), records.stream().map(UsageRecord::subject).toList());
    Rollups.add(tx.sql(), memory.keys, deltas);
    ConversationRollups.add(tx.sql(), memory.keys, deltas);
    made |= BudgetWindows.add(tx.sql(), memory, deltas);
    Crossings.raise(tx, memory, now);
    if (made) {
      memory.renewed(LedgerVersion.renew(tx.sql()));
    }
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
