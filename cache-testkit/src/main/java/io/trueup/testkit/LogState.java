package io.trueup.testkit;

import io.trueup.cache.Change;
import io.trueup.cache.Incarnation;
import io.trueup.cache.LoggedChange;
import io.trueup.cache.Position;
import io.trueup.cache.Tags;
import io.trueup.cache.spi.LogSlice;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What a snapshot of an {@link InMemoryChangeLog} sees. Immutable.
 *
 * @param drawn the highest position given to any transaction, committed or not
 */
record LogState(
    Incarnation incarnation,
    UUID session,
    boolean primary,
    Instant now,
    long drawn,
    List<LoggedChange> rows) {

  LogState {
    rows = List.copyOf(rows);
  }

  static LogState fresh() {
    Instant start = InMemoryChangeLog.START;
    Change genesis = Change.of(Tags.none(), new TestFact("genesis"));
    LoggedChange first = new LoggedChange(Position.GENESIS, "", start, genesis);
    return new LogState(newIncarnation(), UUID.randomUUID(), true, start, 0, List.of(first));
  }

  static Incarnation newIncarnation() {
    return new Incarnation(UUID.randomUUID().toString());
  }

  LogSlice head() {
    return slice(rows.subList(rows.size() - 1, rows.size()).stream());
  }

  LogSlice from(Position from, int limit) {
    return slice(rows.stream().filter(row -> !before(row, from)).limit(limit));
  }

  LogSlice asOf(Duration age) {
    LoggedChange newest = rows.get(0);
    for (LoggedChange row : rows) {
      newest = Duration.between(row.at(), now).compareTo(age) >= 0 ? row : newest;
    }
    return slice(Stream.of(newest));
  }

  private LogSlice slice(Stream<LoggedChange> changes) {
    return new LogSlice(incarnation, session, primary, now, changes.toList());
  }

  LogState with(LoggedChange row) {
    return rows(Stream.concat(rows.stream(), Stream.of(row)));
  }

  LogState trimmedBefore(Position position) {
    Position newest = rows.get(rows.size() - 1).position();
    Position oldest = newest.compareTo(position) < 0 ? newest : position;
    return rows(rows.stream().filter(row -> !before(row, oldest)));
  }

  LogState replacing(Position position, Function<Change, Change> replacement) {
    if (rows.stream().noneMatch(row -> row.position().equals(position))) {
      throw new IllegalArgumentException("no row at " + position);
    }
    return rows(rows.stream().map(row -> replaced(row, position, replacement)));
  }

  LogState aged(Position upTo, Duration by) {
    return rows(
        rows.stream().map(row -> row.position().compareTo(upTo) > 0 ? row : older(row, by)));
  }

  private static LoggedChange older(LoggedChange row, Duration by) {
    return new LoggedChange(row.position(), row.node(), row.at().minus(by), row.change());
  }

  private static LoggedChange replaced(
      LoggedChange row, Position position, Function<Change, Change> replacement) {
    if (!row.position().equals(position)) {
      return row;
    }
    return new LoggedChange(position, row.node(), row.at(), replacement.apply(row.change()));
  }

  private static boolean before(LoggedChange row, Position position) {
    return row.position().compareTo(position) < 0;
  }

  private LogState rows(Stream<LoggedChange> changed) {
    return new LogState(incarnation, session, primary, now, drawn, changed.toList());
  }

  LogState drawing(int positions) {
    return new LogState(incarnation, session, primary, now, drawn + positions, rows);
  }

  LogState incarnation(Incarnation other) {
    return new LogState(other, session, primary, now, drawn, rows);
  }

  LogState inNewSession() {
    return new LogState(incarnation, UUID.randomUUID(), primary, now, drawn, rows);
  }

  LogState primary(boolean isPrimary) {
    return new LogState(incarnation, session, isPrimary, now, drawn, rows);
  }

  LogState at(Instant time) {
    return new LogState(incarnation, session, primary, time, drawn, rows);
  }
}
