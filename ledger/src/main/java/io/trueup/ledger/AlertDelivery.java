package io.trueup.ledger;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How an alert's way to one channel stands. Immutable.
 *
 * @param id its id
 * @param channel the channel's type
 * @param target where to, without what may be a secret; null for the log
 * @param state how it stands
 * @param attempts how often it was tried
 * @param nextAttemptAt when it is tried again; null if it isn't
 * @param lastError what the last try that failed came to; null if none did
 * @param endedAt when it was delivered or given up; null while it is pending
 */
public record AlertDelivery(
    String id,
    String channel,
    @Nullable String target,
    State state,
    int attempts,
    @Nullable Instant nextAttemptAt,
    @Nullable String lastError,
    @Nullable Instant endedAt) {

  /** How a delivery stands. */
  public enum State {
    /** It is to be tried, for the first time or again. */
    PENDING,
    /** The channel has taken it. */
    DELIVERED,
    /** It was given up. */
    DEAD;

    /** The name in the HTTP contract. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }

    static State ofWireName(String name) {
      return valueOf(name.toUpperCase(Locale.ROOT));
    }
  }
}
