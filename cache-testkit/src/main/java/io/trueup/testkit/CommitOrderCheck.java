package io.trueup.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.cache.Change;
import io.trueup.cache.Position;
import io.trueup.cache.Tags;
import io.trueup.cache.spi.CommitObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/*
 * Commit order = position order, or a follower that asks for "everything after p" misses rows: it
 * reads 8, moves its horizon there, and 7 becomes visible below it.
 *
 * The schedule that shows it: the first writer has drawn its position and stands right before its
 * commit. The second writer commits. In a right log it can't: it waits for the lock, and goes on
 * when the first is through. In a wrong one it overtakes, the follower sees it, and never sees the
 * first. A wrong log has all of GRACE to overtake and needs a moment of it; a right log costs GRACE.
 */
/**
 * Whether a log keeps its first promise: no position becomes visible after a higher one. Each check
 * throws an {@link AssertionError} if not.
 */
public final class CommitOrderCheck {
  private static final Duration GRACE = Duration.ofMillis(150);
  private static final int ROWS_PER_READ = 7;

  private CommitOrderCheck() {}

  /** Two writers under a controlled schedule; 0.2 s. */
  public static void twoWritersInTurn(LogUnderTest tested) {
    LogFollower follower = new LogFollower(tested.log(), ROWS_PER_READ);
    LogWriter slow = tested.newWriter();
    LogWriter fast = tested.newWriter();
    Gate beforeCommit = new Gate("the slow writer before its commit");
    slow.transactions().observe(new StopsTheFirst(beforeCommit));
    Change first = change("first");
    Change second = change("second");

    Actor<@Nullable Void> slowly = Actor.run("slow writer", () -> slow.write(first));
    beforeCommit.awaitArrival();
    Actor<@Nullable Void> quickly = Actor.run("fast writer", () -> fast.write(second));
    boolean overtook = quickly.endsWithin(GRACE);
    follower.catchUp();
    beforeCommit.open();
    slowly.await();
    quickly.await();
    follower.catchUp();

    assertThat(follower.ids())
        .as("what a follower saw, the second writer having overtaken: %s", overtook)
        .containsExactly(first.id(), second.id());
  }

  /**
   * Several writers at once, as fast as they can, and a follower that must see each change once.
   */
  public static void manyWritersAtOnce(LogUnderTest tested, int writers, int changesEach) {
    LogFollower follower = new LogFollower(tested.log(), ROWS_PER_READ);
    List<List<Change>> written = new ArrayList<>();
    List<Actor<@Nullable Void>> actors = new ArrayList<>();
    for (int w = 0; w < writers; w++) {
      List<Change> own = changes("writer " + w, changesEach);
      LogWriter writer = tested.newWriter();
      written.add(own);
      actors.add(Actor.run("writer " + w, () -> own.forEach(writer::write)));
    }
    while (!actors.stream().allMatch(actor -> actor.endsWithin(Duration.ZERO))) {
      follower.catchUp();
    }
    actors.forEach(Actor::await);
    follower.catchUp();
    assertSawAllInOrder(follower, written);
  }

  private static void assertSawAllInOrder(LogFollower follower, List<List<Change>> written) {
    List<Change> seen = follower.seen().stream().map(row -> row.change()).toList();
    assertThat(seen)
        .as("what a follower saw of many writers")
        .containsExactlyInAnyOrderElementsOf(written.stream().flatMap(List::stream).toList());
    for (List<Change> own : written) {
      assertThat(seen).as("one writer's changes").containsSubsequence(own);
    }
  }

  private static List<Change> changes(String writer, int count) {
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      changes.add(change(writer + ", change " + i));
    }
    return changes;
  }

  private static Change change(String text) {
    return Change.of(Tags.of("order"), new TestFact(text));
  }

  private record StopsTheFirst(Gate gate, AtomicBoolean stopped) implements CommitObserver {
    StopsTheFirst(Gate gate) {
      this(gate, new AtomicBoolean());
    }

    @Override
    public void committing(Position last) {
      if (stopped.compareAndSet(false, true)) {
        gate.pass();
      }
    }

    @Override
    public void committed(Position last) {}

    @Override
    public void rolledBack(Position last) {}
  }
}
