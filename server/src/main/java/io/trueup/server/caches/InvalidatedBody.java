package io.trueup.server.caches;

import io.trueup.cache.Tag;
import io.trueup.ledger.CacheAdministration.Reached;
import java.util.List;

/**
 * What an invalidation reached, or would reach.
 *
 * @param tags by which; none where it is everything
 * @param entries how many entries were reached
 * @param scope where they were counted: {@code node}. All nodes obey
 * @param position of the change; in a dry run, how far this node has come
 * @param dryRun whether nothing was done
 */
record InvalidatedBody(
    List<String> tags, long entries, String scope, long position, boolean dryRun) {
  static InvalidatedBody of(Reached reached, boolean dryRun) {
    return new InvalidatedBody(
        reached.tags().stream().map(Tag::name).sorted().toList(),
        reached.entries(),
        "node",
        reached.position().value(),
        dryRun);
  }
}
