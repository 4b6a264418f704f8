package io.trueup.ledger;

import io.trueup.cache.CoherentCache;
import io.trueup.cache.Position;
import io.trueup.changelog.ChangeTransaction;
import io.trueup.ledger.RecordResult.Recorded;
import io.trueup.ledger.RecordResult.Refused;
import io.trueup.ledger.Recording.Outcome;
import io.trueup.ledger.Recording.Outcome.Rejected;
import io.trueup.ledger.Recording.Outcome.Written;
import io.trueup.ledger.UsageRows.Stored;
import io.trueup.spend.ModelId;
import io.trueup.spend.PriceSchedule;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/*
 * Group commit. Callers put their requests into a bounded queue and wait; one thread takes whatever
 * has gathered and writes it in one transaction. Nobody waits for a timer: while one transaction
 * commits, the next batch gathers by itself, so batches grow with the load and a lone record is
 * written at once. A caller is answered when its batch has committed and this node's caches have
 * applied it.
 *
 * If a batch fails as a whole (one of its rows is refused by the database, or what it says is more
 * than a change row holds), each half of it is written by itself, and so on, so that only the one at
 * fault fails. A full queue makes callers wait, then refuses:
 * nothing is dropped in silence.
 */

/** Records usage: durable before it answers, idempotent by request id. Safe for many threads. */
public final class UsageRecorder {
  /** For who still waits when an error ends the thread; has no effect on who was answered. */
  private static final RecordResult DIED =
      new Refused(
          new LedgerException("recording broke down: whether it is recorded is open", null));

  private static final String LIST = "usage";

  private record Waiting(UsageRequest request, CompletableFuture<RecordResult> answer) {}

  private final LedgerDatabase database;
  private final CoherentCache<ModelId, PriceSchedule> prices;
  private final InstantSource clock;
  private final RecordingSettings settings;
  private final BlockingQueue<Waiting> queue;
  private final RecordingMemory memory = new RecordingMemory();
  private final Thread writer;
  private volatile boolean closed;

  final LongAdder batches = new LongAdder();

  UsageRecorder(
      LedgerDatabase database,
      CoherentCache<ModelId, PriceSchedule> prices,
      InstantSource clock,
      RecordingSettings settings) {
    this.database = database;
    this.prices = prices;
    this.clock = clock;
    this.settings = settings;
    this.queue = new ArrayBlockingQueue<>(settings.queue());
    this.writer = new Thread(this::run, "trueup-recorder");
    writer.setDaemon(true);
    writer.start();
  }

  /**
   * Records one call. When this returns, the record is durable and this node's caches contain it.
   *
   * @throws IdempotencyConflictException if the request id was used for something else
   * @throws UnknownPriceException if nobody knows what it costs
   * @throws UnknownObjectException if it names an organization, project or user that is not there,
   *     and recording is set not to make them
   * @throws io.trueup.spend.InvalidInputException naming the field that is wrong
   * @throws RecordingBusyException if the queue stayed full
   * @throws IllegalStateException if the thread has a transaction open: recording has its own,
   *     which would wait for it
   */
  public Recorded record(UsageRequest request) {
    return await(submit(request)).orThrow();
  }

  /** Records many calls, each on its own; one result for each, in order. */
  public List<RecordResult> recordAll(List<UsageRequest> requests) {
    List<CompletableFuture<RecordResult>> answers = new ArrayList<>(requests.size());
    for (UsageRequest request : requests) {
      answers.add(submitOrRefuse(request));
    }
    return answers.stream().map(this::await).toList();
  }

  private CompletableFuture<RecordResult> submitOrRefuse(UsageRequest request) {
    try {
      return submit(request);
    } catch (RecordingBusyException e) {
      return CompletableFuture.completedFuture(new Refused(e));
    }
  }

