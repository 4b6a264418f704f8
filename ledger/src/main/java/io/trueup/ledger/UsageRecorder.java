package io.trueup.ledger;

import io.trueup.cache.Position;
import io.trueup.ledger.Outcome.Rejected;
import io.trueup.ledger.Outcome.Written;
import io.trueup.ledger.Poster.Posted;
import io.trueup.ledger.RecordResult.Recorded;
import io.trueup.ledger.RecordResult.Refused;
import io.trueup.ledger.UsageRows.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Records usage: durable before it answers, idempotent by request id. Safe for many threads. */
public final class UsageRecorder {
  private static final String LIST = "usage";

  private final LedgerDatabase database;
  private final Poster poster;

  UsageRecorder(LedgerDatabase database, Poster poster) {
    this.database = database;
    this.poster = poster;
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
    return result(poster.post(new Operation.RecordCall(request))).orThrow();
  }

  /** Records many calls, each on its own; one result for each, in order. */
  public List<RecordResult> recordAll(List<UsageRequest> requests) {
    List<CompletableFuture<Posted>> answers = new ArrayList<>(requests.size());
    for (UsageRequest request : requests) {
      answers.add(submitOrRefuse(request));
    }
    return answers.stream().map(answer -> result(Poster.await(answer))).toList();
  }

  private CompletableFuture<Posted> submitOrRefuse(UsageRequest request) {
    try {
      return poster.submit(new Operation.RecordCall(request));
    } catch (RecordingBusyException e) {
      return CompletableFuture.completedFuture(new Posted(new Rejected(e), null));
    }
  }

  static RecordResult result(Posted posted) {
    return posted.outcome() instanceof Written it
        ? new Recorded(it.stored().record(), posted.position(), it.duplicate())
        : new Refused(((Rejected) posted.outcome()).reason());
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
    UsageRows.After after = UsageRows.After.of(LIST, cursor);
    return Page.of(
            database.query(sql -> UsageRows.list(sql, query, after, limit + 1)),
            limit,
            last -> Cursor.of(LIST, last.record().occurredAt().toString(), last.record().id()))
        .map(this::recorded);
  }

  private List<Recorded> recorded(List<Stored> stored) {
    Set<UUID> changes = stored.stream().map(Stored::changeId).collect(Collectors.toSet());
    Map<UUID, Position> positions = database.positionsOf(changes);
    return stored.stream()
        .map(it -> new Recorded(it.record(), positions.get(it.changeId()), false))
        .toList();
  }
}
