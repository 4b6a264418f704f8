package io.trueup.cache;

import io.trueup.cache.spi.Transactions;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
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
 *
 * Here is the quick hit; all else is in Reading. A policy may change at any time: it is one object in
 * one field. What was kept under another policy needs no cleaning, since each entry carries its stamp
 * whatever the strategy, and tag slots are kept up to date for all.
 */

/**
 * A cache whose answers are never older than its bound. Safe for use by many threads.
 *
 * @param <K> key: immutable, with equals and hashCode
 * @param <V> value: immutable, with equals; null stands for an absent one and is cached too
 */
public final class CoherentCache<K, V extends @Nullable Object> {
  private final String name;
  private final Caches node;

  // The node's, held here to spare each hit a step: between the fences of a hit every load counts.
  private final Follower follower;
  private final Transactions transactions;
  private final LocalCommits commits;
  private final Ticker ticker;

  private final Function<? super K, Tags> keyTags;
  private final @Nullable BiFunction<? super K, ? super V, Tags> valueTags;
  private final @Nullable KeyCodec<K> keys;
  private final @Nullable Supplier<? extends Collection<K>> declared;
  private final boolean hasFolds;
  private final boolean hasCodec;
  private final Reading<K, V> reading;
  private final Inspection<K, V> inspection;
  private final HotEntries<K, V> hot;
  private final Counters counters = new Counters();
  private final int ordinal;
  private volatile Settings settings;

  private CoherentCache(Builder<K, V> builder, Function<CoherentCache<K, V>, Loading<K, V>> load) {
    this.name = builder.name;
    this.node = builder.node;
    this.follower = node.follower();
    this.transactions = node.transactions();
    this.commits = node.commits();
    this.ticker = node.ticker();
    this.keyTags = builder.keyTags;
    this.valueTags = builder.valueTags;
    this.keys = builder.keys;
    this.declared = builder.declared;
    this.hasFolds = !builder.folds.isEmpty();
    this.hasCodec = builder.codec != null;
    this.settings = new Settings(checked(builder.policy));
    Loading<K, V> loading = load.apply(this);
    this.reading = new Reading<>(this, loading, new Folds<>(builder.folds));
    this.inspection = new Inspection<>(this, reading, loading, builder.folds.keySet());
    this.hot = new HotEntries<>(this, reading);
    this.ordinal = node.register(this);
    node.ready(this);
  }

  private CachePolicy checked(CachePolicy policy) {
    CachePolicy.Reasons reasons = new CachePolicy.Reasons();
    reasons.addIf(
        policy.strategy() == Strategy.FOLD && !hasFolds,
        "strategy: fold, but cache " + name + " declares no folds");
    reasons.addIf(
        policy.levelTwo() && hasFolds, "level-two: cache " + name + " folds, its loads are cheap");
    reasons.addIf(
        policy.levelTwo() && !hasFolds && (!hasCodec || keys == null),
        "level-two: cache " + name + " has no codec for its values and keys");
    reasons.addIf(policy.levelTwo() && node.secondLevel() == null, "level-two: this node has none");
    reasons.addIf(
        policy.warm() && keys == null && declared == null,
        "warm: cache " + name + " declares no keys and has no codec to keep the hottest with");
    reasons.throwIfAny();
    return policy;
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
    Settings now = settings;
    if (now.quick && transactions.current() == null) {
      Generation generation = follower.generation();
      long freshAt = generation.freshAt();
      long horizon = generation.horizon();
      Entry entry = store(generation).get(key);
      if (entry != null
          && entry.isCurrent(generation.slots, horizon)
          && isFresh(horizon, freshAt, now.staleness)) {
        counters.hits.increment();
        return valueOf(entry);
      }
    }
    return valueOf(find(key, ReadRequest.BY_POLICY).entry());
  }

  private boolean isFresh(long horizon, long freshAt, long staleness) {
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
    Reading.Found found = find(key, request);
    return new Answer<>(
        valueOf(found.entry()), found.outcome(), reading.positionOf(key, found), found.age());
  }

  /**
   * Looks without loading: for callers that load by themselves and offer what they loaded.
   * Concurrent misses are not joined. Where the log can't be reached it is a miss whose load is not
   * kept, or an old value if the policy is to serve it.
   */
  public Lookup<V> lookUp(K key) {
    return Lookup.of(reading, Objects.requireNonNull(key, "key"));
  }

  /**
   * What this node holds of the key, of any age: it asks neither the log nor the source. Empty if
   * it holds nothing, or has applied a change of it: an outdated value is no better than none, as
   * what changed may be the very thing that is asked for.
   */
  public Optional<LastKnown<V>> lastKnown(K key) {
    View view = View.of(follower.generation());
    Entry entry = store(view.generation()).peek(Objects.requireNonNull(key, "key"));
    return entry != null && entry.isCurrent(view.generation().slots, view.horizon())
        ? Optional.of(new LastKnown<>(valueOf(entry), new Position(view.horizon())))
        : Optional.empty();
  }

