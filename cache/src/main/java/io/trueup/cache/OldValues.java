package io.trueup.cache;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/*
 * An entry that lacks changes may be answered while a load runs, if it is proven to have
 * been the truth at a time within the bound. Nothing is guessed from when it was stored:
 *
 *   (1) The journals name the first change p that it lacks (Rules.lacksFrom). Where they do not reach
 *       back to its stamp, it is loaded.
 *   (2) HeadTimes names the last moment t at which a horizon below p was known to be the head of the
 *       log (Rules.lastTruth). At t, p was not committed, so the entry was the truth. Where no pair
 *       reaches back, it is loaded.
 *   (3) The value is of one moment: it contains nothing of p, because its load says so or was over
 *       before t (Rules.isWhole). In the same tick of the clock it is not known which came first.
 *   (4) t > start of the read - bound, as for every read; so a strict read never gets it.
 *   (5) It lacks nothing that this node committed itself (Rules.mayLack): who wrote here reads it.
 *   (6) p is above the position that the caller brought, if any (Rules.reachesPosition).
 *
 * The age answered is the start of the read - t. An entry that has outlived its time but lacks
 * nothing is as old as the node, if it is of one moment: it may have met, in part, a change that the
 * node does not have yet.
 *
 * Where one of (1) to (6) can't be shown the reader waits for the load, as in any other cache. O(changes
 * of its tags since its stamp).
 */
final class OldValues<K> {
  private final Caches node;
  private final BiFunction<K, @Nullable Object, Tags> tags;

  OldValues(Caches node, BiFunction<K, @Nullable Object, Tags> tags) {
    this.node = node;
    this.tags = tags;
  }

  /** How old the entry is at most, if it was the truth at a time within the bound; else null. */
  @Nullable Duration ageWithin(Bound bound, K key, Entry entry, View view) {
    if (bound.staleness() == 0) {
      return null;
    }
    List<LoggedChange> missing = missing(key, entry, view);
    if (missing == null) {
      return null;
    }
    if (missing.isEmpty()) {
      return node.rules().isWhole(isOfView(entry, view))
          ? within(bound, bound.ageOf(view, node.commits()))
          : null;
    }
    OptionalLong truth = lastTruth(entry, missing, bound, view.generation().heads);
    return truth.isEmpty() ? null : within(bound, bound.since(truth.getAsLong()));
  }

  private @Nullable Duration within(Bound bound, Duration age) {
    return node.rules().isYoungEnough(age.toNanos(), bound.staleness()) ? age : null;
  }

  private OptionalLong lastTruth(
      Entry entry, List<LoggedChange> missing, Bound bound, HeadTimes heads) {
    Rules rules = node.rules();
    long from = rules.lacksFrom(missing.stream().map(c -> c.position().value()).toList());
    if (!rules.reachesPosition(from, bound.atLeast())
        || !rules.mayLack(missing.stream().allMatch(node.commits()::isForeign))) {
      return OptionalLong.empty();
    }
    OptionalLong truth = rules.lastTruth(heads, from);
    return truth.isPresent() && rules.isWhole(isUntouched(entry, from, truth.getAsLong()))
        ? truth
        : OptionalLong.empty();
  }

  /** Whether it contains nothing that came after the view, though it lacks nothing either. */
  private boolean isOfView(Entry entry, View view) {
    return node.commits().isHead(view.horizon())
        || isUntouched(entry, view.horizon() + 1, view.freshAt());
  }

  private static boolean isUntouched(Entry entry, long from, long truth) {
    return entry.nothingAfter < from || truth - entry.storedAt > 0;
  }

  /** The changes up to the view that the entry lacks; null if the journals do not reach back. */
  @Nullable List<LoggedChange> missing(K key, Entry entry, View view) {
    return view.generation()
        .recent
        .between(entry.stamp, view.horizon(), tags.apply(key, entry.value), node.rules());
  }
}
