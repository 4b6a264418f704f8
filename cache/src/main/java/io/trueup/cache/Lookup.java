package io.trueup.cache;

import io.trueup.cache.spi.PendingChanges;
import org.jspecify.annotations.Nullable;

/*
 * A load cut in two, for callers that load by themselves after a look: what a load would have sampled
 * before its begin is sampled by the look and kept here, so the stamp is that of the look, and a change
 * in between makes the value born invalid. A put without a look has no such position: every position
 * sampled later may be above a change that the value lacks. That is the oldest bug of caches with get
 * and put.
 *
 * Nothing is kept of a look or an offer inside a transaction, whose reads may be its own view.
 */
/**
 * What a look into a cache found: a value to answer, or else the right to offer one that is loaded
 * after the look. For one caller at a time.
 *
 * @param <V> value; null stands for an absent one
 */
public final class Lookup<V extends @Nullable Object> {
  /** Keeps a loaded value for its key. */
  private interface Keep {
    void keep(@Nullable Object value);
  }

  private final @Nullable Entry found;
  private final @Nullable Keep keep;

  private Lookup(@Nullable Entry found, @Nullable Keep keep) {
    this.found = found;
    this.keep = keep;
  }

  static <K, V extends @Nullable Object> Lookup<V> of(Reading<K, V> reading, K key) {
    CoherentCache<K, V> cache = reading.cache();
    PendingChanges pending = cache.node().transactions().current();
    return switch (cache.policy().strategy()) {
      case OFF -> nothing(cache);
      case TTL ->
          pending == null
              ? look(reading, key, View.of(cache.node().generation()), null)
              : nothing(cache);
      default -> current(reading, key, pending);
    };
  }

  private static <K, V extends @Nullable Object> Lookup<V> current(
      Reading<K, V> reading, K key, @Nullable PendingChanges pending) {
    CoherentCache<K, V> cache = reading.cache();
    Caches node = cache.node();
    try {
      Bound bound = Bound.of(cache.policy(), ReadRequest.BY_POLICY, node.ticker().nanos());
      return look(reading, key, node.viewWithin(bound), pending);
    } catch (CacheException e) {
      return inOutage(reading, key, pending);
    }
  }

  /** A caller that can load is told to: the load is as fresh as its start. */
  private static <K, V extends @Nullable Object> Lookup<V> inOutage(
      Reading<K, V> reading, K key, @Nullable PendingChanges pending) {
    CoherentCache<K, V> cache = reading.cache();
    View view = View.of(cache.node().generation());
    Entry entry = cache.store(view.generation()).get(key);
    if (pending == null
        && cache.policy().onOutage() == OnOutage.SERVE_STALE
        && reading.causeOfMiss(key, entry, view) == null) {
      cache.counters().stale.increment();
      return new Lookup<>(entry, null);
    }
    return nothing(cache);
  }

  private static <K, V extends @Nullable Object> Lookup<V> look(
      Reading<K, V> reading, K key, View view, @Nullable PendingChanges pending) {
    CoherentCache<K, V> cache = reading.cache();
    Entry entry = cache.store(view.generation()).get(key);
    MissCause cause = reading.causeOfMiss(key, entry, view);
    boolean touched =
        pending != null && entry != null && pending.touches(cache.tagsOf(key, entry.value));
    if (cause == null && !touched) {
      cache.counters().hits.increment();
      return new Lookup<>(entry, null);
    }
    if (pending != null || cause == null) {
      return nothing(cache);
    }
    cache.counters().miss(cause);
    long begunAt = cache.node().ticker().nanos();
    long stamp = cache.node().rules().stampOfLoad(view.horizon(), view.horizon());
    return new Lookup<>(
        null,
        value -> keep(reading, key, new LoadedValue(value, stamp, Entry.UNKNOWN, begunAt), view));
  }

  /** Keeps a value that was loaded since the view, unless it is outdated or a transaction's own. */
  private static <K, V extends @Nullable Object> void keep(
      Reading<K, V> reading, K key, LoadedValue loaded, View view) {
    if (reading.cache().node().transactions().current() == null) {
      reading.keep(key, reading.entryOf(key, loaded), view);
    }
  }

  private static <V extends @Nullable Object> Lookup<V> nothing(CoherentCache<?, V> cache) {
    cache.counters().miss(MissCause.BYPASSED);
    return new Lookup<>(null, null);
  }

  /** Whether there is a value, which may be null: absent, and known to be so. */
  public boolean isHit() {
    return found != null;
  }

  /**
   * The value.
   *
   * @throws IllegalStateException if there is none
   */
  @SuppressWarnings({"unchecked", "NullAway"})
  public V value() {
    if (found == null) {
      throw new IllegalStateException("the look found nothing: ask isHit first");
    }
    return (V) found.value;
  }

  /**
   * Offers a value whose load began after the look; it is kept only if it is current and the thread
   * has no transaction. After a hit this does nothing.
   */
  public void offer(V value) {
    if (keep != null) {
      keep.keep(value);
    }
  }
}
