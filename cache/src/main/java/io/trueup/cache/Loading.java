package io.trueup.cache;

import io.trueup.cache.spi.SecondLevel;
import io.trueup.cache.spi.SecondLevelEntry;
import io.trueup.cache.spi.SecondLevelKey;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/*
 * Where a missing value comes from: the second level if it has one that this node can prove valid,
 * else the source.
 *
 * A second level may have lost, kept or brought back anything, so its entry is judged by this node's
 * own view of the log. The incarnation is part of the key. Then, in this order: it is complete up to a
 * place that the tag slots know; it contains nothing after the horizon (catching up first if it does);
 * the last row that it may contain is the row that this node knows at that place; no tag changed since
 * it was complete.
 *
 * Why the last row and not the one up to which it is complete: a plain load contains all up to the
 * horizon before it, and perhaps some of what came until it ended. If the database was put back to a
 * time in between, the first row still stands, and the value has a change in it that never was. (The
 * node that loaded it leaves such a value out, but nobody relies on that.)
 *
 * Sharing is done by the reader that loaded, since it knows what the value contains: at most one cheap
 * query and the encoding. The second level itself does not make it wait.
 */
final class Loading<K, V extends @Nullable Object> {
  /** Loads from the source. */
  private interface Source<K> {
    LoadedValue load(K key, View view) throws Exception;
  }

  private final CoherentCache<K, V> cache;
  private final @Nullable ValueCodec<V> codec;
  private final @Nullable SecondLevel secondLevel;
  private final Source<K> source;

  private Loading(CoherentCache<K, V> cache, @Nullable ValueCodec<V> codec, Source<K> source) {
    this.cache = cache;
    this.codec = codec;
    this.secondLevel = cache.node().secondLevel();
    this.source = source;
  }

  static <K, V extends @Nullable Object> Loading<K, V> plain(
      CoherentCache<K, V> cache,
      @Nullable ValueCodec<V> codec,
      Loader<? super K, ? extends V> loader) {
    Rules rules = cache.node().rules();
    return new Loading<>(
        cache,
        codec,
        (key, view) -> {
          V value = loader.load(key);
          long stamp = rules.stampOfLoad(view.horizon(), view.generation().horizon());
          return new LoadedValue(value, stamp, Entry.UNKNOWN, 0);
        });
  }

  static <K, V extends @Nullable Object> Loading<K, V> snapshot(
      CoherentCache<K, V> cache,
      @Nullable ValueCodec<V> codec,
      SnapshotLoader<? super K, V> loader) {
    return new Loading<>(
        cache,
        codec,
        (key, view) -> {
          Snapshot<V> snapshot = loader.load(key);
          long position = snapshot.position().value();
          return new LoadedValue(snapshot.value(), position, position, 0);
        });
  }

  LoadedValue load(K key, View view) {
    if (codec == null || secondLevel == null || !cache.policy().levelTwo()) {
      return loadFromSource(key, view);
    }
    SecondLevelKey at =
        new SecondLevelKey(
            view.generation().incarnation, cache.name(), codec.schema(), cache.textOf(key));
    LoadedValue shared = promote(key, view, secondLevel, at, codec);
    if (shared != null) {
      cache.counters().secondLevelHits.increment();
      return shared;
    }
    LoadedValue loaded = loadFromSource(key, view);
    share(key, view, loaded, secondLevel, at, codec);
    return loaded;
  }

  LoadedValue loadFromSource(K key, View view) {
    Counters counters = cache.counters();
    counters.loads.increment();
    long before = cache.node().ticker().nanos();
    try {
      LoadedValue loaded = source.load(key, view);
      long nanos = cache.node().ticker().nanos() - before;
      counters.loadNanos.add(nanos);
      return new LoadedValue(loaded.value(), loaded.stamp(), loaded.nothingAfter(), before);
    } catch (Exception e) {
      counters.loadFailures.increment();
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      throw new LoadException(cache.name(), e);
    }
  }

  private @Nullable LoadedValue promote(
      K key, View view, SecondLevel level, SecondLevelKey at, ValueCodec<V> values) {
    try {
      SecondLevelEntry found = level.get(at);
      if (found == null || !isOfThisHistory(found, view.generation())) {
        return null;
      }
      V value = values.decode(found.value());
      LoadedValue loaded =
          new LoadedValue(
              value,
              found.containsUpTo().value(),
              found.containsNothingAfter().value(),
              view.freshAt());
      return isCurrent(key, loaded, view.generation()) ? loaded : null;
    } catch (RuntimeException e) {
      cache.counters().secondLevelFailures.increment();
      return null;
    }
  }

  private boolean isOfThisHistory(SecondLevelEntry found, Generation generation) {
    long upTo = found.containsUpTo().value();
    long nothingAfter = found.containsNothingAfter().value();
    if (upTo < generation.knownSince) {
      return false;
    }
    if (nothingAfter > generation.horizon()) {
      cache.node().catchUp();
    }
    UUID known = generation.idAt(cache.node().rules().provenAt(upTo, nothingAfter));
    return generation.horizon() >= nothingAfter && found.changeId().equals(known);
  }

  private boolean isCurrent(K key, LoadedValue loaded, Generation generation) {
    Tags tags = cache.tagsOf(key, loaded.value());
    return generation.slots.unchangedSince(TagSlots.slotsOf(tags), loaded.stamp());
  }

  private void share(
      K key,
      View view,
      LoadedValue loaded,
      SecondLevel level,
      SecondLevelKey at,
      ValueCodec<V> values) {
    try {
      SecondLevelEntry entry = entryOf(key, view.generation(), loaded, values);
      if (entry != null) {
        level.put(at, entry, timeToLive());
      }
    } catch (RuntimeException e) {
      cache.counters().secondLevelFailures.increment();
    }
  }

  /**
   * What to share; null for absent values, those outdated already, and those whose row this node
   * does not know.
   */
  private @Nullable SecondLevelEntry entryOf(
      K key, Generation generation, LoadedValue loaded, ValueCodec<V> values) {
    if (loaded.value() == null) {
      return null;
    }
    long nothingAfter = nothingAfter(generation, loaded);
    UUID id = generation.idAt(cache.node().rules().provenAt(loaded.stamp(), nothingAfter));
    return id != null
            && generation == cache.node().generation()
            && isCurrent(key, loaded, generation)
        ? new SecondLevelEntry(
            new Position(loaded.stamp()),
            new Position(nothingAfter),
            id,
            values.encode(valueOf(loaded)))
        : null;
  }

  /** A load that does not know its position contains nothing after the log's head now. */
  private long nothingAfter(Generation generation, LoadedValue loaded) {
    if (!cache.node().commits().isHead(generation.horizon())) {
      cache.node().catchUp();
    }
    return loaded.nothingAfter() == Entry.UNKNOWN ? generation.horizon() : loaded.nothingAfter();
  }

  private Duration timeToLive() {
    Duration ttl = cache.policy().ttl();
    Duration most = cache.node().secondLevelBound().lifetime();
    return ttl == null || ttl.compareTo(most) > 0 ? most : ttl;
  }

  @SuppressWarnings({"unchecked", "NullAway"})
  private V valueOf(LoadedValue loaded) {
    return (V) Objects.requireNonNull(loaded.value());
  }
}
