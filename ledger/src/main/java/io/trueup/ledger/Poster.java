package io.trueup.ledger;

import io.trueup.cache.CoherentCache;
import io.trueup.cache.Position;
import io.trueup.changelog.ChangeTransaction;
import io.trueup.ledger.Outcome.Rejected;
import io.trueup.ledger.UsageRows.RequestKey;
import io.trueup.spend.ModelId;
import io.trueup.spend.PriceSchedule;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Posts what callers want, those who wait at once together. Safe for use by many threads. */
final class Poster {
  /**
   * What became of an operation.
   *
   * @param position of its change; null if it changed nothing, or the log no longer has that
   */
  record Posted(Outcome outcome, @Nullable Position position) {}

  private static final Duration SWEEP_EVERY = Duration.ofMinutes(1);
  private static final int MOST_SWEPT = 10_000;

  private final LedgerDatabase database;
  private final CoherentCache<ModelId, PriceSchedule> prices;
  private final InstantSource clock;
  private final RecordingSettings settings;
  private final RecordingMemory memory;
  private final Leases leases;
  private final GroupCommit<Operation, Posted> group;

  /** Used by the writing thread only. */
  private Instant sweptAt = Instant.EPOCH;

  Poster(
      LedgerDatabase database,
      CoherentCache<ModelId, PriceSchedule> prices,
      InstantSource clock,
      RecordingSettings settings,
      @Nullable DefaultBudget defaultBudget,
      Leases leases) {
    this.database = database;
    this.prices = prices;
    this.clock = clock;
    this.settings = settings;
    this.leases = leases;
    this.memory = new RecordingMemory(new Owners(defaultBudget));
    this.group = new GroupCommit<>(settings, this::post, e -> new Posted(new Rejected(e), null));
  }

  /**
   * Puts it into the queue; the answer completes without exception.
   *
   * @throws RecordingBusyException if the queue stayed full
   * @throws IllegalStateException if the thread has a transaction open
   */
  CompletableFuture<Posted> submit(Operation operation) {
    database.checkOutsideTransaction();
    return group.submit(operation);
  }

  /** Does it, and waits. */
  Posted post(Operation operation) {
    return await(submit(operation));
  }

  static Posted await(CompletableFuture<Posted> answer) {
    try {
      return answer.join();
    } catch (CompletionException e) {
      throw new LedgerException("recording failed: " + e.getCause(), e.getCause());
    }
  }

  /** How many transactions were made. */
  long batches() {
    return group.batches();
  }

  private List<Posted> post(List<Operation> operations) {
    readPrices(operations);
    Map<UUID, Position> positions = new HashMap<>();
    Set<UUID> changes = new HashSet<>();
    Lease.Start start = leases.start();
    List<Outcome> outcomes = database.record(tx -> post(tx, start, operations, changes, positions));
    Map<UUID, Position> earlier = positionsOfEarlier(outcomes, changes);
    earlier.values().stream().max(Comparator.naturalOrder()).ifPresent(database::followTo);
    positions.putAll(earlier);
    return outcomes.stream().map(it -> new Posted(it, positionOf(it, positions))).toList();
  }

  private static @Nullable Position positionOf(Outcome outcome, Map<UUID, Position> positions) {
    return outcome.changeId() == null ? null : positions.get(outcome.changeId());
  }

  /** Before the lock is taken: under it, what is in the cache is only confirmed. */
  private void readPrices(List<Operation> operations) {
    Set<ModelId> models = new HashSet<>();
    for (Operation operation : operations) {
      if (operation instanceof Operation.RecordCall it) {
        models.add(it.request().model());
      } else if (operation instanceof Operation.Settle it && it.settlement().model() != null) {
        models.add(it.settlement().model());
      }
    }
    models.removeAll(memory.schedules.keySet());
    models.forEach(prices::get);
  }

  private List<Outcome> post(
      LedgerTransaction tx,
      Lease.Start start,
      List<Operation> operations,
      Set<UUID> changes,
      Map<UUID, Position> positions) {
    memory.begin(tx.version());
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    ChangeTransaction transaction = tx.changes();
    transaction.afterCommit(
        () -> {
          memory.committed();
          changes.forEach(
              change -> transaction.committedAt(change).ifPresent(at -> positions.put(change, at)));
        });
    sweepIfDue(tx, now);
    @Nullable Outcome[] outcomes = new @Nullable Outcome[operations.size()];
    for (List<Integer> round : Rounds.of(operations, this::unheld)) {
      Recording recording = new Recording(tx, memory, prices, now, settings);
      changes.add(recording.changeId());
      List<Outcome> done =
          new Posting(database, tx, memory, recording, new Lending(tx, leases, start, now), now)
              .run(round.stream().map(operations::get).toList(), settings.createUnknownOwners());
      for (int i = 0; i < done.size(); i++) {
        outcomes[round.get(i)] = done.get(i);
      }
    }
    return List.of(outcomes).stream().map(Objects::requireNonNull).toList();
  }

  /** What expired long ago and was never settled holds nothing; it only takes room. */
  private void sweepIfDue(LedgerTransaction tx, Instant now) {
    if (Duration.between(sweptAt, now).abs().compareTo(SWEEP_EVERY) >= 0) {
      HoldRows.sweep(tx.sql(), now, MOST_SWEPT);
      sweptAt = now;
    }
  }

  private Optional<RequestKey> unheld(String reservation) {
    return Unheld.describe(reservation, leases.seal()).map(Unheld::keyOf);
  }

  private Map<UUID, Position> positionsOfEarlier(List<Outcome> outcomes, Set<UUID> known) {
    Set<UUID> changes = new HashSet<>();
    for (Outcome outcome : outcomes) {
      UUID change = outcome.changeId();
      if (change != null && !known.contains(change)) {
        changes.add(change);
      }
    }
    return database.positionsOf(changes);
  }

  /** Does what is queued, then refuses. */
  void close() {
    group.close();
  }
}
