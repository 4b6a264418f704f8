package io.trueup.cache;

import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/*
 * All that a node believes, as one object: tag slots, journals, horizon, incarnation, and the entries
 * of every cache. A reset makes a new one and swaps it in with a single write; loads, folds and
 * promotions begun before end in the old one, which nobody reads any more. Were these swapped one
 * after the other, an entry of the old history could meet tag slots that know nothing of it.
 *
 * Publication order, and readers read in the opposite one: journals and tag slots, horizon, freshness.
 *
 * In another session the database may have been put back to any row at or after the horizon, and nothing
 * in the log would tell. What an entry contains is known to be of this history only if the log was looked
 * at in the old session after its load had ended: whatever it had seen was at or below the horizon then.
 * Only such entries are taken over (Rules.outlives). It does not help to compare row ids: a load that
 * does not know its position has none, and the log, put back to the horizon, looks as it did before.
 *
 * The horizon only ever is where the log's head was seen. What was read of a log that goes on is applied
 * but not published: its end may lie within a transaction, and a value of such a moment never was.
 */
final class Generation {
  final Incarnation incarnation;
  final UUID session;
  final TagSlots slots;
  final RecentChanges recent;
  final HeadTimes heads;

  /** Slots know every change after this position. */
  final long knownSince;

  private volatile long horizon;
  private volatile long freshAt;
  private volatile int confirmedBy;
  private volatile Store<?>[] stores;
  private final RowIds ids;

  // Follower's lock held.
  private long applied;
  private UUID appliedId;

  /**
   * What is kept of the log's tail.
   *
   * @param shared null if there is no second level, whose values are judged by row ids
   */
  record Bounds(JournalBound journal, @Nullable SecondLevelBound shared) {
    int idsKept() {
      return shared == null ? 0 : shared.maxChanges();
    }
  }

  /** Where one begins. */
  record Start(Incarnation incarnation, UUID session, LoggedChange row, long freshAt) {}

  Generation(Start begin, Bounds bounds, List<CoherentCache<?, ?>> caches) {
    LoggedChange start = begin.row();
    this.incarnation = begin.incarnation();
    this.session = begin.session();
    this.slots = new TagSlots();
    this.knownSince = start.position().value();
    this.recent = new RecentChanges(bounds.journal(), knownSince);
    this.heads = new HeadTimes(knownSince, begin.freshAt());
    this.horizon = knownSince;
    this.applied = knownSince;
    this.appliedId = start.change().id();
    this.ids = new RowIds(bounds.idsKept());
    ids.add(knownSince, appliedId);
    this.freshAt = begin.freshAt();
    this.stores = caches.stream().map(cache -> cache.newStore(this)).toArray(Store<?>[]::new);
  }

  /** The same history in another session, with the entries that are proven. O(entries). */
  private Generation(Generation before, UUID session, List<CoherentCache<?, ?>> caches) {
    this.incarnation = before.incarnation;
    this.session = session;
    this.slots = before.slots;
    this.knownSince = before.knownSince;
    this.recent = before.recent;
    this.heads = before.heads;
    this.horizon = before.horizon;
    this.applied = before.applied;
    this.appliedId = before.appliedId;
    this.ids = before.ids;
    this.freshAt = before.freshAt;
    this.confirmedBy = before.confirmedBy;
    this.stores =
        caches.stream().map(cache -> cache.storeAfter(before, this)).toArray(Store<?>[]::new);
  }

  /** Follower's lock held: this history as seen in a session. */
  Generation in(UUID present, List<CoherentCache<?, ?>> caches) {
    return present.equals(session) ? this : new Generation(this, present, caches);
  }

  long horizon() {
    return horizon;
  }

  /** Monotonic time at which the horizon was last known to be the head of the log. */
  long freshAt() {
    return freshAt;
  }

  /** Number of the last catch-up that reached the head and found this history continued. */
  int confirmedBy() {
    return confirmedBy;
  }

  /** Follower's lock held. */
  void confirmedBy(int catchUp) {
    confirmedBy = catchUp;
  }

  Store<?> store(int ordinal) {
    return stores[ordinal];
  }

  /** Follower's lock held. */
  void add(CoherentCache<?, ?> cache) {
    Store<?>[] more = Arrays.copyOf(stores, stores.length + 1);
    more[stores.length] = cache.newStore(this);
    stores = more;
  }

  /** Follower's lock held: the last row in journals and slots, at the horizon or above it. */
  long applied() {
    return applied;
  }

  /** Follower's lock held. */
  boolean isAt(LoggedChange row) {
    return row.position().value() == applied && row.change().id().equals(appliedId);
  }

  /** Follower's lock held; ascending, all after those applied before. Readers do not see it yet. */
  void apply(List<LoggedChange> changes) {
    if (changes.isEmpty()) {
      return;
    }
    for (LoggedChange logged : changes) {
      recent.append(logged);
      long position = logged.position().value();
      ids.add(position, logged.change().id());
      logged.change().tags().forEach(tag -> slots.touch(tag, position));
    }
    LoggedChange last = changes.get(changes.size() - 1);
    appliedId = last.change().id();
    applied = last.position().value();
  }

  /** Follower's lock held; the time before the read that found nothing more was sent. */
  void freshAsOf(long nanos) {
    horizon = applied;
    heads.wasHead(horizon, nanos);
    freshAt = nanos;
  }

  /** The id of the change at a position, or null if this node does not know. */
  @Nullable UUID idAt(long position) {
    return ids.at(position);
  }
}