  private Reading.Found find(K key, ReadRequest request) {
    return reading.find(Objects.requireNonNull(key, "key"), request);
  }

  /** Its name. */
  public String name() {
    return name;
  }

  /** Its policy. */
  public CachePolicy policy() {
    return settings.policy;
  }

  /**
   * Behaves so from now on; reads under way may still go by the policy before. Entries are kept as
   * far as they are valid and fit.
   *
   * @throws InvalidPolicyException if it makes no sense for this cache: nothing has changed
   */
  public void policy(CachePolicy changed) {
    settings = new Settings(checked(Objects.requireNonNull(changed, "policy")));
    Store<K> store = store(node.generation());
    store.resize(changed.maxEntries());
    if (changed.strategy() == Strategy.OFF) {
      store.clear();
    }
    node.policyChanged();
  }

  /** What it has done. */
  public CacheStatistics statistics() {
    return counters.snapshot(store(node.generation()).size(), inspection.ages());
  }

  /** How many live entries of this node carry one of the tags. O(entries). */
  public long entriesWith(Tags tags) {
    return inspection.entriesWith(tags);
  }

  /**
   * The keys most used on this node, hottest first. O(entries) at worst.
   *
   * @param limit 1 or more
   */
  public List<K> hottest(int limit) {
    return inspection.hottest(limit);
  }

  /**
   * What is known of this node's entries, hottest first. O(entries).
   *
   * @param tag only those that carry it; null for all
   * @param limit how many at most, 1 or more
   */
  public List<EntryReport> entries(@Nullable Tag tag, int limit) {
    return inspection.entries(tag, limit);
  }

  /**
   * What is known of this node's entry of the key with this text; empty if there is none.
   *
   * @throws IllegalArgumentException if no key has this text
   * @throws IllegalStateException if the cache has no {@link KeyCodec}
   */
  public Optional<EntryReport> entry(String keyText) {
    return inspection.entry(keyText);
  }

  /**
   * The tags of the key with this text, known from the key alone.
   *
   * @throws IllegalArgumentException if no key has this text
   * @throws IllegalStateException if the cache has no {@link KeyCodec}
   */
  public Tags tagsOfKey(String keyText) {
    return keyTags.apply(parse(keyText));
  }

  /**
   * Compares every entry of this node with a recomputation. An entry that changes meanwhile is left
   * out, so a difference is always a defect. O(entries) loads.
   *
   * @throws IllegalStateException inside a transaction, whose loads may see what nobody else does
   */
  public AuditReport audit() {
    if (transactions.current() != null) {
      throw new IllegalStateException("cache " + name + ": audit it outside of a transaction");
    }
    return inspection.audit();
  }

  Tags tagsOf(K key, @Nullable Object value) {
    Tags tags = keyTags.apply(key);
    return valueTags == null || value == null ? tags : tags.and(valueTags.apply(key, cast(value)));
  }

  /** The key as text; without a codec for people only. */
  String textOf(K key) {
    return keys == null ? String.valueOf(key) : keys.text(key);
  }

  K parse(String keyText) {
    if (keys == null) {
      throw new IllegalStateException("cache " + name + ": has no codec for its keys");
    }
    return keys.parse(keyText);
  }

  boolean hasKeyCodec() {
    return keys != null;
  }

  /** What is critical now. */
  Collection<K> declaredKeys() {
    return declared == null ? List.of() : declared.get();
  }

  Settings settings() {
    return settings;
  }

  @SuppressWarnings("unchecked")
  Store<K> store(Generation generation) {
    return (Store<K>) generation.store(ordinal);
  }

  Store<K> newStore(Generation generation) {
    return new Store<>(generation, settings.policy.maxEntries(), counters.evictions::increment);
  }

  /** A store with what the one before it holds and is proven to be of its history. */
  Store<K> storeAfter(Generation before, Generation next) {
    Store<K> store = newStore(next);
    int confirmedBy = before.confirmedBy();
    store(before)
        .entries()
        .forEach(
            (key, entry) -> {
              if (node.rules().outlives(confirmedBy, entry.sentBefore)) {
                store.put(key, entry);
              }
            });
    return store;
  }

  V valueOf(Entry entry) {
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

  HotEntries<K, V> hot() {
    return hot;
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
    private @Nullable KeyCodec<K> keys;
    private @Nullable Supplier<? extends Collection<K>> declared;
    private @Nullable ValueCodec<V> codec;
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

    /** Keys as texts: for a second level, inspection, and keeping the hottest. */
    public Builder<K, V> keys(KeyCodec<K> texts) {
      this.keys = Objects.requireNonNull(texts, "keys");
      return this;
    }

    /** What is critical: asked anew at each warming, on a thread of the node. */
    public Builder<K, V> declared(Supplier<? extends Collection<K>> critical) {
      this.declared = Objects.requireNonNull(critical, "declared");
      return this;
    }

    /**
     * How values are shared through the node's second level, where the policy says {@link
     * CachePolicy#levelTwo}. Wants {@link #keys}. Not for caches that fold.
     */
    public Builder<K, V> secondLevel(ValueCodec<V> values) {
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
