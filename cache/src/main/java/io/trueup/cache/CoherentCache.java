package io.trueup.cache;

import io.trueup.cache.spi.PendingChanges;
import io.trueup.cache.spi.Transactions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/*
 * Reading. An entry is served if and only if, looked at in this order:
 *
 *   1. freshness and horizon are sampled (View);
 *   2. none of the entry's tags changed after its stamp, or all that did can be folded in, up to the
 *      sampled horizon;
 *   3. the horizon has reached the position the caller brought, if any, and what this node itself
 *      committed;
 *   4. freshness > start of the read - max-staleness.
 *
 * Freshness read after the tags would be wrong: the follower may apply a change and refresh in
 * between, and the old value would pass as fresh. On the fast path the clock is read last, on the
 * slow path first; both are on the safe side of "start of the read".
 *
 * If 3 or 4 is not met, the entry isn't bad: the reader catches up, one cheap query, and looks again.
 *
 * A miss loads. The entry's stamp is the position that the load certainly contains, so a load that
 * raced a change is born invalid: no lock, no lease, no second counter.
 */

/**
 * A cache whose answers are never older than its bound. Safe for use by many threads.
 *
 * @param <K> key: immutable, with equals and hashCode
 * @param <V> value: immutable, with equals; null stands for an absent one and is cached too
 */
public final class CoherentCache<K, V extends @Nullable Object> {
  private static final int MAX_JOINS = 2;
  private static final System.Logger LOG = System.getLogger(CoherentCache.class.getName());

  private final String name;
  private final Caches node;

  // The node's, held here to spare each hit a step: between the fences of a hit every load counts.
  private final Follower follower;
  private final Transactions transactions;
  private final LocalCommits commits;
  private final Ticker ticker;

  private final Function<? super K, Tags> keyTags;
  private final @Nullable BiFunction<? super K, ? super V, Tags> valueTags;
  private final Loading<K, V> loading;
  private final Folds<K, V> folds;
  private final CachePolicy policy;
  private final boolean quick;
  private final long staleness;
  private final Counters counters = new Counters();
  private final int ordinal;

  private CoherentCache(Builder<K, V> builder, Function<CoherentCache<K, V>, Loading<K, V>> load) {
    this.name = builder.name;
    this.node = builder.node;
    this.follower = node.follower();
    this.transactions = node.transactions();
    this.commits = node.commits();
    this.ticker = node.ticker();
    this.keyTags = builder.keyTags;
    this.valueTags = builder.valueTags;
    this.folds = new Folds<>(builder.folds);
    this.policy = builder.policy;
    this.quick = follows(policy.strategy()) && policy.ttl() == null;
    this.staleness = policy.maxStaleness().toNanos();
    this.loading = load.apply(this);
    this.ordinal = node.register(this);
  }

  private static boolean follows(Strategy strategy) {
    return strategy == Strategy.EVICT || strategy == Strategy.FOLD;
  }

  /**
   * The value of the key, as the policy says; null if absent. A hit takes a few reads and allocates
   * nothing.
   *
   * @throws LoadException if it had to be loaded and that failed
   * @throws FreshnessUnavailableException if its bound could not be met, and the policy is to
   *     refuse
   */
  public V get(K key) {
    if (quick && transactions.current() == null) {
      Generation generation = follower.generation();
      long freshAt = generation.freshAt();
      long horizon = generation.horizon();
      Entry entry = store(generation).get(key);
      if (entry != null
          && entry.isCurrent(generation.slots, horizon)
          && isFresh(horizon, freshAt)) {
        counters.hits.increment();
        return valueOf(entry);
      }
    }
    return valueOf(find(key, ReadRequest.BY_POLICY).entry());
  }

  private boolean isFresh(long horizon, long freshAt) {
    return commits.isHead(horizon)
        || (!commits.isBehind(horizon) && ticker.nanos() - freshAt < staleness);
  }

  /**
   * The value of the key and how it came about.
   *
   * @throws LoadException if it had to be loaded and that failed
   * @throws FreshnessUnavailableException if the bound or the position could not be met
   */
  public Answer<V> read(K key, ReadRequest request) {
    Found found = find(key, request);
    return new Answer<>(
        valueOf(found.entry()), found.outcome(), positionOf(key, found), found.age());
  }

  private record Found(Entry entry, Outcome outcome, View view, Duration age) {}

  private Found find(K key, ReadRequest request) {
    Objects.requireNonNull(key, "key");
    PendingChanges pending = node.transactions().current();
    return switch (policy.strategy()) {
      case OFF -> bypass(key);
      case TTL -> pending == null ? findByAge(key) : bypass(key);
      case EVICT, FOLD ->
          pending == null ? findCurrent(key, request) : inside(key, request, pending);
    };
  }

