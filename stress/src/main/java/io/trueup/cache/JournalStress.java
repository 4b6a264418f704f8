package io.trueup.cache;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A walk through a journal whose oldest change is dropped: complete, or known not to be. */
public final class JournalStress {
  private JournalStress() {}

  private static RecentChanges full() {
    RecentChanges recent = new RecentChanges(new JournalBound(16, 16), 0);
    for (int i = 1; i <= 16; i++) {
      recent.append(logged(i, i <= 2 ? OneTagLog.TAG : Tags.none()));
    }
    return recent;
  }

  private static LoggedChange logged(long position, Tags tags) {
    return new LoggedChange(
        new Position(position), "n", Instant.EPOCH, new Change(new UUID(0, position), tags, ""));
  }

  private static int found(RecentChanges recent, Rules rules) {
    List<LoggedChange> found = recent.between(0, 16, OneTagLog.TAG, rules);
    return found == null ? -1 : found.size();
  }

  /** As it is. */
  @JCStressTest
  @State
  @Outcome(id = "2", expect = ACCEPTABLE, desc = "complete")
  @Outcome(id = "-1", expect = ACCEPTABLE, desc = "known not to be")
  @Outcome(expect = FORBIDDEN, desc = "a change was lost")
  public static class Walk {
    private final RecentChanges recent = full();

    /** Drops. */
    @Actor
    public void follower() {
      recent.append(logged(17, Tags.none()));
    }

    /** Walks. */
    @Actor
    public void reader(I_Result r) {
      r.r1 = found(recent, Rules.ALL);
    }
  }

  /** Mutant: the floor is looked at before the walk. */
  @JCStressTest
  @State
  @Outcome(id = "2", expect = ACCEPTABLE, desc = "complete")
  @Outcome(id = "-1", expect = ACCEPTABLE, desc = "known not to be")
  @Outcome(expect = FORBIDDEN, desc = "the mutant is seen")
  public static class BrokenFloorFirst {
    private final RecentChanges recent = full();

    /** Drops. */
    @Actor
    public void follower() {
      recent.append(logged(17, Tags.none()));
    }

    /** Walks. */
    @Actor
    public void reader(I_Result r) {
      long before = recent.floor();
      r.r1 =
          found(
              recent,
              new Rules() {
                @Override
                boolean reaches(long contained, long floor) {
                  return contained >= before;
                }
              });
    }
  }
}
