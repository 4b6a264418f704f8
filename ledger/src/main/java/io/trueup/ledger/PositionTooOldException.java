package io.trueup.ledger;

import io.trueup.cache.Position;

/**
 * The log can't say what came after the position: that was trimmed, or the position is not of this
 * log. Read everything anew and go on from a position of now.
 */
public final class PositionTooOldException extends LedgerException {
  private static final long serialVersionUID = 1L;

  private final long position;

  PositionTooOldException(Position position, long oldest, long newest) {
    super(
        "the change log holds positions %d to %d, and can't go on after %s: read anew"
            .formatted(oldest, newest, position),
        null);
    this.position = position.value();
  }

  /** The position that was asked for. */
  public Position position() {
    return new Position(position);
  }
}
