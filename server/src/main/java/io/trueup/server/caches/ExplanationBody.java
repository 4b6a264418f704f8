package io.trueup.server.caches;

import io.trueup.cache.Position;
import io.trueup.cache.Tag;
import io.trueup.ledger.CacheAdministration.Explanation;
import java.util.List;

/**
 * What a change would touch.
 *
 * @param tags what it touches
 * @param caches for each cache what that means
 * @param scope where entries were counted: {@code node}
 * @param position how far this node has come
 */
record ExplanationBody(List<String> tags, List<Touched> caches, String scope, long position) {
  /**
   * What it would do to one cache.
   *
   * @param cache its name
   * @param strategy how it keeps up with changes
   * @param entries how many entries carry one of the tags
   */
  record Touched(String cache, String strategy, long entries) {}

  static ExplanationBody of(Explanation explanation, Position position) {
    return new ExplanationBody(
        explanation.tags().stream().map(Tag::name).sorted().toList(),
        explanation.caches().stream()
            .map(it -> new Touched(it.cache(), PolicyBody.name(it.strategy()), it.entries()))
            .toList(),
        "node",
        position.value());
  }
}
