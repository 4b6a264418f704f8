package io.trueup.cache;

import io.trueup.cache.spi.PendingChanges;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/*
 * All of reading that is no quick hit: catching up, folding, loads, alone or shared, on the reader's
 * thread or the node's, and what is answered where the log can't be reached. Old values that may be
 * answered while a load runs: OldValues.
 */
final class Reading<K, V extends @Nullable Object> {
  private static final int MAX_JOINS = 2;
  private static final System.Logger LOG = System.getLogger(Reading.class.getName());

  /** What a read found, and how. */
  record Found(Entry entry, Outcome outcome, View view, Duration age) {}

  /** A read that has to wait for a load. */
  private record Miss<K>(K key, Bound bound, View view, MissCause cause) {}

  private final CoherentCache<K, V> cache;
  private final Caches node;
  private final Loading<K, V> loading;
  private final Folds<K, V> folds;
  private final Counters counters;
  private final OldValues<K> old;

  Reading(CoherentCache<K, V> cache, Loading<K, V> loading, Folds<K, V> folds) {
    this.cache = cache;
    this.node = cache.node();
    this.loading = loading;
    this.folds = folds;
    this.counters = cache.counters();
    this.old = new OldValues<>(node, cache::tagsOf);
  }

  CoherentCache<K, V> cache() {
    return cache;
  }

  private CachePolicy policy() {
    return cache.policy();
  }

  private Store<K> store(Generation generation) {
    return cache.store(generation);
  }

  Found find(K key, ReadRequest request) {
    PendingChanges pending = node.transactions().current();
    if (policy().strategy() == Strategy.OFF) {
      return bypass(key);
    }
    if (policy().strategy() == Strategy.TTL) {
      return pending == null ? findByAge(key) : bypass(key);
    }
    return pending == null ? findCurrent(key, request) : inside(key, request, pending);
  }

  private Found findCurrent(K key, ReadRequest request) {
    Bound bound = Bound.of(policy(), request, node.ticker().nanos());
    View view;
    try {
      view = node.viewWithin(bound);
    } catch (CacheException e) {
      return inOutage(key, bound, e);
    }
    for (int joins = 0; ; joins++) {
      Entry entry = store(view.generation()).get(key);
      MissCause cause = causeOfMiss(key, entry, view);
      Found found = cause == null ? hit(entry, bound, view) : inHand(key, entry, bound, view);
      if (found == null) {
        found = awaited(new Miss<>(key, bound, view, Objects.requireNonNull(cause)), joins);
      }
      if (found != null) {
        return found;
      }
    }
  }

  private Found hit(@Nullable Entry entry, Bound bound, View view) {
    counters.hits.increment();
    return new Found(Objects.requireNonNull(entry), Outcome.HIT, view, age(bound, view));
  }

  /** What can be answered though the entry can't be as it stands; null if there is nothing. */
  private @Nullable Found inHand(K key, @Nullable Entry entry, Bound bound, View view) {
    if (entry == null) {
      return null;
    }
    Entry folded = isExpired(key, entry) ? null : fold(key, entry, view);
    if (folded != null) {
      counters.folds.increment();
      return new Found(folded, Outcome.FOLD, view, age(bound, view));
    }
    return cache.settings().servesOldAtOnce() ? oldWhileLoading(key, entry, bound, view) : null;
  }

  private @Nullable Found oldWhileLoading(K key, Entry entry, Bound bound, View view) {
    Found found = provenOld(key, entry, bound, view);
    if (found == null || !loadInBackground(key, view)) {
      return null;
    }
    counters.stale.increment();
    return found;
  }

  private @Nullable Found provenOld(K key, Entry entry, Bound bound, View view) {
    Duration age = old.ageWithin(bound, key, entry, view);
    return age == null ? null : new Found(entry, Outcome.STALE, view, age);
  }

  /** Why the entry can't be served as it stands; null if it can. */
  @Nullable MissCause causeOfMiss(K key, @Nullable Entry entry, View view) {
    if (entry == null) {
      return store(view.generation()).wasEvicted(key) ? MissCause.EVICTED : MissCause.COLD;
    }
    if (isExpired(key, entry)) {
      return MissCause.EXPIRED;
    }
    return policy().strategy() == Strategy.TTL
            || entry.isCurrent(view.generation().slots, view.horizon())
        ? null
        : MissCause.CHANGED;
  }

