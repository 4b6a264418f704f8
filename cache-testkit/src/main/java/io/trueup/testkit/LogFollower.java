package io.trueup.testkit;

import io.trueup.cache.LoggedChange;
import io.trueup.cache.Position;
import io.trueup.cache.spi.ChangeLog;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The simplest follower of a log there can be: asks for everything at and after its horizon and
 * never looks back. What it misses, every cache would miss. For one thread.
 */
public final class LogFollower {
  private final ChangeLog log;
  private final int limit;
  private final List<LoggedChange> seen = new ArrayList<>();
  private LoggedChange horizon;

  /**
   * Starts at the log's head.
   *
   * @param limit rows to ask for at a time, 2 or more: the first is the one at the horizon
   */
  public LogFollower(ChangeLog log, int limit) {
    this.log = log;
    this.limit = limit;
    this.horizon = log.head().changes().get(0);
  }

  /**
   * Reads up to the head.
   *
   * @return how many changes were new
   * @throws AssertionError if the row at the horizon is gone or another, or rows are out of order
   */
  public int catchUp() {
    int before = seen.size();
    List<LoggedChange> rows;
    do {
      rows = log.read(horizon.position(), limit).changes();
      apply(rows);
    } while (rows.size() == limit);
    return seen.size() - before;
  }

  private void apply(List<LoggedChange> rows) {
    if (rows.isEmpty() || !rows.get(0).change().id().equals(horizon.change().id())) {
      throw new AssertionError("the row at the horizon " + horizon.position() + " is another");
    }
    for (LoggedChange row : rows.subList(1, rows.size())) {
      if (row.position().compareTo(horizon.position()) <= 0) {
        throw new AssertionError(row.position() + " came after " + horizon.position());
      }
      horizon = row;
      seen.add(row);
    }
  }

  /** The position up to which it has read. */
  public Position horizon() {
    return horizon.position();
  }

  /** What it saw since its start, in the order seen. */
  public List<LoggedChange> seen() {
    return List.copyOf(seen);
  }

  /** The ids of what it saw, in the order seen. */
  public List<UUID> ids() {
    return seen.stream().map(row -> row.change().id()).toList();
  }
}