  private Found findCurrent(K key, ReadRequest request) {
    Bound bound = Bound.of(policy, request, node.ticker().nanos());
    View view;
    try {
      view = node.viewWithin(bound);
    } catch (CacheException e) {
      return inOutage(key, bound, e);
    }
    for (int joins = 0; ; joins++) {
      Entry entry = store(view.generation()).get(key);
      MissCause cause = causeOfMiss(key, entry, view);
      if (cause == null) {
        counters.hits.increment();
        return new Found(Objects.requireNonNull(entry), Outcome.HIT, view, age(bound, view));
      }
      Entry folded =
          cause == MissCause.CHANGED ? fold(key, Objects.requireNonNull(entry), view) : null;
      if (folded != null) {
        counters.folds.increment();
        return new Found(folded, Outcome.FOLD, view, age(bound, view));
      }
      Entry loaded = joins < MAX_JOINS ? joinOrLoad(key, view, cause) : load(key, view, cause);
      if (loaded != null) {
        return new Found(loaded, Outcome.MISS, view, loadedAge(loaded, bound, view));
      }
    }
  }

  /** Why the entry can't be served as it stands; null if it can. */
  private @Nullable MissCause causeOfMiss(K key, @Nullable Entry entry, View view) {
    if (entry == null) {
      return store(view.generation()).wasEvicted(key) ? MissCause.EVICTED : MissCause.COLD;
    }
    if (isExpired(entry)) {
      return MissCause.EXPIRED;
    }
    return entry.isCurrent(view.generation().slots, view.horizon()) ? null : MissCause.CHANGED;
  }

  private boolean isExpired(Entry entry) {
    Duration ttl = policy.ttl();
    return ttl != null && node.ticker().nanos() - entry.storedAt >= ttl.toNanos();
  }

  /** The entry after the changes since, put back in its place; null if it has to be loaded. */
  private @Nullable Entry fold(K key, Entry entry, View view) {
    if (policy.strategy() != Strategy.FOLD || folds.isEmpty() || entry.value == null) {
      return null;
    }
    List<LoggedChange> changes =
        view.generation()
            .recent
            .between(entry.stamp, view.horizon(), tagsOf(key, entry), node.rules());
    if (changes == null) {
      counters.outOfReach.increment();
      return null;
    }
    return folds.covers(changes) ? fold(key, entry, changes, view) : null;
  }

  private @Nullable Entry fold(K key, Entry entry, List<LoggedChange> changes, View view) {
    try {
      V value = folds.apply(key, valueOf(entry), changes);
      if (valueTags != null && !tagsOf(key, value).equals(tagsOf(key, entry))) {
        return null;
      }
      Entry folded = entry.folded(value, view.horizon());
      store(node.rules().keptIn(view.generation(), node.generation())).replace(key, entry, folded);
      return folded;
    } catch (RuntimeException e) {
      counters.foldFailures.increment();
      LOG.log(System.Logger.Level.WARNING, "cache " + name + ": a fold failed, loading instead", e);
      return null;
    }
  }

  /** The value of a shared load, or null if the reader may not use it and has to look again. */
  private @Nullable Entry joinOrLoad(K key, View view, MissCause cause) {
    Store<K> store = store(view.generation());
    Flight mine = new Flight();
    Flight other = store.takeOff(key, mine);
    if (other == null) {
      return fly(key, view, cause, mine);
    }
    counters.joins.increment();
    Entry joined = other.join(name, policy.loadTimeout());
    if (joined == null) {
      return load(key, view, cause);
    }
    if (!node.rules().mayUseJoined(joined.isCurrent(view.generation().slots, view.horizon()))) {
      return null;
    }
    counters.miss(cause);
    return joined;
  }

  private Entry fly(K key, View view, MissCause cause, Flight flight) {
    try {
      Entry entry = load(key, view, cause);
      flight.land(entry);
      return entry;
    } catch (RuntimeException | Error e) {
      flight.crash(e);
      throw e;
    } finally {
      store(view.generation()).end(key, flight);
    }
  }

  /** Loads and keeps the value, unless it is known to be outdated already. */
  private Entry load(K key, View view, MissCause cause) {
    counters.miss(cause);
    Entry entry = entryOf(key, loading.load(key, view));
    Generation generation = node.rules().keptIn(view.generation(), node.generation());
    if (!folds.isEmpty()
        || policy.strategy() == Strategy.TTL
        || entry.isCurrent(generation.slots, generation.horizon())) {
      store(generation).put(key, entry);
    }
    return entry;
  }