  boolean isExpired(K key, Entry entry) {
    return policy().ttl() != null && cache.settings().isExpired(key, entry, node.ticker().nanos());
  }

  /** Whether the next read has to load the key. */
  boolean needsLoad(K key, Entry entry, View view) {
    MissCause cause = causeOfMiss(key, entry, view);
    if (cause != MissCause.CHANGED || !mayFold(entry, view)) {
      return cause != null;
    }
    List<LoggedChange> changes = old.missing(key, entry, view);
    return changes == null || !folds.covers(changes);
  }

  private boolean mayFold(Entry entry, View view) {
    return policy().strategy() == Strategy.FOLD
        && !folds.isEmpty()
        && entry.value != null
        && node.rules().isExact(entry.stamp, entry.nothingAfter)
        && node.rules().isOfThisHistory(view.generation().confirmedBy(), entry.sentBefore);
  }

  /** The entry after the changes since, put back in its place; null if it has to be loaded. */
  @Nullable Entry fold(K key, Entry entry, View view) {
    if (!mayFold(entry, view)) {
      return null;
    }
    List<LoggedChange> changes = old.missing(key, entry, view);
    if (changes == null) {
      counters.outOfReach.increment();
      return null;
    }
    return folds.covers(changes) ? fold(key, entry, changes, view) : null;
  }

  private @Nullable Entry fold(K key, Entry entry, List<LoggedChange> changes, View view) {
    try {
      V value = folds.apply(key, cache.valueOf(entry), changes);
      if (!cache.tagsOf(key, value).equals(cache.tagsOf(key, entry.value))) {
        return null;
      }
      Entry folded = entry.folded(value, view.horizon());
      store(node.rules().keptIn(view.generation(), node.generation())).replace(key, entry, folded);
      return folded;
    } catch (RuntimeException e) {
      counters.foldFailures.increment();
      LOG.log(
          System.Logger.Level.WARNING,
          "cache " + cache.name() + ": a fold failed, loading instead",
          e);
      return null;
    }
  }

  /** The value of a load; null if the reader may not use what it waited for: looks again. */
  private @Nullable Found awaited(Miss<K> miss, int joins) {
    Found found;
    try {
      found = joins < MAX_JOINS ? joinOrStart(miss) : start(miss, flight());
    } catch (RuntimeException | Error e) {
      counters.miss(miss.cause());
      throw e;
    }
    if (found != null && found.outcome() == Outcome.MISS) {
      counters.miss(miss.cause());
    }
    return found;
  }

  private @Nullable Found joinOrStart(Miss<K> miss) {
    Duration soft = policy().loadTimeoutSoft();
    Flight mine = flight();
    Flight other = store(miss.view().generation()).takeOff(miss.key(), mine);
    if (other == null) {
      return start(miss, mine);
    }
    if (soft == null && other.begin()) {
      return loaded(miss, fly(miss.key(), miss.view(), other));
    }
    counters.joins.increment();
    if (soft != null) {
      Found found = landed(miss, other, soft);
      return found == null || found.outcome() == Outcome.STALE
          ? found
          : usable(miss, found.entry());
    }
    Entry joined = other.join(cache.name(), policy().loadTimeoutHard());
    return joined == null ? start(miss, flight()) : usable(miss, joined);
  }

  private Flight flight() {
    return policy().loadTimeoutSoft() == null ? Flight.begun() : new Flight();
  }

  /** A load of the reader's own: on its thread, or with time-outs on one of the node's. */
  private @Nullable Found start(Miss<K> miss, Flight mine) {
    Duration soft = policy().loadTimeoutSoft();
    if (soft != null && node.loads().tryRun(() -> flyUnheard(miss.key(), miss.view(), mine))) {
      return landed(miss, mine, soft);
    }
    mine.begin();
    return loaded(miss, fly(miss.key(), miss.view(), mine));
  }

  private @Nullable Found landed(Miss<K> miss, Flight flight, Duration soft) {
    Entry landed = flight.join(cache.name(), soft);
    if (landed == null && !flight.isOver()) {
      Found found = oldAfterAll(miss);
      if (found != null) {
        return found;
      }
      landed = flight.join(cache.name(), policy().loadTimeoutHard().minus(soft));
    }
    if (landed == null && !flight.isOver()) {
      counters.loadTimeouts.increment();
      throw new LoadException(
          cache.name(),
          new TimeoutException(
              "not within load-timeout-hard, " + policy().loadTimeoutHard().toMillis() + " ms"));
    }
    return landed == null ? null : loaded(miss, landed);
  }

