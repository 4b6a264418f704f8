package io.trueup.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.cache.Change;
import io.trueup.cache.LoggedChange;
import io.trueup.cache.Position;
import io.trueup.cache.Tags;
import io.trueup.cache.UnreadableFact;
import io.trueup.cache.spi.ChangeLogException;
import io.trueup.cache.spi.CommitObserver;
import io.trueup.cache.spi.LogSlice;
import io.trueup.cache.spi.PendingChanges;
import io.trueup.testkit.RecordedCommits.Call;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link io.trueup.cache.spi.ChangeLog} promises, with its writers. A test of an
 * implementation extends this class and opens the log over fresh storage; facts are {@link
 * TestFact}s.
 */
public abstract class ChangeLogContract {
  private LogUnderTest tested;

  /** For subclasses. */
  @SuppressWarnings("NullAway.Init")
  protected ChangeLogContract() {}

  /** A log over storage that nobody else uses, with the genesis row and nothing else. */
  protected abstract LogUnderTest open();

  @BeforeEach
  final void openLog() {
    tested = open();
  }

  @AfterEach
  final void closeLog() {
    tested.close();
  }

  @Test
  final void aFreshLogHoldsTheGenesisRowAlone() {
    LoggedChange genesis = onlyRow(tested.log().head());

    assertThat(genesis.position()).isEqualTo(Position.GENESIS);
    assertThat(genesis.change().tags()).isEqualTo(Tags.none());
    assertThat(genesis.change().fact()).isNotInstanceOf(UnreadableFact.class);
    assertThat(onlyRow(tested.log().read(Position.GENESIS, 10))).isEqualTo(genesis);
  }

  @Test
  final void twoLogsAreTwoHistories() {
    LogSlice one = tested.log().head();
    try (LogUnderTest other = open()) {
      LogSlice two = other.log().head();
      assertThat(two.incarnation()).isNotEqualTo(one.incarnation());
      assertThat(onlyRow(two).change().id()).isNotEqualTo(onlyRow(one).change().id());
    }
  }

  @Test
  final void readsWithNothingBetweenAreOfOneSession() {
    LogSlice before = tested.log().head();
    tested.newWriter().write(change("any"));

    assertThat(tested.log().read(Position.GENESIS, 1).session()).isEqualTo(before.session());
    assertThat(tested.log().asOf(Duration.ZERO).session()).isEqualTo(before.session());
  }

  @Test
  final void aCommittedChangeIsReadBackAsItWas() {
    Change change =
        Change.of(Tags.of("budget:42", "users:ä ✓ 🙂"), new TestFact("it's\n\"so\" 🙂"));
    tested.newWriter().write(change);

    LogSlice slice = tested.log().head();
    assertThat(onlyRow(slice).change()).isEqualTo(change);
    assertThat(onlyRow(slice).change().tags().names()).isEqualTo(change.tags().names());
    assertThat(onlyRow(slice).position()).isGreaterThan(Position.GENESIS);
    assertThat(onlyRow(slice).at()).isBeforeOrEqualTo(slice.now());
    assertThat(slice.primary()).isTrue();
  }

  @Test
  final void aChangeWithoutTagsIsReadBackWithoutTags() {
    Change change = Change.of(Tags.none(), new TestFact(""));
    tested.newWriter().write(change);

    assertThat(onlyRow(tested.log().head()).change()).isEqualTo(change);
  }

  @Test
  final void theChangesOfATransactionStandInTheOrderAppended() {
    List<Change> changes = List.of(change("a"), change("b"), change("c"));
    tested.newWriter().write(scope -> changes.forEach(scope::append));

    assertThat(changesAfterGenesis()).isEqualTo(changes);
  }

  @Test
  final void whatRolledBackIsNotInTheLog() {
    LogWriter writer = tested.newWriter();
    RuntimeException failure = new IllegalStateException("the work failed");

    assertThatThrownBy(() -> writer.write(scope -> failAfter(scope, failure))).isSameAs(failure);

    assertThat(changesAfterGenesis()).isEmpty();
    Change next = change("next");
    writer.write(next);
    assertThat(changesAfterGenesis()).containsExactly(next);
  }

