package io.trueup.cache;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** A position below what anybody can see is never taken for the head. */
public final class CommitsStress {
  private static final OneTagLog LOG = new OneTagLog();
  private static final Follower FOLLOWER =
      new Follower(
          LOG,
          () -> 0,
          Rules.ALL,
          new Generation.Bounds(new JournalBound(16, 16), null),
          Duration.ofSeconds(1));
  private static final LocalCommits COMMITS = new LocalCommits(LOG, FOLLOWER, new LocalDoorbell());

  private CommitsStress() {}

  /** As it is. */
  @JCStressTest
  @State
  @Outcome(id = "false", expect = ACCEPTABLE, desc = "not the head")
  @Outcome(expect = FORBIDDEN, desc = "taken for the head")
  public static class OneWriter {
    /** Commits. */
    @Actor
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    public void writer() {
      Position next = new Position(LOG.head + 1);
      COMMITS.committing(next);
      LOG.head = next.value();
      COMMITS.committed(next);
    }

    /** Looks. */
    @Actor
    public void reader(Z_Result r) {
      long seen = LOG.head;
      r.r1 = COMMITS.isHead(seen - 1);
    }
  }

  /** The same fields with the steps in other orders. */
  private static final class Model {
    private final AtomicInteger inFlight = new AtomicInteger();
    private volatile long committedHere;
    private volatile long head;
  }

  /** Mutant: what is committed is looked at before what is in flight. */
  @JCStressTest
  @State
  @Outcome(id = "false", expect = ACCEPTABLE, desc = "not the head")
  @Outcome(expect = FORBIDDEN, desc = "the mutant is seen")
  public static class BrokenCommittedFirst {
    private static final Model MODEL = new Model();

    /** Commits. */
    @Actor
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    public void writer() {
      MODEL.inFlight.incrementAndGet();
      MODEL.head = MODEL.head + 1;
      MODEL.committedHere = MODEL.head;
      MODEL.inFlight.decrementAndGet();
    }

    /** Looks. */
    @Actor
    public void reader(Z_Result r) {
      long seen = MODEL.head;
      r.r1 = seen - 1 >= MODEL.committedHere && MODEL.inFlight.get() == 0;
    }
  }

  /** Mutant: a writer leaves flight before it says what it committed. */
  @JCStressTest
  @State
  @Outcome(id = "false", expect = ACCEPTABLE, desc = "not the head")
  @Outcome(expect = FORBIDDEN, desc = "the mutant is seen")
  public static class BrokenLeavesFirst {
    private static final Model MODEL = new Model();

    /** Commits. */
    @Actor
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    public void writer() {
      MODEL.inFlight.incrementAndGet();
      MODEL.head = MODEL.head + 1;
      MODEL.inFlight.decrementAndGet();
      MODEL.committedHere = MODEL.head;
    }

    /** Looks. */
    @Actor
    public void reader(Z_Result r) {
      long seen = MODEL.head;
      r.r1 = MODEL.inFlight.get() == 0 && seen - 1 >= MODEL.committedHere;
    }
  }
}