  private Entry entryOf(K key, LoadedValue loaded) {
    int[] slots = TagSlots.slotsOf(tagsOf(key, loaded.value()));
    return new Entry(
        loaded.value(),
        loaded.stamp(),
        loaded.nothingAfter(),
        slots,
        node.ticker().nanos(),
        loaded.begunAt());
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
    View view;
    try {
      view = node.viewWithin(Bound.of(policy, request, node.ticker().nanos()));
    } catch (CacheException e) {
      if (request.atLeast() == null) {
        return bypass(key);
      }
      throw unproven(e);
    }
    Entry entry = store(view.generation()).get(key);
    if (entry != null
        && causeOfMiss(key, entry, view) == null
        && !pending.touches(tagsOf(key, entry.value))) {
      counters.hits.increment();
      return new Found(entry, Outcome.HIT, view, Duration.ZERO);
    }
    return bypass(key);
  }

  private Found findByAge(K key) {
    View view = View.of(node.generation());
    long start = node.ticker().nanos();
    while (true) {
      Entry entry = store(view.generation()).get(key);
      if (entry != null && !isExpired(entry)) {
        counters.hits.increment();
        return new Found(entry, Outcome.HIT, view, since(entry.begunAt, start));
      }
      MissCause cause = entry == null ? MissCause.COLD : MissCause.EXPIRED;
      Entry loaded = joinOrLoad(key, view, cause);
      if (loaded != null) {
        return new Found(loaded, Outcome.MISS, view, since(loaded.begunAt, start));
      }
    }
  }

  /** The log can't be reached: what the policy allows. */
  private Found inOutage(K key, Bound bound, CacheException cause) {
    View view = View.of(node.generation());
    Entry entry = store(view.generation()).get(key);
    if (policy.onOutage() == OnOutage.SERVE_STALE
        && bound.atLeast() <= view.horizon()
        && entry != null
        && causeOfMiss(key, entry, view) == null) {
      counters.stale.increment();
      return new Found(entry, Outcome.STALE, view, age(bound, view));
    }
    throw unproven(cause);
  }

  private FreshnessUnavailableException unproven(CacheException cause) {
    return new FreshnessUnavailableException(
        "cache " + name + ": can't prove that the answer is fresh: " + cause.getMessage(), cause);
  }

  private Duration age(Bound bound, View view) {
    return node.commits().isHead(view.horizon())
        ? Duration.ZERO
        : since(view.freshAt(), bound.start());
  }

  /** A load is as fresh as its start; one that others began, at least as fresh as the view. */
  private Duration loadedAge(Entry loaded, Bound bound, View view) {
    Duration ofLoad = since(loaded.begunAt, bound.start());
    Duration ofView = age(bound, view);
    return ofLoad.compareTo(ofView) < 0 ? ofLoad : ofView;
  }

  private static Duration since(long earlier, long now) {
    return Duration.ofNanos(Math.max(0, now - earlier));
  }

