package io.trueup.cache;

import io.trueup.cache.spi.LoadClaim;
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
 *
 * Where the policy says so, a load that found nothing claims the key, or waits while another node has
 * it and then looks once more. Nothing is judged by a claim: what was waited for is an entry like any
 * other, and whoever waits in vain loads. It looks again also when the claim is its own, since another
 * may have put and let go between the two.
 */
final class Loading<K, V extends @Nullable Object> {
  /** Loads from the source. */
  private interface Source<K> {
    LoadedValue load(K key, View view) throws Exception;
  }

  /** Where a value is shared, and as what. */
  private record Place<V extends @Nullable Object>(
      SecondLevel level, SecondLevelKey key, ValueCodec<V> values) {}

  /** Two nodes' claims may end without anything of use here; then it has waited enough. */
  private static final int MOST_TURNS = 3;

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
    if (codec == null || secondLevel == null) {
      return loadFromSource(key, view);
    }
    CachePolicy policy = cache.policy();
    if (!policy.levelTwo()) {
      return loadFromSource(key, view);
    }
    SecondLevelKey at =
        new SecondLevelKey(
            view.generation().incarnation, cache.name(), codec.schema(), cache.textOf(key));
    Place<V> place = new Place<>(secondLevel, at, codec);
    Duration wait = policy.singleLoadWait();
    LoadedValue shared = promote(key, view, place);
    if (shared == null) {
      return wait == null ? loadAndShare(key, view, place) : loadInTurn(key, view, place, wait);
    }
    cache.counters().secondLevelHits.increment();
    return shared;
  }

  private LoadedValue loadAndShare(K key, View view, Place<V> place) {
    LoadedValue loaded = loadFromSource(key, view);
    share(key, view, loaded, place);
    return loaded;
  }

  /**
   * One node's load for all where that works in time, else this node's own. After a wait that is
   * stamped as of its own beginning: as of the reader's, it would lack what was applied meanwhile,
   * and nobody could keep it.
   */
  private LoadedValue loadInTurn(K key, View view, Place<V> place, Duration wait) {
    Ticker ticker = cache.node().ticker();
    long began = ticker.nanos();
    for (int turn = 0; turn < MOST_TURNS; turn++) {
      Duration left = wait.minusNanos(ticker.nanos() - began);
      LoadClaim claim = isPositive(left) ? claim(place, left) : null;
      if (claim == null) {
        break;
      }
      try (claim) {
        LoadedValue shared = promote(key, view, place);
        if (shared != null) {
          cache.counters().secondLevelHits.increment();
          return shared;
        }
        if (claim.isMine()) {
          return loadAndShare(key, View.of(view.generation()), place);
        }
      }
    }
    return loadAndShare(key, View.of(view.generation()), place);
  }

  private @Nullable LoadClaim claim(Place<V> place, Duration most) {
    try {
      return place.level.claim(place.key, most);
    } catch (RuntimeException e) {
      cache.counters().secondLevelFailures.increment();
      return null;
    }
  }

  private static boolean isPositive(Duration left) {
    return !left.isNegative() && !left.isZero();
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

  private @Nullable LoadedValue promote(K key, View view, Place<V> place) {
    try {
      SecondLevelEntry found = place.level.get(place.key);
      if (found == null || !isOfThisHistory(found, view.generation())) {
        return null;
      }
      V value = place.values.decode(found.value());
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

  private void share(K key, View view, LoadedValue loaded, Place<V> place) {
    try {
      SecondLevelEntry entry = entryOf(key, view.generation(), loaded, place.values);
      if (entry != null) {
        place.level.put(place.key, entry, timeToLive());
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
