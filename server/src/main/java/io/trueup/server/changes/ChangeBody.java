package io.trueup.server.changes;

import io.trueup.cache.Tag;
import io.trueup.ledger.Changes;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change in the log.
 *
 * @param position its place
 * @param kind what happened, such as {@code BudgetChanged}
 * @param organization whose change it is; null if it is nobody's, or that of several
 * @param tags what it touches
 * @param node who committed it
 * @param at when
 */
record ChangeBody(
    long position,
    String kind,
    @Nullable String organization,
    List<String> tags,
    String node,
    Instant at) {
  static ChangeBody of(Changes.Item change) {
    return new ChangeBody(
        change.position().value(),
        change.kind(),
        change.organization(),
        change.tags().stream().map(Tag::name).sorted().toList(),
        change.node(),
        change.at());
  }
}
