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
 * own view of the log: of the same incarnation; not older than what the tag slots know; nothing in it
 * after the horizon (catching up first if there is); the row that it says it contains is the row that
 * this node knows at that place; and no tag changed since.
 */
final class Loading<K, V extends @Nullable Object> {
  /** Loads from the source. */
  private interface Source<K> {
    LoadedValue load(K key, View view) throws Exception;
  }

  private static final Duration SECOND_LEVEL_TTL = Duration.ofHours(1);

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
    SecondLevelKey at = new SecondLevelKey(cache.name(), codec.schema(), cache.textOf(key));
    LoadedValue shared = promote(key, view, secondLevel, at, codec);
    if (shared != null) {
      cache.counters().secondLevelHits.increment();
      return shared;
    }
    LoadedValue loaded = loadFromSource(key, view);
    share(view, loaded, secondLevel, at, codec);
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
      Tags tags = cache.tagsOf(key, value);
      long stamp = found.containsUpTo().value();
      return view.generation().slots.unchangedSince(TagSlots.slotsOf(tags), stamp)
          ? new LoadedValue(value, stamp, found.containsNothingAfter().value(), view.freshAt())
          : null;
    } catch (RuntimeException e) {
      cache.counters().secondLevelFailures.increment();
      return null;
    }
  }

  private boolean isOfThisHistory(SecondLevelEntry found, Generation generation) {
    if (!found.incarnation().equals(generation.incarnation)
        || found.containsUpTo().value() < generation.knownSince) {
      return false;
    }
    if (found.containsNothingAfter().value() > generation.horizon()) {
      cache.node().catchUp();
    }
    UUID known = generation.idAt(found.containsUpTo().value());
    return generation.horizon() >= found.containsNothingAfter().value()
        && found.changeId().equals(known);
  }

  /** Absent values and those whose row this node does not know are not shared. */
  private void share(
      View view, LoadedValue loaded, SecondLevel level, SecondLevelKey at, ValueCodec<V> values) {
    if (loaded.value() == null) {
      return;
    }
    try {
      cache.node().catchUp();
      Generation generation = view.generation();
      UUID id = generation.idAt(loaded.stamp());
      if (id == null || generation != cache.node().generation()) {
        return;
      }
      long nothingAfter =
          loaded.nothingAfter() == Entry.UNKNOWN ? generation.horizon() : loaded.nothingAfter();
      level.put(
          at,
          new SecondLevelEntry(
              generation.incarnation,
              new Position(loaded.stamp()),
              new Position(nothingAfter),
              id,
              values.encode(valueOf(loaded))),
          timeToLive());
    } catch (RuntimeException e) {
      cache.counters().secondLevelFailures.increment();
    }
  }

  private Duration timeToLive() {
    Duration ttl = cache.policy().ttl();
    return ttl == null || ttl.compareTo(SECOND_LEVEL_TTL) > 0 ? SECOND_LEVEL_TTL : ttl;
  }

  @SuppressWarnings({"unchecked", "NullAway"})
  private V valueOf(LoadedValue loaded) {
    return (V) Objects.requireNonNull(loaded.value());
  }
}