  @Test
  final void whatIsPendingIsNotInTheLog() {
    tested
        .newWriter()
        .write(
            scope -> {
              scope.append(change("pending"));
              assertThat(changesAfterGenesis()).isEmpty();
            });

    assertThat(changesAfterGenesis()).hasSize(1);
  }

  @Test
  final void aTransactionWithoutChangesLeavesTheLogAlone() {
    LogWriter writer = tested.newWriter();
    RecordedCommits commits = observe(writer);

    writer.write(scope -> {});

    assertThat(changesAfterGenesis()).isEmpty();
    assertThat(commits.calls()).isEmpty();
  }

  @Test
  final void aNestedRollbackDropsItsChangesOnly() {
    Change before = change("before");
    Change after = change("after");
    tested
        .newWriter()
        .write(
            scope -> {
              scope.append(before);
              RuntimeException failure = new IllegalStateException("the nested work failed");
              assertThatThrownBy(() -> scope.nested(inner -> failAfter(inner, failure)))
                  .isSameAs(failure);
              scope.append(after);
            });

    assertThat(changesAfterGenesis()).containsExactly(before, after);
  }

  @Test
  final void aNestedSuccessKeepsItsChanges() {
    Change inside = change("inside");
    tested.newWriter().write(scope -> scope.nested(inner -> inner.append(inside)));

    assertThat(changesAfterGenesis()).containsExactly(inside);
  }

  @Test
  final void aReadBeginsWithTheRowAskedFor() {
    List<LoggedChange> rows = write(4);

    List<LoggedChange> read = tested.log().read(rows.get(1).position(), 10).changes();

    assertThat(read).isEqualTo(rows.subList(1, 4));
  }

  @Test
  final void aReadEndsAtItsLimit() {
    List<LoggedChange> rows = write(4);

    List<LoggedChange> read = tested.log().read(rows.get(1).position(), 2).changes();

    assertThat(read).isEqualTo(rows.subList(1, 3));
  }

  @Test
  final void aReadBeyondTheHeadIsEmptyAndStillNamesTheHistory() {
    LogSlice head = tested.log().head();
    LogSlice beyond = tested.log().read(new Position(1_000_000), 10);

    assertThat(beyond.changes()).isEmpty();
    assertThat(beyond.incarnation()).isEqualTo(head.incarnation());
  }

