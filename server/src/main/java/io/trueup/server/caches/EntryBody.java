package io.trueup.server.caches;

import io.trueup.cache.ChangeEffect;
import io.trueup.cache.EntryReport;
import io.trueup.cache.LastChange;
import io.trueup.cache.Tag;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a cache on this node.
 *
 * @param key its key as text
 * @param tags what it depends on
 * @param ageMs how long ago its load began
 * @param position it contains every change up to here
 * @param current whether a read would be answered with it as it stands
 * @param lastChange the newest change to its tags; null if this node knows of none
 */
record EntryBody(
    String key,
    List<String> tags,
    long ageMs,
    long position,
    boolean current,
    @Nullable Touched lastChange) {
  /**
   * The change that last invalidated or folded an entry.
   *
   * @param position its place in the log
   * @param kind what happened; {@code unknown} where this node remembers its place only
   * @param node who committed it
   * @param at when
   * @param effect what it did to the entry
   */
  record Touched(
      long position,
      String kind,
      @Nullable String node,
      @Nullable Instant at,
      ChangeEffect effect) {
    static Touched of(LastChange change) {
      return new Touched(
          change.position().value(), change.kind(), change.node(), change.at(), change.effect());
    }
  }

  static EntryBody of(EntryReport report) {
    LastChange last = report.lastChange();
    return new EntryBody(
        report.key(),
        report.tags().stream().map(Tag::name).sorted().toList(),
        CacheBody.millis(report.age()),
        report.stamp().value(),
        report.current(),
        last == null ? null : Touched.of(last));
  }
}
