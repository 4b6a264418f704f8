package io.trueup.ledger;

import io.trueup.cache.Ticker;
import io.trueup.ledger.AdmittedReservations.Admitted;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/*
 * What has to be done about leases when no request comes: end this node's that are over, give back their
 * rests and what expired, and take back those of nodes that are gone.
 *
 * No lease is taken back by comparison of clocks. It is when this node has itself seen the row for as
 * long as anything that was admitted from it may be held: it was granted before it was first seen.
 */
/** Keeps leases in order, on a thread of its own. */
final class LeaseKeeper {
  private static final Logger LOG = System.getLogger(LeaseKeeper.class.getName());
  private static final Duration TICK = Duration.ofMillis(50);
  private static final int TICKS_OF_PAUSE = 100;
  private static final int MOST_AT_ONCE = 1_000;
  private static final int MOST_WATCHED = 10_000;

  private final LedgerDatabase database;
  private final Poster poster;
  private final Leases leases;
  private final Ticker ticker;
  private final Map<String, Long> firstSeen = new HashMap<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread made = new Thread(work, "trueup-leases");
            made.setDaemon(true);
            return made;
          });
  private final LongAdder failures = new LongAdder();
  private int pause;
  private long lookedAt;
  private boolean hasLooked;

  LeaseKeeper(LedgerDatabase database, Poster poster, Leases leases, Ticker ticker) {
    this.database = database;
    this.poster = poster;
    this.leases = leases;
    this.ticker = ticker;
  }

  void start() {
    if (leases.isOn()) {
      ScheduledFuture<?> unused = // it never fails: what it throws is told
          thread.scheduleWithFixedDelay(
              this::tickOrTell, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** How often it could not do what is due. */
  long failures() {
    return failures.sum();
  }

  /** Does what is due; if that can't be done, again in a while. */
  void tickOrTell() {
    if (pause > 0) {
      pause--;
      return;
    }
    try {
      tick();
    } catch (RuntimeException e) {
      pause = TICKS_OF_PAUSE;
      failures.increment();
      LOG.log(Level.WARNING, "leases are looked after again in a while: " + e);
    }
  }

  /**
   * Does what is due.
   *
   * @throws LedgerException if not all of it could be done
   */
  synchronized void tick() {
    leases.retireUnusable();
    List<CompletableFuture<Poster.Posted>> answers = post();
    if (isDue()) {
      lookedAt = ticker.nanos();
      hasLooked = true;
      answers.addAll(reclaim());
    }
    checkDone(answers);
  }

  /** What this node was lent and needs no more, and what has expired of it. */
  private List<CompletableFuture<Poster.Posted>> post() {
    List<CompletableFuture<Poster.Posted>> answers = new ArrayList<>();
    leases.closing().forEach(it -> answers.add(poster.submit(new Operation.CloseLease(it))));
    leases.expired(MOST_AT_ONCE).forEach(it -> answers.add(lapse(it)));
    answers.forEach(Poster::await);
    return answers;
  }

  /** One that can't be done keeps none of the others from being done. */
  private static void checkDone(List<CompletableFuture<Poster.Posted>> answers) {
    for (CompletableFuture<Poster.Posted> answer : answers) {
      if (Poster.await(answer).outcome() instanceof Outcome.Rejected it) {
        throw new LedgerException(String.valueOf(it.reason().getMessage()), it.reason());
      }
    }
  }

  /** Who has ended it meanwhile does not matter; what was not posted is tried again. */
  CompletableFuture<Poster.Posted> lapse(Admitted it) {
    return poster
        .submit(new Operation.Lapse(it.id()))
        .thenApply(
            posted -> {
              if (posted.outcome() instanceof Outcome.Reserved) {
                leases.ended(it);
              }
              return posted;
            });
  }

  private boolean isDue() {
    long half = leases.time().toNanos() / 2;
    return !hasLooked || ticker.nanos() - lookedAt >= half;
  }

  private List<CompletableFuture<Poster.Posted>> reclaim() {
    List<LeaseRows.Row> rows = database.query(sql -> LeaseRows.list(sql, MOST_WATCHED));
    long now = ticker.nanos(); // after the look: what was seen had been granted by then
    firstSeen.keySet().retainAll(rows.stream().map(LeaseRows.Row::id).toList());
    List<String> over = new ArrayList<>();
    for (LeaseRows.Row row : rows) {
      Duration seen = Duration.ofNanos(now - firstSeen.computeIfAbsent(row.id(), id -> now));
      if (leases.isOver(row, seen)) {
        over.add(row.id());
      }
    }
    return over.stream().map(id -> poster.submit(new Operation.ReclaimLease(id))).toList();
  }

  /** Ends this node's leases, though they could be admitted from, and does what is due. */
  void giveBack() {
    leases.retireAll();
    tick();
  }

  /** Ends this node's leases, and waits until the database has their rests. */
  void close() {
    thread.shutdown();
    leases.stop();
    try {
      if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
        LOG.log(Level.WARNING, "leases are still being looked after");
      }
      checkDone(post());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (LedgerException e) {
      LOG.log(Level.WARNING, "leases were not given back, and will be taken back later: " + e);
    }
  }
}