  private CompletableFuture<RecordResult> submit(UsageRequest request) {
    database.checkOutsideTransaction();
    Waiting waiting = new Waiting(request, new CompletableFuture<>());
    try {
      if (closed || !queue.offer(waiting, settings.patience().toNanos(), TimeUnit.NANOSECONDS)) {
        throw new RecordingBusyException(queue.size(), settings.patience().plusSeconds(1));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LedgerException("interrupted before the record was queued: not recorded", e);
    }
    if (closed) {
      refuseAll();
    }
    return waiting.answer();
  }

  private RecordResult await(CompletableFuture<RecordResult> answer) {
    try {
      return answer.join();
    } catch (CompletionException e) {
      throw new LedgerException("recording failed: " + e.getCause(), e.getCause());
    }
  }

  /** The record of this id, if there is one, with its place in the log if that still has it. */
  public Optional<Recorded> find(String id) {
    return database
        .query(sql -> UsageRows.find(sql, id))
        .map(stored -> recorded(List.of(stored)).get(0));
  }

  /**
   * Records, newest first, those of one instant by id, from the database. O(records of the page)
   * where an organization is given, with a user or a conversation if these are; what else is asked
   * for is looked through.
   *
   * @param cursor the last page's, or null for the first
   * @param limit 1 to {@link Page#MAX_LIMIT}
   * @throws io.trueup.spend.InvalidInputException naming {@code cursor} or {@code limit}
   */
  public Page<Recorded> list(UsageQuery query, @Nullable String cursor, int limit) {
    Cursor.checkLimit(limit);
    UsageRows.After after = after(cursor);
    return Page.of(
            database.query(sql -> UsageRows.list(sql, query, after, limit + 1)),
            limit,
            last -> Cursor.of(LIST, last.record().occurredAt().toString(), last.record().id()))
        .map(this::recorded);
  }

  private static UsageRows.@Nullable After after(@Nullable String cursor) {
    List<@Nullable String> key = Cursor.read(LIST, 2, cursor);
    try {
      return key == null
          ? null
          : new UsageRows.After(
              Instant.parse(String.valueOf(key.get(0))), String.valueOf(key.get(1)));
    } catch (DateTimeParseException e) {
      throw Cursor.unknown(e);
    }
  }

  private List<Recorded> recorded(List<Stored> stored) {
    Set<UUID> changes = stored.stream().map(Stored::changeId).collect(Collectors.toSet());
    Map<UUID, Position> positions = database.positionsOf(changes);
    return stored.stream()
        .map(it -> new Recorded(it.record(), positions.get(it.changeId()), false))
        .toList();
  }

  private void run() {
    try {
      while (!closed || !queue.isEmpty()) {
        writeNext();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      closed = true;
      refuseAll();
    }
  }

  private void writeNext() throws InterruptedException {
    Waiting first = queue.poll(100, TimeUnit.MILLISECONDS);
    if (first == null) {
      return;
    }
    List<Waiting> batch = new ArrayList<>(settings.batch());
    batch.add(first);
    queue.drainTo(batch, settings.batch() - 1);
    try {
      write(batch);
    } finally {
      batch.forEach(waiting -> waiting.answer().complete(DIED));
    }
  }

  private void write(List<Waiting> batch) {
    try {
      answer(batch, writeAll(batch.stream().map(Waiting::request).toList()));
    } catch (RuntimeException e) {
      int half = batch.size() / 2;
      if (half > 0) {
        write(batch.subList(0, half));
        write(batch.subList(half, batch.size()));
      } else {
        batch.get(0).answer().complete(new Refused(failure(e)));
      }
    }
  }

  private static LedgerException failure(RuntimeException e) {
    return e instanceof LedgerException known
        ? known
        : new LedgerException("nothing was recorded: " + e.getMessage(), e);
  }

  private static void answer(List<Waiting> batch, List<RecordResult> results) {
    for (int i = 0; i < batch.size(); i++) {
      batch.get(i).answer().complete(results.get(i));
    }
  }

  private List<RecordResult> writeAll(List<UsageRequest> requests) {
    Set<ModelId> models = new HashSet<>();
    requests.forEach(request -> models.add(request.model()));
    models.removeAll(memory.schedules.keySet());
    models.forEach(prices::get);
    Map<UUID, Position> positions = new HashMap<>();
    List<Outcome> outcomes =
        database.record(
            tx -> {
              memory.begin(tx.version());
              Recording recording = new Recording(tx, memory, prices, clock.instant(), settings);
              ChangeTransaction changes = tx.changes();
              changes.afterCommit(
                  () -> {
                    memory.committed();
                    changes.committedAt().ifPresent(at -> positions.put(recording.changeId(), at));
                  });
              return recording.write(requests);
            });
    batches.increment();
    positions.putAll(positionsOfEarlier(outcomes));
    return outcomes.stream().map(outcome -> result(outcome, positions)).toList();
  }

  private Map<UUID, Position> positionsOfEarlier(List<Outcome> outcomes) {
    Set<UUID> changes = new HashSet<>();
    for (Outcome outcome : outcomes) {
      if (outcome instanceof Written written && written.duplicate()) {
        changes.add(written.stored().changeId());
      }
    }
    return database.positionsOf(changes);
  }

  private static RecordResult result(Outcome outcome, Map<UUID, Position> positions) {
    if (outcome instanceof Written it) {
      Position position = positions.get(it.stored().changeId());
      return new Recorded(it.stored().record(), position, it.duplicate());
    }
    return new Refused(((Rejected) outcome).reason());
  }

  private void refuseAll() {
    List<Waiting> left = new ArrayList<>();
    queue.drainTo(left);
    left.forEach(
        waiting ->
            waiting
                .answer()
                .complete(new Refused(new LedgerException("closed: not recorded", null))));
  }

  /** Writes what is queued, then refuses. */
  void close() {
    closed = true;
    try {
      writer.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
