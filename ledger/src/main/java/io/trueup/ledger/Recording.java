package io.trueup.ledger;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import io.trueup.cache.CoherentCache;
import io.trueup.cache.ReadRequest;
import io.trueup.ledger.BudgetWindows.Touched;
import io.trueup.ledger.HoldRows.Hold;
import io.trueup.ledger.Outcome.Written;
import io.trueup.ledger.UsageRows.RequestKey;
import io.trueup.ledger.UsageRows.Stored;
import io.trueup.spend.EffectivePrice;
import io.trueup.spend.InvalidInputException;
import io.trueup.spend.ModelId;
import io.trueup.spend.Money;
import io.trueup.spend.PriceSchedule;
import io.trueup.spend.SpendException;
import io.trueup.spend.Subject;
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
 * How calls are recorded in a transaction. Each stands alone: one that is refused leaves the others as
 * they are. All that are recorded share one change row, with what they add to the rollups summed by
 * rollup; the rows carry that change's id, by which a repetition finds its position.
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

  private final List<HoldDelta> endedHolds = new ArrayList<>();
  private List<RollupDelta> deltas = List.of();
  private boolean made;

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

  /**
   * A call to be recorded.
   *
   * @param claim what was held for it; null if nothing was reserved
   */
  record Entry(UsageRequest request, @Nullable Claim claim) {}

  /**
   * What a settlement gives back.
   *
   * @param live what is still held, of which budgets' windows
   */
  record Claim(Reservation reservation, List<Hold> live) {
    /** Whether it was admitted while the database was away, and nothing was held after all. */
    boolean isUnheld() {
      return !reservation.isHeld() && live.isEmpty();
    }
  }

  /** An id that sorts after those made before. */
  static String newId() {
    return IDS.generate().toString();
  }

  /** The id of the change that its new records share, the last of the transaction. */
  UUID changeId() {
    return changeId;
  }

  /** What the new records add to the sums. */
  List<RollupDelta> deltas() {
    return deltas;
  }

  /** Of which budgets' windows less is held now, and more covered. */
  List<HoldDelta> endedHolds() {
    return endedHolds;
  }

  /** Whether the ledger has another version for it. */
  boolean hasMade() {
    return made;
  }

  /** Writes the calls; one outcome for each, in order. The subjects' owners are known. */
  List<Outcome> write(List<Entry> entries) {
    List<Attempt> attempts = entries.stream().map(this::attempt).toList();
    Map<RequestKey, Stored> earlier = insert(attempts);
    drafts.keySet().removeAll(earlier.keySet());
    Map<RequestKey, Stored> known = new HashMap<>(earlier);
    List<Outcome> outcomes = new ArrayList<>(attempts.size());
    for (Attempt attempt : attempts) {
      outcomes.add(outcome(attempt, known));
    }
    store(List.copyOf(drafts.values()), settled(attempts, outcomes));
    return outcomes;
  }

  /** A call with what became of it if its id is new: a draft, or the reason against it. */
  private record Attempt(
      Entry entry, RequestKey key, String fingerprint, @Nullable RuntimeException refusal) {
    UsageRequest request() {
      return entry.request();
    }
  }

  private Attempt attempt(Entry entry) {
    RequestKey key = RequestKey.of(entry.request());
    String fingerprint = Fingerprint.of(entry.request());
    try {
      if (!drafts.containsKey(key)) {
        drafts.put(key, new Stored(toRecord(entry), fingerprint, changeId));
      }
      return new Attempt(entry, key, fingerprint, null);
    } catch (LedgerException | SpendException e) {
      return new Attempt(entry, key, fingerprint, e);
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

  private UsageRecord toRecord(Entry entry) {
    UsageRequest request = entry.request();
    if (!settings.createUnknownOwners() && !isUnheld(entry)) {
      memory.owners.checkKnown(request.subject());
    }
    Instant at = checkedTime(request.occurredAt());
    UsageRequest filledIn = request.filledIn(projectOf(entry), at);
    Money given = request.cost();
    if (given != null) {
      return record(entry, filledIn, given, Exactness.GIVEN, null);
    }
    Optional<EffectivePrice> price = priceOf(request.model(), at);
    if (price.isEmpty()) {
      return record(entry, filledIn, unpricedCost(entry), Exactness.UNPRICED, null);
    }
    Money cost = price.get().prices().cost(request.usage());
    UsageRequest.checkCost(cost);
    return record(entry, filledIn, cost, Exactness.EXACT, PriceUsed.of(price.get()));
  }

  /** Nobody could look for its owners then; and of a call that was made nothing is forgotten. */
  private static boolean isUnheld(Entry entry) {
    return entry.claim() != null && entry.claim().isUnheld();
  }

  /** What was reserved for is charged where it was held, even if its user has moved since. */
  private @Nullable String projectOf(Entry entry) {
    return entry.claim() == null
        ? memory.owners.projectOf(entry.request().subject())
        : entry.claim().reservation().subject().project();
  }

  private UsageRecord record(
      Entry entry,
      UsageRequest request,
      @Nullable Money cost,
      Exactness exactness,
      @Nullable PriceUsed price) {
    Instant charged = entry.claim() == null ? null : entry.claim().reservation().madeAt();
    return new UsageRecord(newId(), request, cost, exactness, price, now, charged, isUnheld(entry));
  }

  /**
   * Of a call that was made nothing is forgotten: without a price, what was held for it is kept.
   */
  private @Nullable Money unpricedCost(Entry entry) {
    if (entry.claim() != null) {
      return entry.claim().reservation().amount();
    }
    if (settings.unknownPrice() == UnknownPrice.REFUSE) {
      throw new UnknownPriceException(entry.request().model());
    }
    return null;
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

  /** A settlement with the record that it came to; that may be an earlier one. */
  private record Settled(Claim claim, UsageRecord record, boolean duplicate) {}

  private static List<Settled> settled(List<Attempt> attempts, List<Outcome> outcomes) {
    List<Settled> settled = new ArrayList<>();
    for (int i = 0; i < attempts.size(); i++) {
      Claim claim = attempts.get(i).entry().claim();
      if (claim != null && outcomes.get(i) instanceof Written it) {
        settled.add(new Settled(claim, it.stored().record(), it.duplicate()));
      }
    }
    return settled;
  }

  private void store(List<Stored> fresh, List<Settled> settled) {
    List<UsageRecord> records = fresh.stream().map(Stored::record).toList();
    deltas = deltasOf(records);
    List<Subject> subjects = records.stream().map(UsageRecord::subject).toList();
    if (!records.isEmpty()) {
      made |= memory.owners.addUnknown(tx, subjects, now);
      made |= memory.keys.ensure(tx.sql(), subjects);
      Rollups.add(tx.sql(), memory.keys, deltas);
      ConversationRollups.add(tx.sql(), memory.keys, deltas);
      memory.findBudgets(tx.sql(), subjects);
    }
    Map<Touched, Money> covered = cover(settled);
    if (!records.isEmpty()) {
      made |= BudgetWindows.add(tx.sql(), memory, deltas, covered);
    }
  }

  /**
   * Ends the holds; of the windows that the records count in, so much was held. What an earlier
   * record of the same id came to was spent without.
   */
  private Map<Touched, Money> cover(List<Settled> all) {
    Map<Touched, Money> covered = new HashMap<>();
    for (Settled settled : all) {
      UsageRecord record = settled.record();
      List<Touched> windows =
          settled.duplicate()
              ? List.of()
              : BudgetWindows.touched(memory, record.subject(), record.countedAt());
      for (Hold hold : settled.claim().live()) {
        Money cost = Objects.requireNonNullElse(record.cost(), Money.ZERO).min(hold.amount());
        Optional<Touched> window = windows.stream().filter(hold::isOf).findFirst();
        window.ifPresent(it -> covered.merge(it, cost, Money::plus));
        endedHolds.add(hold.ended(window.isPresent() ? cost : Money.ZERO));
      }
    }
    return covered;
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
