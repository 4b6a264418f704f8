package io.trueup.chaos.fault;

import io.trueup.chaos.check.Checker;
import io.trueup.chaos.check.Violation;
import io.trueup.chaos.fault.FaultKind.Place;
import io.trueup.chaos.fault.FaultKind.Where;
import io.trueup.chaos.load.Tally;
import io.trueup.chaos.stage.Node;
import io.trueup.chaos.stage.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/*
 * Two schedules side by side, drawn from the seed: one of faults of a node, one of what nodes share.
 * Each kind of a schedule comes once before one comes again.
 */
/** Breaks things by a seeded schedule until it is told to end. One thread at a time. */
public final class Faults {
  private static final int LEAST_PAUSE = 300;

  private final Stage stage;
  private final Checker checker;
  private final int mostPause;
  private final Consumer<String> log;
  private final Tally tally = new Tally();
  private final CountDownLatch end = new CountDownLatch(1);
  private final List<Thread> threads = new ArrayList<>();

  /**
   * Of everything on this stage, with some 0.3 to so many seconds between two; says what it does.
   */
  public Faults(Stage stage, Checker checker, Duration mostPause, Consumer<String> log) {
    this.stage = stage;
    this.checker = checker;
    this.mostPause = Math.toIntExact(mostPause.toMillis());
    this.log = log;
  }

  /** Begins. */
  public void start(long seed) {
    for (Where where : Where.values()) {
      Thread thread =
          new Thread(
              () -> run(where, new Random(seed * 31 + where.name().length())), "faults-" + where);
      threads.add(thread);
      thread.start();
    }
  }

  private void run(Where where, Random random) {
    List<FaultKind> bag = new ArrayList<>();
    try {
      while (!ends(LEAST_PAUSE + random.nextInt(mostPause))) {
        if (bag.isEmpty()) {
          Arrays.stream(FaultKind.values())
              .filter(kind -> kind.is(where) && kind.isPossible())
              .forEach(bag::add);
          Collections.shuffle(bag, random);
        }
        strike(bag.remove(bag.size() - 1), random);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      checker.violated(new Violation("suite", "a fault failed: " + e));
    }
  }

  /** Lets time pass; whether the end has come. */
  private boolean ends(long millis) throws InterruptedException {
    return end.await(millis, TimeUnit.MILLISECONDS);
  }

  private void strike(FaultKind kind, Random random) {
    Node node = stage.nodes().get(random.nextInt(stage.nodes().size()));
    long millis =
        kind.leastMillis()
            + (long) (random.nextDouble() * (kind.mostMillis() - kind.leastMillis()));
    String where = kind.is(Where.NODE) ? " at " + node.name() : "";
    log.accept(kind.text() + where + " for " + millis + " ms");
    kind.strike(new Place(stage, node, millis, () -> last(millis)));
    tally.count(kind.text());
  }

  /** Goes on to mend what is broken if the end comes first. */
  private void last(long millis) {
    try {
      if (ends(millis)) {
        log.accept("the end has come");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends with everything mended and every node ready. */
  public void stop() throws InterruptedException {
    end.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    stage.nodes().forEach(Node::heal);
    stage.nodes().forEach(Node::awaitReady);
  }

  /** What struck, how often. */
  public Tally tally() {
    return tally;
  }
}