  private @Nullable Found oldAfterAll(Miss<K> miss) {
    Entry entry = store(miss.view().generation()).get(miss.key());
    Found found = entry == null ? null : provenOld(miss.key(), entry, miss.bound(), miss.view());
    if (found != null) {
      counters.stale.increment();
    }
    return found;
  }

  private @Nullable Found usable(Miss<K> miss, Entry landed) {
    View view = miss.view();
    boolean unchanged = landed.isCurrent(view.generation().slots, view.horizon());
    return node.rules().mayUseJoined(unchanged) ? loaded(miss, landed) : null;
  }

  private Found loaded(Miss<K> miss, Entry entry) {
    return new Found(entry, Outcome.MISS, miss.view(), loadedAge(entry, miss.bound(), miss.view()));
  }

  /** Begins a load on the node's threads unless one is under way; false if they have no room. */
  boolean loadInBackground(K key, View view) {
    Store<K> store = store(view.generation());
    Flight mine = new Flight();
    if (store.takeOff(key, mine) != null
        || node.loads().tryRun(() -> flyUnheard(key, view, mine))) {
      return true;
    }
    if (!mine.begin()) {
      return true;
    }
    store.end(key, mine);
    mine.crash(new InterruptedException("no thread has room"));
    return false;
  }

  /** Loads the key in the background, or where that has no room on this thread. */
  void reload(K key, View view) {
    if (!loadInBackground(key, view)) {
      Flight mine = new Flight();
      if (store(view.generation()).takeOff(key, mine) == null) {
        flyUnheard(key, view, mine);
      }
    }
  }

  /** Loads the key on this thread, unless a read would not have to or somebody does. */
  void warm(K key) {
    View view = View.of(node.generation());
    Entry entry = store(view.generation()).peek(key);
    Flight mine = Flight.begun();
    if ((entry == null || needsLoad(key, entry, view))
        && store(view.generation()).takeOff(key, mine) == null) {
      fly(key, view, mine);
    }
  }

