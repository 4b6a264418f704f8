package io.trueup.spring;

import io.trueup.cache.LoggedChange;
import io.trueup.cache.Position;
import io.trueup.cache.Tags;
import java.time.Instant;

/**
 * A change that committed, on any node, as an event of the application: {@code @EventListener void
 * on(CommittedChange change)}. Its fact is published on its own right after it. Immutable.
 *
 * @param position its place in the log
 * @param node the name of the node that wrote it
 * @param at when, by the database's clock
 * @param tags what it touched
 * @param fact what happened
 */
public record CommittedChange(Position position, String node, Instant at, Tags tags, Object fact) {
  static CommittedChange of(LoggedChange logged) {
    return new CommittedChange(
        logged.position(),
        logged.node(),
        logged.at(),
        logged.change().tags(),
        logged.change().fact());
  }
}
