package io.trueup.changelog;

import io.trueup.cache.Change;
import io.trueup.cache.Position;
import io.trueup.cache.Tag;
import io.trueup.cache.Tags;
import io.trueup.cache.spi.PendingChanges;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/*
 * Appending only buffers. A row inserted early would need its position, and so the log's lock, early:
 * every other writer would wait while this transaction works on, two that lock business rows in
 * another order would deadlock with it, and a transaction begun inside it (on another connection, as
 * REQUIRES_NEW does) would wait for the lock that its own thread holds, which no database detects.
 *
 * So the buffer keeps what a savepoint's rollback must drop, and flush() is the last thing before the
 * commit, whoever demarcates the transaction.
 */
/**
 * The changes that one transaction has appended and not yet written: {@link #append}, then {@link
 * #flush} as the last statement before the commit; and what is to run after it. Facts are encoded
 * when appended. Used by the transaction's own thread only.
 */
public final class PendingAppends implements PendingChanges {
  /** How many changes a transaction may append. */
  public static final int MAX_CHANGES = 10_000;

  /** How many characters the name of a kind may have. */
  public static final int MAX_KIND_LENGTH = 200;

  /** How many characters a payload may have, and all tags of a change together. */
  public static final int MAX_PAYLOAD_LENGTH = 1 << 20;

  private final ChangeWriter writer;
  private final List<ChangeRow> rows = new ArrayList<>();
  private final Map<Tag, Integer> tagCounts = new HashMap<>();
  private final List<Runnable> callbacks = new ArrayList<>();
  private boolean flushed;

  PendingAppends(ChangeWriter writer) {
    this.writer = writer;
  }

  /**
   * A point to {@linkplain #rollbackTo roll back to}.
   *
   * @param size how many changes there were
   * @param callbacks how many callbacks there were
   */
  public record Mark(int size, int callbacks) {}

  /**
   * Encodes and buffers a change. O(tags).
   *
   * @throws IllegalArgumentException if the codec does not know the fact, or a bound is passed
   * @throws IllegalStateException if already flushed
   */
  public void append(Change change) {
    checkNotFlushed();
    if (rows.size() == MAX_CHANGES) {
      throw new IllegalArgumentException(
          "transaction: must not append more than "
              + MAX_CHANGES
              + " changes: group facts into one, or split the transaction");
    }
    ChangeRow row = ChangeRow.of(change, writer.codec());
    rows.add(row);
    row.tags().forEach(tag -> tagCounts.merge(tag, 1, Integer::sum));
  }

  /**
   * Keeps what is to run after the commit.
   *
   * @throws IllegalStateException if there are {@link #MAX_CHANGES} already
   */
  public void afterCommit(Runnable callback) {
    if (callbacks.size() == MAX_CHANGES) {
      throw new IllegalStateException("transaction: too many after-commit callbacks");
    }
    callbacks.add(callback);
  }

  /** What is to run after the commit, in the order in which it came. */
  public List<Runnable> callbacks() {
    return List.copyOf(callbacks);
  }

  /** Where the buffer ends now. */
  public Mark mark() {
    return new Mark(rows.size(), callbacks.size());
  }

  /** Drops what was appended since the mark. O(what is dropped). */
  public void rollbackTo(Mark mark) {
    checkNotFlushed();
    List<ChangeRow> dropped = rows.subList(mark.size(), rows.size());
    dropped.forEach(row -> row.tags().forEach(this::forget));
    dropped.clear();
    callbacks.subList(mark.callbacks(), callbacks.size()).clear();
  }

  private void forget(Tag tag) {
    tagCounts.computeIfPresent(tag, (key, count) -> count == 1 ? null : count - 1);
  }

  /** Whether nothing is pending: then the commit needs no flush, and takes no lock. */
  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** {@inheritDoc} O(tags asked for). */
  @Override
  public boolean touches(Tags tags) {
    return tags.stream().anyMatch(tagCounts::containsKey);
  }

  /**
   * Takes the log's lock, draws positions and writes the rows, into the connection's open
   * transaction. Nothing but the commit or the rollback may follow: both release the lock.
   *
   * @param connection at READ COMMITTED, not in autocommit
   * @return the highest position
   * @throws io.trueup.cache.spi.ChangeLogException if the lock is not to be had in time, or the
   *     database refuses: roll back
   * @throws IllegalStateException if nothing is pending, or already flushed
   */
  public Position flush(Connection connection) {
    checkNotFlushed();
    if (rows.isEmpty()) {
      throw new IllegalStateException("nothing is pending: commit without a flush");
    }
    flushed = true;
    return writer.write(connection, rows);
  }

  /**
   * Where a change of these stands: they are written one after another, in their order. O(changes).
   *
   * @param last what {@link #flush} answered
   * @return empty if it is none of these
   */
  public Optional<Position> positionOf(UUID change, Position last) {
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i).id().equals(change)) {
        return Optional.of(new Position(last.value() - rows.size() + 1 + i));
      }
    }
    return Optional.empty();
  }

  private void checkNotFlushed() {
    if (flushed) {
      throw new IllegalStateException("the changes are written: only commit or roll back");
    }
  }
}
