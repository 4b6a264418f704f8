package io.trueup.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.cache.Change;
import io.trueup.cache.Incarnation;
import io.trueup.cache.LoggedChange;
import io.trueup.cache.Position;
import io.trueup.cache.Tags;
import io.trueup.cache.spi.ChangeLogException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class InMemoryChangeLogTest {
  private final InMemoryChangeLog log = InMemoryChangeLog.shared();
  private final RecordedCommits commits = new RecordedCommits(log);

  InMemoryChangeLogTest() {
    log.observe(commits);
  }

  @Test
  void anAppendIsCommittedAtOnceAndObserved() {
    Change change = change("a");

    Position position = log.append(change);

    assertThat(head().position()).isEqualTo(position);
    assertThat(head().change()).isEqualTo(change);
    assertThat(commits.names()).containsExactly("committing", "committed");
  }

  @Test
  void whatAnotherNodeCommitsIsNotObserved() {
    Position position = log.appendElsewhere(change("a"));

    assertThat(head().position()).isEqualTo(position);
    assertThat(commits.calls()).isEmpty();
  }

  @Test
  void aSoleWrittenLogHasNoOtherNode() {
    InMemoryChangeLog alone = InMemoryChangeLog.soleWritten();

    assertThat(alone.soleWriter()).isTrue();
    assertThat(log.soleWriter()).isFalse();
    assertThatIllegalStateException().isThrownBy(() -> alone.appendElsewhere(change("a")));
  }

  @Test
  void aPreparedTransactionIsAnnouncedAndInvisible() {
    InMemoryTransaction transaction = log.begin();
    transaction.append(change("a"));

    Position drawn = transaction.prepare();
    assertThat(head().position()).isEqualTo(Position.GENESIS);
    assertThat(commits.names()).containsExactly("committing");

    transaction.commit();
    assertThat(head().position()).isEqualTo(drawn);
  }

  @Test
  void aPreparedTransactionThatRollsBackLeavesAGap() {
    InMemoryTransaction transaction = log.begin();
    transaction.append(change("a"));
    Position drawn = transaction.prepare();

    transaction.rollback();

    assertThat(commits.names()).containsExactly("committing", "rolledBack");
    assertThat(log.append(change("b"))).isGreaterThan(drawn);
  }

  @Test
  void anUnreachableLogFailsUntilItRecovers() {
    log.fail("the cable is cut");

    assertThatThrownBy(log::head)
        .isInstanceOf(ChangeLogException.class)
        .hasMessageContaining("the cable is cut");
    log.recover();
    assertThat(head().position()).isEqualTo(Position.GENESIS);
  }

  @Test
  void aCommitToAnUnreachableLogIsRolledBack() {
    InMemoryChangeLog lonely = InMemoryChangeLog.soleWritten();
    lonely.fail("the cable is cut");

    assertThatThrownBy(() -> lonely.append(change("a"))).isInstanceOf(ChangeLogException.class);
    lonely.recover();

    assertThat(lonely.head().changes().get(0).position()).isEqualTo(Position.GENESIS);
    assertThat(lonely.current()).isNull();
  }

  @Test
  void aRestoredLogGivesItsPositionsToOtherChanges() {
    Incarnation before = log.head().incarnation();
    InMemoryChangeLog.Backup backup = log.backUp();
    Position first = log.append(change("lost"));
    log.restore(backup);
    Change other = change("other");

    assertThat(log.append(other)).isEqualTo(first);
    assertThat(head().change()).isEqualTo(other);
    assertThat(log.head().incarnation()).isEqualTo(before);
  }

  @Test
  void aRestoreCanBeginANewIncarnation() {
    Incarnation before = log.head().incarnation();

    log.restoreAsNewIncarnation(log.backUp());
    Incarnation restored = log.head().incarnation();
    log.renewIncarnation();

    assertThat(List.of(before, restored, log.head().incarnation())).doesNotHaveDuplicates();
  }

  @Test
  void trimmingNeverTakesTheNewestRow() {
    log.append(change("a"));
    Position newest = log.append(change("b"));

    log.trimBefore(new Position(100));

    assertThat(log.read(Position.GENESIS, 10).changes())
        .extracting(LoggedChange::position)
        .containsExactly(newest);
  }

  @Test
  void aChangeBeforeAReadIsInItAndOneAfterIsNot() {
    log.beforeRead(() -> once("before", () -> log.beforeRead(() -> {})));
    log.afterRead(() -> once("after", () -> log.afterRead(() -> {})));

    assertThat(log.read(Position.GENESIS, 10).changes()).hasSize(2);
    assertThat(log.read(Position.GENESIS, 10).changes()).hasSize(3);
  }

  @Test
  void theClockAndTheRoleAreTheTests() {
    log.advanceClock(Duration.ofDays(-1));
    log.primary(false);

    assertThat(log.head().now()).isEqualTo(InMemoryChangeLog.START.minus(Duration.ofDays(1)));
    assertThat(log.head().primary()).isFalse();
  }

  @Test
  void aThreadHasOneTransactionAtATime() {
    InMemoryTransaction open = log.begin();

    assertThatIllegalStateException().isThrownBy(log::begin);
    open.rollback();
    log.begin().rollback();
    assertThatIllegalStateException().isThrownBy(() -> open.append(change("late")));
  }

  private void once(String text, Runnable unhook) {
    unhook.run();
    log.appendElsewhere(change(text));
  }

  private LoggedChange head() {
    return log.head().changes().get(0);
  }

  private static Change change(String text) {
    return Change.of(Tags.of("test"), new TestFact(text));
  }
}
