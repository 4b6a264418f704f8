package io.trueup.ledger;

import io.trueup.changelog.DatabaseOutage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/*
 * Callers put what they want done into a bounded queue and wait; one thread takes whatever has gathered
 * and does it in one transaction. Nobody waits for a timer: while one transaction commits, the next
 * batch gathers by itself, so batches grow with the load and a lone caller is served at once. A caller
 * is answered when its batch has committed and this node's caches have applied it.
 *
 * If a batch fails as a whole (one of its rows is refused by the database, or what it says is more
 * than a change row holds), each half of it is done by itself, and so on, so that only the one at
 * fault fails. If the database is away no half is tried: all of them fail, and each try would take
 * until its time-out, with everybody else waiting behind. A full queue makes callers wait, then refuses: nothing is dropped in silence.
 */
/**
 * One thread that does in one transaction what many callers want at once.
 *
 * @param <Q> what is wanted
 * @param <A> what became of it
 */
final class GroupCommit<Q, A> {
  private record Waiting<Q, A>(Q wanted, CompletableFuture<A> answer) {}

  private final Function<List<Q>, List<A>> work;
  private final Function<LedgerException, A> failure;
  private final BlockingQueue<Waiting<Q, A>> queue;
  private final int batch;
  private final Duration patience;
  private final Thread writer;
  private final LongAdder batches = new LongAdder();
  private volatile boolean closed;

  /**
   * Begins.
   *
   * @param work does a batch in one transaction, one answer for each in order, or fails as a whole
   * @param failure the answer to what failed
   */
  GroupCommit(
      RecordingSettings settings,
      Function<List<Q>, List<A>> work,
      Function<LedgerException, A> failure) {
    this.work = work;
    this.failure = failure;
    this.queue = new ArrayBlockingQueue<>(settings.queue());
    this.batch = settings.batch();
    this.patience = settings.patience();
    this.writer = new Thread(this::run, "trueup-recorder");
    writer.setDaemon(true);
    writer.start();
  }

  /** How many batches were done. */
  long batches() {
    return batches.sum();
  }

  /**
   * Puts it into the queue; the answer completes without exception.
   *
   * @throws RecordingBusyException if the queue stayed full
   */
  CompletableFuture<A> submit(Q wanted) {
    Waiting<Q, A> waiting = new Waiting<>(wanted, new CompletableFuture<>());
    try {
      if (closed || !queue.offer(waiting, patience.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new RecordingBusyException(queue.size(), patience.plusSeconds(1));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LedgerException("interrupted before it was queued: nothing was done", e);
    }
    if (closed) {
      refuseAll();
    }
    return waiting.answer();
  }

  private void run() {
    try {
      while (!closed || !queue.isEmpty()) {
        doNext();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      closed = true;
      refuseAll();
    }
  }

  private void doNext() throws InterruptedException {
    Waiting<Q, A> first = queue.poll(100, TimeUnit.MILLISECONDS);
    if (first == null) {
      return;
    }
    List<Waiting<Q, A>> all = new ArrayList<>(batch);
    all.add(first);
    queue.drainTo(all, batch - 1);
    try {
      doAll(all);
    } finally {
      LedgerException died =
          new LedgerException("the writing thread broke down: whether it is done is open", null);
      all.forEach(waiting -> waiting.answer().complete(failure.apply(died)));
    }
  }

  private void doAll(List<Waiting<Q, A>> all) {
    try {
      List<A> answers = work.apply(all.stream().map(Waiting::wanted).toList());
      batches.increment();
      for (int i = 0; i < all.size(); i++) {
        all.get(i).answer().complete(answers.get(i));
      }
    } catch (RuntimeException e) {
      int half = all.size() / 2;
      if (DatabaseOutage.isCauseOf(e)) {
        all.forEach(waiting -> waiting.answer().complete(failure.apply(asLedgers(e))));
      } else if (half > 0) {
        doAll(all.subList(0, half));
        doAll(all.subList(half, all.size()));
      } else {
        all.get(0).answer().complete(failure.apply(asLedgers(e)));
      }
    }
  }

  private static LedgerException asLedgers(RuntimeException e) {
    return e instanceof LedgerException known
        ? known
        : new LedgerException("nothing was recorded: " + e.getMessage(), e);
  }

  private void refuseAll() {
    List<Waiting<Q, A>> left = new ArrayList<>();
    queue.drainTo(left);
    LedgerException gone = new LedgerException("closed: not recorded", null);
    left.forEach(waiting -> waiting.answer().complete(failure.apply(gone)));
  }

  /** Does what is queued, then refuses. */
  void close() {
    closed = true;
    try {
      writer.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
