package io.trueup.cache;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks into the entries of one cache on this node, without counting as a use of them. */
final class Inspection<K, V extends @Nullable Object> {
  private final CoherentCache<K, V> cache;
  private final Caches node;
  private final Reading<K, V> reading;
  private final Loading<K, V> loading;
  private final Set<Class<?>> folded;

  Inspection(
      CoherentCache<K, V> cache,
      Reading<K, V> reading,
      Loading<K, V> loading,
      Set<Class<?>> folded) {
    this.cache = cache;
    this.node = cache.node();
    this.reading = reading;
    this.loading = loading;
    this.folded = Set.copyOf(folded);
  }

  private Store<K> store() {
    return cache.store(node.generation());
  }

  long entriesWith(Tags tags) {
    return store().entries().entrySet().stream()
        .filter(e -> cache.tagsOf(e.getKey(), e.getValue().value).intersects(tags))
        .count();
  }

  List<K> hottest(int limit) {
    return store().hottest(checked(limit));
  }

  private static int checked(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit: must be 1 or more, is " + limit);
    }
    return limit;
  }

  List<EntryReport> entries(@Nullable Tag tag, int limit) {
    checked(limit);
    View view = View.of(node.generation());
    Store<K> store = cache.store(view.generation());
    return store.hottest(tag == null ? limit : Integer.MAX_VALUE).stream()
        .flatMap(key -> report(key, store.peek(key), view).stream())
        .filter(report -> tag == null || report.tags().contains(tag))
        .limit(limit)
        .toList();
  }

  Optional<EntryReport> entry(String keyText) {
    K key = cache.parse(keyText);
    View view = View.of(node.generation());
    return report(key, cache.store(view.generation()).peek(key), view);
  }

  private Optional<EntryReport> report(K key, @Nullable Entry entry, View view) {
    if (entry == null) {
      return Optional.empty();
    }
    Tags tags = cache.tagsOf(key, entry.value);
    boolean current =
        !reading.isExpired(key, entry) && entry.isCurrent(view.generation().slots, view.horizon());
    return Optional.of(
        new EntryReport(
            cache.textOf(key),
            tags,
            new Position(entry.stamp),
            age(entry),
            current,
            lastChange(entry, tags, view.generation())));
  }

  private Duration age(Entry entry) {
    return Duration.ofNanos(Math.max(0, node.ticker().nanos() - entry.begunAt));
  }

  private @Nullable LastChange lastChange(Entry entry, Tags tags, Generation generation) {
    LoggedChange newest = generation.recent.newestOf(tags);
    if (newest != null) {
      return new LastChange(
          newest.position(), kindOf(newest), newest.node(), newest.at(), effectOf(newest));
    }
    long last = entry.lastChange(generation.slots);
    return last == 0 || last > generation.recent.floor()
        ? null
        : new LastChange(
            new Position(last), LastChange.UNKNOWN, null, null, ChangeEffect.INVALIDATED);
  }

  private static String kindOf(LoggedChange logged) {
    return logged.change().fact() instanceof UnreadableFact unreadable
        ? unreadable.kind()
        : logged.change().fact().getClass().getSimpleName();
  }

  private ChangeEffect effectOf(LoggedChange logged) {
    return cache.policy().strategy() == Strategy.FOLD
            && folded.contains(logged.change().fact().getClass())
        ? ChangeEffect.FOLDED
        : ChangeEffect.INVALIDATED;
  }

  AgePercentiles ages() {
    long now = node.ticker().nanos();
    long[] ages =
        store().entries().values().stream()
            .limit(AgePercentiles.SAMPLE)
            .mapToLong(entry -> Math.max(0, now - entry.begunAt))
            .toArray();
    return AgePercentiles.of(ages);
  }

  AuditReport audit() {
    AuditReport report = AuditReport.NONE;
    for (K key : store().entries().keySet()) {
      report = report.and(audit(key));
    }
    return report;
  }

  /**
   * The entry is taken before the recomputation: one taken after it may contain a change that the
   * recomputation lacks and this node has not heard of.
   */
  private AuditReport audit(K key) {
    View before = View.of(node.generation());
    Entry entry = cache.store(before.generation()).peek(key);
    LoadedValue recomputed = loading.loadFromSource(key, before);
    node.catchUp();
    View view = View.of(node.generation());
    if (entry == null
        || reading.isExpired(key, entry)
        || view.generation() != before.generation()) {
      return AuditReport.NONE;
    }
    if (!entry.isCurrent(view.generation().slots, view.horizon())) {
      entry = reading.fold(key, entry, view);
    }
    if (entry == null) {
      return AuditReport.NONE;
    }
    if (!reading.entryOf(key, recomputed).isCurrent(view.generation().slots, view.horizon())) {
      return new AuditReport(0, 0, 1, List.of());
    }
    return Objects.equals(entry.value, recomputed.value())
        ? new AuditReport(1, 1, 0, List.of())
        : new AuditReport(1, 0, 0, List.of(key + ": " + entry.value + " != " + recomputed.value()));
  }
}
