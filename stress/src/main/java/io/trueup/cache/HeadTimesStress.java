package io.trueup.cache;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

/** A pair is one: its time is never read with the horizon that stood there before. */
public final class HeadTimesStress {
  private HeadTimesStress() {}

  /** As it is. */
  @JCStressTest
  @State
  @Outcome(id = "4000000", expect = ACCEPTABLE, desc = "before the pair was moved")
  @Outcome(id = "0", expect = ACCEPTABLE, desc = "after")
  @Outcome(expect = FORBIDDEN, desc = "half a pair")
  public static class Pairs {
    private final HeadTimes heads = new HeadTimes(0, 0);

    /** Two pairs. */
    public Pairs() {
      heads.wasHead(1, HeadTimes.SPACING);
    }

    /** Moves the newest pair. */
    @Actor
    public void follower() {
      heads.wasHead(5, HeadTimes.SPACING + 1);
    }

    /** When was the head below 3. */
    @Actor
    public void reader(J_Result r) {
      r.r1 = heads.lastBelow(3).orElse(-1);
    }
  }

  /** Mutant: the same steps without the monitor. */
  @JCStressTest
  @State
  @Outcome(id = "4000000", expect = ACCEPTABLE, desc = "before the pair was moved")
  @Outcome(id = "0", expect = ACCEPTABLE, desc = "after")
  @Outcome(expect = FORBIDDEN, desc = "the mutant is seen")
  public static class BrokenPairs {
    private final long[] horizons = {0, 1};
    private final long[] times = {0, HeadTimes.SPACING};

    /** Moves the newest pair. */
    @Actor
    public void follower() {
      horizons[1] = 5;
      times[1] = HeadTimes.SPACING + 1;
    }

    /** When was the head below 3. */
    @Actor
    public void reader(J_Result r) {
      r.r1 = horizons[1] < 3 ? times[1] : times[0];
    }
  }
}
