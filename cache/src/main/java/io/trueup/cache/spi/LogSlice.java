package io.trueup.cache.spi;

import io.trueup.cache.Incarnation;
import io.trueup.cache.LoggedChange;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * What one query of a change log saw, all of it in the same snapshot. Immutable.
 *
 * @param incarnation the history that the log belongs to
 * @param session opaque; as long as it is the same, the database can't have been put back between
 *     two reads. A connection to one running server is such a session; another one for no reason
 *     costs little
 * @param primary false if the server was in recovery, so that the slice may lag
 * @param now the database's wall clock
 * @param changes ascending by position, without gaps in what was committed
 */
public record LogSlice(
    Incarnation incarnation,
    UUID session,
    boolean primary,
    Instant now,
    List<LoggedChange> changes) {
  /** Copies the list. */
  public LogSlice {
    Objects.requireNonNull(incarnation, "incarnation");
    Objects.requireNonNull(session, "session");
    Objects.requireNonNull(now, "now");
    changes = List.copyOf(changes);
  }
}
