package io.trueup.cache;

import io.trueup.cache.spi.ChangeLog;
import io.trueup.cache.spi.LogSlice;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A log all of whose changes touch one tag; its head grows. */
final class OneTagLog implements ChangeLog {
  static final Tags TAG = Tags.of("t");
  private static final Incarnation ONE = new Incarnation("one");
  private static final UUID SESSION = new UUID(0, 1);

  volatile long head;

  static LoggedChange row(long position) {
    return new LoggedChange(
        new Position(position), "n", Instant.EPOCH, new Change(new UUID(0, position), TAG, "fact"));
  }

  /** A generation that begins at the first row. */
  static Generation generation() {
    return new Generation(
        new Generation.Start(ONE, SESSION, row(0), 0),
        new Generation.Bounds(new JournalBound(16, 16), null),
        List.of());
  }

  private static LogSlice slice(List<LoggedChange> rows) {
    return new LogSlice(ONE, SESSION, true, Instant.EPOCH, rows);
  }

  @Override
  public LogSlice head() {
    return slice(List.of(row(head)));
  }

  @Override
  public LogSlice read(Position from, int limit) {
    return slice(
        java.util.stream.LongStream.rangeClosed(from.value(), head)
            .limit(limit)
            .mapToObj(OneTagLog::row)
            .toList());
  }

  @Override
  public LogSlice asOf(Duration age) {
    return head();
  }

  @Override
  public boolean soleWriter() {
    return true;
  }

  @Override
  public void close() {}
}
