package io.trueup.chaos.check;

import io.trueup.chaos.stage.DatabaseServer;
import io.trueup.chaos.stage.Pause;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Judges answers as soon as everything that they may contain is known. Clients wait where too many
 * are unjudged. Safe for use by many threads.
 */
public final class Checker implements AutoCloseable {
  private static final int MOST_WAITING = 50_000;
  private static final int MOST_REPORTED = 50;
  private static final long PAUSE_MILLIS = 5;

  private final DatabaseServer database;
  private final History history = new History();
  private final BlockingQueue<Answer> incoming = new ArrayBlockingQueue<>(MOST_WAITING);
  private final Deque<Answer> waiting = new ArrayDeque<>();
  private final Queue<Violation> violations = new ConcurrentLinkedQueue<>();
  private final AtomicLong checked = new AtomicLong();
  private final AtomicLong found = new AtomicLong();
  private final Consumer<Violation> told;
  private final Thread thread = new Thread(this::run, "checker");
  private volatile boolean ended;
  private @Nullable Connection connection;

  /** Begins to follow the log of a database that the nodes have set up. */
  public Checker(DatabaseServer database, Consumer<Violation> told) throws SQLException {
    this.database = database;
    this.told = told;
    try (Connection once = database.connect()) {
      History.install(once);
    }
    thread.start();
  }

  /** Takes an answer to be judged. */
  public void judge(Answer answer) throws InterruptedException {
    incoming.put(answer);
  }

  /** Something wrong was found elsewhere. */
  public void violated(Violation violation) {
    if (found.getAndIncrement() < MOST_REPORTED) {
      violations.add(violation);
      told.accept(violation);
    }
  }

  /** How many answers were judged. */
  public long checked() {
    return checked.get();
  }

  /** How many violations there were. */
  public long found() {
    return found.get();
  }

  /** The first of them. */
  public Iterable<Violation> violations() {
    return violations;
  }

  private void run() {
    while (!ended || !incoming.isEmpty() || !waiting.isEmpty()) {
      try {
        follow();
        incoming.drainTo(waiting);
        judgeWhatCanBe();
        Pause.millis(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** The database may be away: then the answers wait. */
  private void follow() {
    try {
      if (connection == null) {
        connection = database.connect();
      }
      history.follow(connection);
      history.disorder().forEach(this::violated);
    } catch (SQLException e) {
      disconnect();
    }
  }

  private void disconnect() {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      // It is gone either way.
    }
    connection = null;
  }

  private void judgeWhatCanBe() {
    int count = waiting.size();
    for (int i = 0; i < count; i++) {
      Answer answer = waiting.removeFirst();
      if (history.completeAsOf() - answer.receivedAt() > 0) {
        judgeNow(answer);
      } else {
        waiting.addLast(answer);
      }
    }
  }

  private void judgeNow(Answer answer) {
    long upTo =
        Math.max(answer.floor(), history.commits().before(answer.sentAt() - answer.ageNanos()));
    for (Claim claim : answer.claims()) {
      if (!holds(claim, upTo, answer.ceiling())) {
        violated(
            new Violation(
                claim instanceof Claim.Within ? "K8" : "K1 to K6", describe(answer, claim, upTo)));
      }
    }
    checked.incrementAndGet();
  }

  private boolean holds(Claim claim, long upTo, long ceiling) {
    if (claim instanceof Claim.Is it) {
      return history.of(it.key()).was(it.value(), upTo, ceiling);
    }
    if (claim instanceof Claim.Within it) {
      return it.amount().compareTo(history.of(it.limit()).mostEver(ceiling)) <= 0;
    }
    return claim instanceof Claim.Room it
        && history
                .of(it.limit())
                .most(upTo, ceiling)
                .subtract(history.of(it.cost()).least(upTo, ceiling))
                .compareTo(it.amount())
            >= 0;
  }

  private String describe(Answer answer, Claim claim, long upTo) {
    return "%s answered %s with all up to %d (floor %d, age %d ms) and nothing after %s; it was %s"
        .formatted(
            answer.question(),
            claim,
            upTo,
            answer.floor(),
            answer.ageNanos() / 1_000_000,
            answer.ceiling() == Answer.NO_CEILING ? "the head" : answer.ceiling(),
            was(claim, upTo, Math.min(answer.ceiling(), history.commits().head())));
  }

  private String was(Claim claim, long upTo, long ceiling) {
    if (claim instanceof Claim.Is it) {
      return history.of(it.key()).around(upTo, ceiling);
    }
    if (claim instanceof Claim.Within it) {
      return history.of(it.limit()).around(upTo, ceiling);
    }
    return claim instanceof Claim.Room it
        ? history.of(it.limit()).around(upTo, ceiling)
            + " less "
            + history.of(it.cost()).around(upTo, ceiling)
        : "never so";
  }

  /**
   * What something is at the log's head. Only once nothing is written any more, and after the end.
   */
  public String last(String key) {
    return history.of(key).last();
  }

  /** How many changes were committed. Only after the end. */
  public long changes() {
    return history.changes();
  }

  /** Judges what is left. */
  @Override
  public void close() {
    ended = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    disconnect();
  }
}
