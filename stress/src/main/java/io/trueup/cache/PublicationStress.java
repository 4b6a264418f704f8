package io.trueup.cache;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/*
 * Tags, then horizon, then freshness; read the other way round. One generation for all states, since its
 * slots are large: every change touches one tag and is fresh as of its own position, so whoever reads
 * freshness, horizon and tag in this order must see them ascend.
 */
/** Publication and read order. */
public final class PublicationStress {
  private static final Generation SHARED = OneTagLog.generation();
  private static final int[] SLOTS = TagSlots.slotsOf(OneTagLog.TAG);

  private PublicationStress() {}

  private static void follow() {
    long next = SHARED.applied() + 1;
    SHARED.apply(List.of(OneTagLog.row(next)));
    SHARED.freshAsOf(next);
  }

  /** As it is. */
  @JCStressTest
  @State
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "ascending")
  @Outcome(expect = FORBIDDEN, desc = "something newer by something older")
  public static class InOrder {
    /** Follows. */
    @Actor
    public void follower() {
      follow();
    }

    /** Reads. */
    @Actor
    public void reader(ZZ_Result r) {
      View view = View.of(SHARED);
      long last = SHARED.slots.lastChange(SLOTS);
      r.r1 = view.freshAt() <= view.horizon();
      r.r2 = view.horizon() <= last;
    }
  }

  /** Mutant: the horizon is sampled before freshness. */
  @JCStressTest
  @State
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "ascending")
  @Outcome(expect = FORBIDDEN, desc = "the mutant is seen")
  public static class BrokenViewOrder {
    /** Follows. */
    @Actor
    public void follower() {
      follow();
    }

    /** Reads. */
    @Actor
    public void reader(ZZ_Result r) {
      long horizon = SHARED.horizon();
      r.r1 = SHARED.freshAt() <= horizon;
      r.r2 = horizon <= SHARED.slots.lastChange(SLOTS);
    }
  }

  /** Mutant: the tags are looked at before the horizon is sampled. */
  @JCStressTest
  @State
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "ascending")
  @Outcome(expect = FORBIDDEN, desc = "the mutant is seen")
  public static class BrokenTagsFirst {
    /** Follows. */
    @Actor
    public void follower() {
      follow();
    }

    /** Reads. */
    @Actor
    public void reader(ZZ_Result r) {
      long last = SHARED.slots.lastChange(SLOTS);
      View view = View.of(SHARED);
      r.r1 = view.freshAt() <= view.horizon();
      r.r2 = view.horizon() <= last;
    }
  }

  /** Mutant: the horizon is published before the tags are touched. */
  @JCStressTest
  @State
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "ascending")
  @Outcome(expect = FORBIDDEN, desc = "the mutant is seen")
  public static class BrokenHorizonFirst {
    private static final TagSlots TOUCHED = new TagSlots();
    private static volatile long horizon;

    /** Follows. */
    @Actor
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    public void follower() {
      long next = horizon + 1;
      horizon = next;
      OneTagLog.TAG.forEach(tag -> TOUCHED.touch(tag, next));
    }

    /** Reads. */
    @Actor
    public void reader(ZZ_Result r) {
      long sampled = horizon;
      r.r1 = true;
      r.r2 = sampled <= TOUCHED.lastChange(SLOTS);
    }
  }

  /** As it is: what an entry remembers. */
  @JCStressTest
  @State
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "current only where nothing changed")
  @Outcome(expect = FORBIDDEN, desc = "current though its tag changed")
  public static class Memo {
    /** Follows. */
    @Actor
    public void follower() {
      follow();
    }

    /** Looks twice at an entry. */
    @Actor
    public void reader(ZZ_Result r) {
      long stamp = SHARED.horizon();
      Entry entry = new Entry(null, stamp, stamp, SLOTS, 0, 0, 0);
      long once = SHARED.horizon();
      r.r1 = !entry.isCurrent(SHARED.slots, once) || once == stamp;
      long again = SHARED.horizon();
      r.r2 = !entry.isCurrent(SHARED.slots, again) || again == stamp;
    }
  }

  /** Mutant: the horizon to remember is read after the tags. */
  @JCStressTest
  @State
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "current only where nothing changed")
  @Outcome(expect = FORBIDDEN, desc = "the mutant is seen")
  public static class BrokenMemo {
    /** Follows. */
    @Actor
    public void follower() {
      follow();
    }

    /** Looks twice at an entry. */
    @Actor
    public void reader(ZZ_Result r) {
      long stamp = SHARED.horizon();
      long validAt = SHARED.slots.unchangedSince(SLOTS, stamp) ? SHARED.horizon() : -1;
      r.r1 = true;
      long again = SHARED.horizon();
      boolean current = validAt == again || SHARED.slots.unchangedSince(SLOTS, stamp);
      r.r2 = !current || again == stamp;
    }
  }
}