  private @Nullable Position positionOf(K key, Found found) {
    Entry entry = found.entry();
    if (found.outcome() == Outcome.BYPASS || policy.strategy() == Strategy.TTL) {
      return null;
    }
    if (entry.nothingAfter != Entry.UNKNOWN) {
      return new Position(Math.max(entry.nothingAfter, found.view().horizon()));
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

  /** Its name. */
  public String name() {
    return name;
  }

  /** Its policy. */
  public CachePolicy policy() {
    return policy;
  }

  /** What it has done. */
  public CacheStatistics statistics() {
    return counters.snapshot(store(node.generation()).size());
  }

  /** How many live entries of this node carry one of the tags. O(entries). */
  public long entriesWith(Tags tags) {
    return store(node.generation()).entries().entrySet().stream()
        .filter(e -> tagsOf(e.getKey(), e.getValue().value).intersects(tags))
        .count();
  }

  /**
   * Compares every entry of this node with a recomputation. An entry that changes meanwhile is left
   * out, so a difference is always a defect. O(entries) loads.
   *
   * @throws IllegalStateException inside a transaction, whose loads may see what nobody else does
   */
  public AuditReport audit() {
    if (node.transactions().current() != null) {
      throw new IllegalStateException("cache " + name + ": audit it outside of a transaction");
    }
    AuditReport report = AuditReport.NONE;
    for (K key : store(node.generation()).entries().keySet()) {
      report = report.and(audit(key));
    }
    return report;
  }

  private AuditReport audit(K key) {
    View before = View.of(node.generation());
    LoadedValue recomputed = loading.loadFromSource(key, before);
    node.catchUp();
    View view = View.of(node.generation());
    Entry entry = store(view.generation()).get(key);
    if (entry == null || isExpired(entry) || view.generation() != before.generation()) {
      return AuditReport.NONE;
    }
    if (!entry.isCurrent(view.generation().slots, view.horizon())) {
      entry = fold(key, entry, view);
    }
    if (entry == null) {
      return AuditReport.NONE;
    }
    if (!entryOf(key, recomputed).isCurrent(view.generation().slots, view.horizon())) {
      return new AuditReport(0, 0, 1, List.of());
    }
    return Objects.equals(entry.value, recomputed.value())
        ? new AuditReport(1, 1, 0, List.of())
        : new AuditReport(1, 0, 0, List.of(key + ": " + entry.value + " != " + recomputed.value()));
  }

  private Tags tagsOf(K key, Entry entry) {
    return tagsOf(key, entry.value);
  }

  Tags tagsOf(K key, @Nullable Object value) {
    Tags tags = keyTags.apply(key);
    return valueTags == null || value == null ? tags : tags.and(valueTags.apply(key, cast(value)));
  }

  @SuppressWarnings("unchecked")
  private Store<K> store(Generation generation) {
    return (Store<K>) generation.store(ordinal);
  }

  Store<K> newStore(Generation generation) {
    return new Store<>(generation, policy.maxEntries(), counters.evictions::increment);
  }

  private V valueOf(Entry entry) {
    return cast(entry.value);
  }

  @SuppressWarnings({"unchecked", "NullAway", "TypeParameterUnusedInFormals"})
  private V cast(@Nullable Object value) {
    return (V) value;
  }

  Caches node() {
    return node;
  }

  Counters counters() {
    return counters;
  }

  /** Loads that are under way, for tests of the invariant that none is left behind. */
  int loadsInFlight() {
    return store(node.generation()).inFlight();
  }

  /** Settings of a cache. */
  public static final class Builder<K, V extends @Nullable Object> {
    private final Caches node;
    private final String name;
    private final Function<? super K, Tags> keyTags;
    private final Map<Class<?>, Fold<K, V, Object>> folds = new LinkedHashMap<>();
    private @Nullable BiFunction<? super K, ? super V, Tags> valueTags;
    private @Nullable ValueCodec<K, V> codec;
    private CachePolicy policy = CachePolicy.DEFAULT;

    Builder(Caches node, String name, Function<? super K, Tags> keyTags) {
      this.node = node;
      this.name = Objects.requireNonNull(name, "name");
      this.keyTags = Objects.requireNonNull(keyTags, "tags");
    }

    /** How it behaves; default {@link CachePolicy#DEFAULT}. */
    public Builder<K, V> policy(CachePolicy behaviour) {
      this.policy = Objects.requireNonNull(behaviour, "policy");
      return this;
    }

    /** What a loaded value depends on beyond the tags of its key; not asked for an absent one. */
    public Builder<K, V> valueTags(BiFunction<? super K, ? super V, Tags> tags) {
      this.valueTags = Objects.requireNonNull(tags, "valueTags");
      return this;
    }

    /**
     * Applies facts of this class instead of reloading, with {@link Strategy#FOLD}. Wants a
     * snapshot loader.
     */
    @SuppressWarnings("unchecked")
    public <F> Builder<K, V> fold(Class<F> facts, Fold<K, V, F> fold) {
      folds.put(facts, (Fold<K, V, Object>) Objects.requireNonNull(fold, "fold"));
      return this;
    }

    /** Shares values through the node's second level. Not for caches that fold. */
    public Builder<K, V> secondLevel(ValueCodec<K, V> values) {
      this.codec = Objects.requireNonNull(values, "codec");
      return this;
    }

    /**
     * A cache that loads so.
     *
     * @throws IllegalArgumentException if the name is taken, or the settings make no sense together
     */
    public CoherentCache<K, V> build(Loader<? super K, ? extends V> loader) {
      if (!folds.isEmpty()) {
        throw new IllegalArgumentException(
            "cache " + name + ": folds need a snapshot loader, see buildSnapshot");
      }
      return new CoherentCache<>(this, cache -> Loading.plain(cache, codec, loader));
    }

    /**
     * A cache whose loads know their own position.
     *
     * @throws IllegalArgumentException if the name is taken, or the settings make no sense together
     */
    public CoherentCache<K, V> buildSnapshot(SnapshotLoader<? super K, V> loader) {
      if (!folds.isEmpty() && codec != null) {
        throw new IllegalArgumentException(
            "cache " + name + ": a cache that folds has no second level; its loads are cheap");
      }
      return new CoherentCache<>(this, cache -> Loading.snapshot(cache, codec, loader));
    }
  }
}