  /** A load whose failure nobody may be waiting for. */
  private void flyUnheard(K key, View view, Flight flight) {
    if (!flight.begin()) {
      return;
    }
    if (node.loads().isClosed()) {
      store(view.generation()).end(key, flight);
      flight.crash(new InterruptedException("the node is closed"));
      return;
    }
    try {
      fly(key, View.of(view.generation()), flight);
    } catch (RuntimeException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "cache " + cache.name() + ": a load in the background failed",
          e);
    }
  }

  /** Over before it lands: who heard of its end and reads again must not meet it again. */
  private Entry fly(K key, View view, Flight flight) {
    Entry entry;
    try {
      entry = load(key, view);
    } catch (RuntimeException | Error e) {
      store(view.generation()).end(key, flight);
      flight.crash(e);
      throw e;
    }
    store(view.generation()).end(key, flight);
    flight.land(entry);
    return entry;
  }

  /** Loads and keeps the value, unless it is of no use to any read any more. */
  private Entry load(K key, View view) {
    Entry entry = entryOf(key, loading.load(key, view));
    keep(key, entry, view);
    return entry;
  }

  /** What came too late asks for another turn, unless its change is not published: that asks. */
  void keep(K key, Entry entry, View view) {
    Generation generation = node.rules().keptIn(view.generation(), node.generation());
    boolean current = entry.isCurrent(generation.slots, generation.horizon());
    if (current || isOfUse(entry)) {
      Store<K> store = store(generation);
      store.resize(policy().maxEntries());
      store.put(key, entry);
    }
    if (!current && entry.lastChange(generation.slots) <= generation.horizon()) {
      node.upkeep().moved();
    }
  }

  /** An outdated value can be taken by age; that of one position, folded or taken as an old one. */
  private boolean isOfUse(Entry entry) {
    return policy().strategy() == Strategy.TTL || entry.nothingAfter == entry.stamp;
  }

  Entry entryOf(K key, LoadedValue loaded) {
    int[] slots = TagSlots.slotsOf(cache.tagsOf(key, loaded.value()));
    return new Entry(
        loaded.value(),
        loaded.stamp(),
        loaded.nothingAfter(),
        slots,
        node.ticker().nanos(),
        loaded.begunAt(),
        node.follower().sent());
  }

  /** A load that is never kept, and shared with nobody. */
  private Found bypass(K key) {
    counters.miss(MissCause.BYPASSED);
    View view = View.of(node.generation());
    return new Found(
        entryOf(key, loading.loadFromSource(key, view)), Outcome.BYPASS, view, Duration.ZERO);
  }

  /**
   * Inside a transaction: what it has not touched may be served; a load is the transaction's own.
   */
  private Found inside(K key, ReadRequest request, PendingChanges pending) {
    Bound bound = Bound.of(policy(), request, node.ticker().nanos());
    View view;
    try {
      view = node.viewWithin(bound);
    } catch (CacheException e) {
      if (request.atLeast() == null) {
        return bypass(key);
      }
      throw FreshnessUnavailableException.of(cache.name(), e);
    }
    Entry entry = store(view.generation()).get(key);
    if (entry == null || pending.touches(cache.tagsOf(key, entry.value))) {
      return bypass(key);
    }
    MissCause cause = causeOfMiss(key, entry, view);
    if (cause == null) {
      return hit(entry, bound, view);
    }
    Entry folded = cause == MissCause.CHANGED ? fold(key, entry, view) : null;
    if (folded == null) {
      return bypass(key);
    }
    counters.folds.increment();
    return new Found(folded, Outcome.FOLD, view, age(bound, view));
  }

  private Found findByAge(K key) {
    View view = View.of(node.generation());
    Bound bound = new Bound(node.ticker().nanos(), 0, -1);
    for (int joins = 0; ; joins++) {
      Entry entry = store(view.generation()).get(key);
      MissCause cause = causeOfMiss(key, entry, view);
      if (cause == null) {
        counters.hits.increment();
        Entry found = Objects.requireNonNull(entry);
        return new Found(found, Outcome.HIT, view, bound.since(found.begunAt));
      }
      Found loaded = awaited(new Miss<>(key, bound, view, cause), joins);
      if (loaded != null) {
        return loaded;
      }
    }
  }

  /** The log can't be reached: what the policy allows. */
  private Found inOutage(K key, Bound bound, CacheException cause) {
    View view = View.of(node.generation());
    Entry entry = store(view.generation()).get(key);
    if (policy().onOutage() == OnOutage.SERVE_STALE
        && bound.atLeast() <= view.horizon()
        && entry != null
        && causeOfMiss(key, entry, view) == null) {
      counters.stale.increment();
      return new Found(entry, Outcome.STALE, view, age(bound, view));
    }
    throw FreshnessUnavailableException.of(cache.name(), cause);
  }

  private Duration age(Bound bound, View view) {
    return bound.ageOf(view, node.commits());
  }

  /** A load is as fresh as its start; one that others began, at least as fresh as the view. */
  private Duration loadedAge(Entry loaded, Bound bound, View view) {
    Duration ofLoad = bound.since(loaded.begunAt);
    Duration ofView = age(bound, view);
    return ofLoad.compareTo(ofView) < 0 ? ofLoad : ofView;
  }

  @Nullable Position positionOf(K key, Found found) {
    Entry entry = found.entry();
    if (found.outcome() == Outcome.BYPASS || policy().strategy() == Strategy.TTL) {
      return null;
    }
    if (entry.nothingAfter != Entry.UNKNOWN) {
      return found.outcome() == Outcome.STALE
          ? new Position(entry.nothingAfter)
          : new Position(Math.max(entry.nothingAfter, found.view().horizon()));
    }
    return found.outcome() == Outcome.STALE
        ? null
        : headAfter(key, entry, found.view().generation());
  }

  /**
   * After a load that doesn't know its position, the log's head now is one that it can't exceed.
   */
  private @Nullable Position headAfter(K key, Entry entry, Generation generation) {
    long head = generation.horizon();
    if (!node.commits().isHead(head)) {
      try {
        node.catchUp();
      } catch (CacheException e) {
        return null;
      }
      head = generation.horizon();
    }
    if (node.generation() != generation) {
      return null;
    }
    store(generation).replace(key, entry, entry.containingNothingAfter(head));
    return new Position(head);
  }
}
