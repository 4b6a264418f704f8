package io.trueup.cache;

import java.util.Objects;

/**
 * The fact of a logged change that this node could not decode, because it is of a newer version or
 * damaged. Its tags still count: no cache folds it, so what carries one of them is reloaded. A
 * change whose tags could not be read either is given {@linkplain #touchesEverything() as touching
 * all}.
 *
 * @param kind the name of the kind as the log has it
 * @param reason why it could not be read
 * @param touchesEverything whether the tags are unknown, so that every entry has to go
 */
public record UnreadableFact(String kind, String reason, boolean touchesEverything) {
  /** Checks that nothing is null. */
  public UnreadableFact {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(reason, "reason");
  }
}
