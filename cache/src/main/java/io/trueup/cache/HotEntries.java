package io.trueup.cache;

import io.trueup.cache.spi.HotKeys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/*
 * The hottest entries of one cache: reloaded ahead of their readers, and remembered by key for the
 * next start.
 *
 * After changes only the AT_ONCE hottest are looked at, however many entries there are and however
 * many changes came; turns that come while one runs are one more turn. A cache that refreshes reloads
 * all of these that are outdated; one that is warm only after a bulk invalidation: a fresh generation,
 * or at least BULK and a quarter of them at once.
 *
 * All loads go the readers' way, single flight and stamps included, so they can't store a stale value
 * either. A load that raced a change leaves its entry outdated and asks for one more turn.
 */
final class HotEntries<K, V extends @Nullable Object> {
  static final int AT_ONCE = 256;
  static final int BULK = 8;
  static final int KEPT = 1_000;

  /** Whether a fold reaches is worth looking at so often only. */
  static final Duration BULK_CHECK = Duration.ofMillis(100);

  private static final System.Logger LOG = System.getLogger(HotEntries.class.getName());

  private final CoherentCache<K, V> cache;
  private final Caches node;
  private final Reading<K, V> reading;
  private final boolean criticalAtStart;
  private volatile boolean warmed;

  // One thread: that of the upkeep.
  private @Nullable Generation seen;
  private long lookedAt;

  private @Nullable List<String> saved;

  HotEntries(CoherentCache<K, V> cache, Reading<K, V> reading) {
    this.cache = cache;
    this.node = cache.node();
    this.reading = reading;
    this.criticalAtStart = cache.policy().critical();
  }

  /** Whether anything is to be done when changes were applied. */
  boolean wantsTurns() {
    return refreshes() || (cache.policy().warm() && cache.policy().strategy().followsChanges());
  }

  private boolean refreshes() {
    return cache.policy().strategy() == Strategy.REFRESH;
  }

  /** Reloads what has to be. */
  void turn() {
    View view = View.of(node.generation());
    Generation before = seen == null ? view.generation() : seen;
    seen = view.generation();
    boolean swapped = before != seen;
    if (!wantsTurns() || !(refreshes() || swapped || isTimeToLook())) {
      return;
    }
    List<K> hottest = cache.store(before).hottest(AT_ONCE);
    List<K> outdated = hottest.stream().filter(key -> isOutdated(key, view)).toList();
    if (refreshes() || swapped || isBulk(outdated.size(), hottest.size())) {
      outdated.forEach(key -> reading.reload(key, view));
    }
  }

  private boolean isTimeToLook() {
    long now = node.ticker().nanos();
    if (lookedAt != 0 && now - lookedAt < BULK_CHECK.toNanos()) {
      return false;
    }
    lookedAt = now;
    return true;
  }

  private static boolean isBulk(int outdated, int of) {
    return outdated >= BULK && outdated * 4 >= of;
  }

  private boolean isOutdated(K key, View view) {
    Entry entry = cache.store(view.generation()).peek(key);
    return entry == null || reading.needsLoad(key, entry, view);
  }

  /** Keeps the hottest keys for the next start, if they are not those kept last. */
  synchronized void save(HotKeys store) {
    if (!cache.policy().warm() || !cache.hasKeyCodec()) {
      return;
    }
    List<String> last = saved == null ? store.load(cache.name()) : saved;
    List<String> now =
        Stream.concat(hottest().stream().map(cache::textOf), last.stream())
            .distinct()
            .limit(KEPT)
            .toList();
    if (!now.equals(last)) {
      store.save(cache.name(), now);
    }
    saved = now;
  }

  private List<K> hottest() {
    return cache.store(node.generation()).hottest(KEPT);
  }

  /** What to load when the cache is warmed, hottest first, then what is declared. */
  List<Runnable> plan(@Nullable HotKeys store) {
    Set<K> keys = new LinkedHashSet<>(hottest());
    keys.addAll(learnt(store));
    keys.addAll(cache.declaredKeys());
    List<Runnable> loads = new ArrayList<>();
    keys.stream()
        .limit(cache.policy().maxEntries())
        .forEach(key -> loads.add(() -> reading.warm(key)));
    return loads;
  }

  /** What can't be read is left out: warming goes on with what is declared. */
  private List<K> learnt(@Nullable HotKeys store) {
    List<K> keys = new ArrayList<>();
    if (store == null || !cache.hasKeyCodec()) {
      return keys;
    }
    try {
      store.load(cache.name()).stream().limit(KEPT).forEach(text -> parse(text, keys));
    } catch (RuntimeException e) {
      node.upkeep().failures.increment();
      LOG.log(
          System.Logger.Level.WARNING,
          "cache " + cache.name() + ": its hottest keys can not be read",
          e);
    }
    return keys;
  }

  private void parse(String text, List<K> into) {
    try {
      into.add(cache.parse(text));
    } catch (IllegalArgumentException e) {
      LOG.log(System.Logger.Level.DEBUG, "cache {0}: {1} is no key any more", cache.name(), text);
    }
  }

  void warmed() {
    warmed = true;
  }

  /** False for a cache that was critical when it was built, is so now, and was not warmed yet. */
  boolean isReady() {
    return warmed || !criticalAtStart || !cache.policy().critical();
  }
}
