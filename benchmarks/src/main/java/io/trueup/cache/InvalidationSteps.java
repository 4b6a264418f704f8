package io.trueup.cache;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.NullMarked;

/**
 * The steps of an invalidation one by one, on a node that nothing else makes follow its log. In the
 * cache's package, since they are nobody's business but the follower's. For one thread.
 */
@NullMarked
public final class InvalidationSteps {
  private final Generation generation;
  private long position;

  /** The steps on a node that does not poll. */
  public InvalidationSteps(Caches node) {
    this.generation = node.generation();
    this.position = generation.horizon();
  }

  /** The write that makes every entry with the tag invalid. */
  public void touch(Tag tag) {
    generation.slots.touch(tag, ++position);
  }

  /** All that the follower does with a change it has read: journal, tag slots, horizon. */
  public void apply(Change change) {
    LoggedChange logged = new LoggedChange(new Position(++position), "", Instant.EPOCH, change);
    generation.apply(List.of(logged));
    generation.freshAsOf(position);
  }
}
