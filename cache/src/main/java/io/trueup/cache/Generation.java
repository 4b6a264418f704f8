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
 * The horizon only ever is where the log's head was seen. What was read of a log that goes on is applied
 * but not published: its end may lie within a transaction, and a value of such a moment never was.
 */
final class Generation {
  final Incarnation incarnation;
  final TagSlots slots = new TagSlots();
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

  Generation(
      Incarnation incarnation,
      LoggedChange start,
      long freshAt,
      Bounds bounds,
      List<CoherentCache<?, ?>> caches) {
    this.incarnation = incarnation;
    this.knownSince = start.position().value();
    this.recent = new RecentChanges(bounds.journal(), knownSince);
    this.heads = new HeadTimes(knownSince, freshAt);
    this.horizon = knownSince;
    this.applied = knownSince;
    this.appliedId = start.change().id();
    this.ids = new RowIds(bounds.idsKept());
    ids.add(knownSince, appliedId);
    this.freshAt = freshAt;
    this.stores = caches.stream().map(cache -> cache.newStore(this)).toArray(Store<?>[]::new);
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