  @Test
  final void aLimitBelowOneIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tested.log().read(Position.GENESIS, 0))
        .withMessageContaining("limit");
  }

  @Test
  final void theLogOfSomeTimeAgoIsTheNewestRowOfThatAge() {
    LogWriter writer = tested.newWriter();
    for (int i = 0; i < 40; i++) {
      writer.write(change("change " + i));
    }
    List<LoggedChange> rows = rowsAfterGenesis();
    for (int upTo : new int[] {0, 1, 20, 38, 39}) {
      Position position = rows.get(upTo).position();
      tested.age(position, Duration.ofHours(2));
      assertThat(onlyRow(tested.log().asOf(Duration.ofHours(1))).position()).isEqualTo(position);
    }
  }

  @Test
  final void theLogOfNoTimeAgoIsItsHeadAndOfLongAgoItsOldestRow() {
    List<LoggedChange> rows = write(5);

    assertThat(onlyRow(tested.log().asOf(Duration.ZERO))).isEqualTo(rows.get(4));
    assertThat(onlyRow(tested.log().asOf(Duration.ofDays(1))).position())
        .isEqualTo(Position.GENESIS);
    assertThat(onlyRow(tested.log().asOf(Duration.ofSeconds(Long.MAX_VALUE))).position())
        .isEqualTo(Position.GENESIS);
  }

  @Test
  final void anAgeBelowZeroIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tested.log().asOf(Duration.ofNanos(-1)))
        .withMessageContaining("age");
  }

  @Test
  final void noPositionBecomesVisibleAfterAHigherOne() {
    CommitOrderCheck.twoWritersInTurn(tested);
  }

  @Test
  final void aFollowerSeesEachChangeOfManyWritersOnceAndInOrder() {
    CommitOrderCheck.manyWritersAtOnce(tested, 4, 60);
  }

  @Test
  final void observersHearOfACommitBeforeAndAfterItIsVisible() {
    LogWriter writer = tested.newWriter();
    RecordedCommits commits = observe(writer);

    writer.write(
        scope -> {
          scope.append(change("a"));
          scope.append(change("b"));
        });

    Position last = onlyRow(tested.log().head()).position();
    assertThat(commits.calls())
        .containsExactly(new Call("committing", last, false), new Call("committed", last, true));
  }

  @Test
  final void observersHearNothingOfWorkThatRolledBack() {
    LogWriter writer = tested.newWriter();
    RecordedCommits commits = observe(writer);
    RuntimeException failure = new IllegalStateException("the work failed");

    assertThatThrownBy(() -> writer.write(scope -> failAfter(scope, failure))).isSameAs(failure);

    assertThat(commits.calls()).isEmpty();
  }

  @Test
  final void observersHearOfACommitThatFailsAfterItsAnnouncement() {
    LogWriter writer = tested.newWriter();
    RecordedCommits commits = observe(writer);
    RuntimeException failure = new IllegalStateException("stopped");
    FailsOnce failing = new FailsOnce(failure);
    writer.transactions().observe(failing);

    assertThatThrownBy(() -> writer.write(change("lost"))).isSameAs(failure);

    assertThat(changesAfterGenesis()).isEmpty();
    assertThat(commits.names()).containsExactly("committing", "rolledBack");
    Change next = change("next");
    writer.write(next);
    assertThat(changesAfterGenesis()).containsExactly(next);
    assertThat(commits.names())
        .containsExactly("committing", "rolledBack", "committing", "committed");
  }

  @Test
  final void anAnnouncedPositionIsNeverAnnouncedAgain() {
    LogWriter writer = tested.newWriter();
    RecordedCommits commits = observe(writer);
    RuntimeException failure = new IllegalStateException("stopped");
    writer.transactions().observe(new FailsOnce(failure));

    assertThatThrownBy(() -> writer.write(change("lost"))).isSameAs(failure);
    writer.write(change("kept"));

    List<Call> calls = commits.calls();
    assertThat(calls.get(2).last()).isGreaterThan(calls.get(0).last());
  }

  @Test
  final void pendingChangesAreKnownByTheirTags() {
    LogWriter writer = tested.newWriter();
    writer.write(
        scope -> {
          scope.append(Change.of(Tags.of("a", "b"), new TestFact("x")));
          assertThat(pending(writer).touches(Tags.of("c", "b"))).isTrue();
          assertThat(pending(writer).touches(Tags.of("c"))).isFalse();
          assertThat(pending(writer).touches(Tags.none())).isFalse();
        });
  }

  @Test
  final void aNestedRollbackForgetsItsTags() {
    LogWriter writer = tested.newWriter();
    writer.write(
        scope -> {
          scope.append(Change.of(Tags.of("kept"), new TestFact("x")));
          RuntimeException failure = new IllegalStateException("the nested work failed");
          assertThatThrownBy(() -> scope.nested(inner -> failAfter(inner, failure)))
              .isSameAs(failure);
          assertThat(pending(writer).touches(Tags.of("test"))).isFalse();
          assertThat(pending(writer).touches(Tags.of("kept"))).isTrue();
        });
  }

  @Test
  final void aTransactionIsItsThreadsOwn() {
    LogWriter writer = tested.newWriter();
    writer.write(
        scope -> {
          scope.append(change("mine"));
          assertThat(Actor.start("other", () -> seesNoTransaction(writer)).await()).isTrue();
        });
  }

  @Test
  final void aThreadHasATransactionOnlyWhileItIsOpen() {
    LogWriter writer = tested.newWriter();
    List<Boolean> gone = new ArrayList<>();
    writer.transactions().observe(new AtTheEnd(() -> gone.add(seesNoTransaction(writer))));

    assertThat(seesNoTransaction(writer)).isTrue();
    writer.write(
        scope -> {
          assertThat(seesNoTransaction(writer)).isFalse();
          scope.append(change("x"));
        });

    assertThat(seesNoTransaction(writer)).isTrue();
    assertThat(gone).as("while observers catch up").containsExactly(true);
  }

  @Test
  final void anUnreadableFactKeepsItsTagsAndItsPlace() {
    List<LoggedChange> rows = write(3);
    LoggedChange damaged = rows.get(1);
    tested.damageFact(damaged.position());

    List<LoggedChange> read = tested.log().read(rows.get(0).position(), 10).changes();

    assertThat(read).hasSize(3);
    assertThat(read.get(0)).isEqualTo(rows.get(0));
    assertThat(read.get(1).change().id()).isEqualTo(damaged.change().id());
    assertThat(read.get(1).change().tags()).isEqualTo(damaged.change().tags());
    assertThat(unreadable(read.get(1)).touchesEverything()).isFalse();
    assertThat(read.get(2)).isEqualTo(rows.get(2));
  }

  @Test
  final void aChangeWithUnreadableTagsTouchesEverything() {
    List<LoggedChange> rows = write(1);
    tested.damageTags(rows.get(0).position());

    LoggedChange read = onlyRow(tested.log().head());

    assertThat(read.change().id()).isEqualTo(rows.get(0).change().id());
    assertThat(read.change().tags()).isEqualTo(Tags.none());
    assertThat(unreadable(read).touchesEverything()).isTrue();
  }

  @Test
  final void aClosedLogSaysSo() {
    tested.log().close();
    tested.log().close();

    assertThatThrownBy(() -> tested.log().head())
        .isInstanceOf(ChangeLogException.class)
        .hasMessageContaining("closed");
  }

  private List<LoggedChange> write(int count) {
    LogWriter writer = tested.newWriter();
    for (int i = 0; i < count; i++) {
      writer.write(change("change " + i));
    }
    return rowsAfterGenesis();
  }

  private RecordedCommits observe(LogWriter writer) {
    RecordedCommits commits = new RecordedCommits(tested.log());
    writer.transactions().observe(commits);
    return commits;
  }

  private List<Change> changesAfterGenesis() {
    return rowsAfterGenesis().stream().map(LoggedChange::change).toList();
  }

  private List<LoggedChange> rowsAfterGenesis() {
    List<LoggedChange> rows = tested.log().read(Position.GENESIS, 1000).changes();
    return rows.subList(1, rows.size());
  }

  private static LoggedChange onlyRow(LogSlice slice) {
    assertThat(slice.changes()).hasSize(1);
    return slice.changes().get(0);
  }

  private static UnreadableFact unreadable(LoggedChange row) {
    assertThat(row.change().fact()).isInstanceOf(UnreadableFact.class);
    return (UnreadableFact) row.change().fact();
  }

  private static PendingChanges pending(LogWriter writer) {
    return Objects.requireNonNull(writer.transactions().current());
  }

  private static boolean seesNoTransaction(LogWriter writer) {
    return writer.transactions().current() == null;
  }

  private static void failAfter(LogWriter.Scope scope, RuntimeException failure) {
    scope.append(change("to be dropped"));
    throw failure;
  }

  private static Change change(String text) {
    return Change.of(Tags.of("test"), new TestFact(text));
  }

  private static final class FailsOnce implements CommitObserver {
    private final RuntimeException failure;
    private boolean failed;

    FailsOnce(RuntimeException failure) {
      this.failure = failure;
    }

    @Override
    public void committing(Position last) {
      if (!failed) {
        failed = true;
        throw failure;
      }
    }

    @Override
    public void committed(Position last) {}

    @Override
    public void rolledBack(Position last) {}
  }

  private record AtTheEnd(Runnable action) implements CommitObserver {
    @Override
    public void committing(Position last) {}

    @Override
    public void committed(Position last) {
      action.run();
    }

    @Override
    public void rolledBack(Position last) {}
  }
}
