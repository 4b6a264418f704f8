package io.trueup.server.jobs;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Work in the background, as it stands.
 *
 * @param id random
 * @param kind what it does, such as {@code warm}
 * @param state how far it is
 * @param planned how much there is to do; 0 until that is known
 * @param done how much is done
 * @param failed how much failed
 * @param startedAt when it began
 * @param result what came of it; null while it runs
 */
public record Job(
    String id,
    String kind,
    State state,
    long planned,
    long done,
    long failed,
    Instant startedAt,
    @Nullable Map<String, Object> result) {
  /** How far a job is. */
  public enum State {
    /** It works. */
    RUNNING,
    /** It has ended. */
    DONE,
    /** It has ended without result. */
    FAILED
  }
}
