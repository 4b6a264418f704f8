package io.trueup.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.cache.spi.ChangeLogException;
import io.trueup.ledger.UsageRows.RequestKey;
import io.trueup.spend.Money;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** How what is posted is put together, by itself. */
class WithoutDatabaseTest {
  private static final RecordingSettings SETTINGS =
      new RecordingSettings(100, 10, Duration.ofSeconds(10), Duration.ofDays(1));

  /** Each half would take as long as the whole, and nothing of it be done. */
  @Test
  void whileTheDatabaseIsAwayABatchIsNotTriedInHalves() throws InterruptedException {
    assertThat(batchesOfFour("08006")).containsExactly(4);
    assertThat(batchesOfFour("23514")).containsExactly(4, 2, 1, 1, 2, 1, 1);
  }

  private static List<Integer> batchesOfFour(String state) throws InterruptedException {
    List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    GroupCommit<String, String> group =
        new GroupCommit<>(
            SETTINGS,
            all -> {
              if (all.equals(List.of("first"))) {
                busy.countDown();
                awaited(go);
                return all;
              }
              sizes.add(all.size());
              throw new ChangeLogException("failed", new SQLException("", state));
            },
            e -> "failed");
    try {
      List<CompletableFuture<String>> answers = new ArrayList<>(List.of(group.submit("first")));
      busy.await();
      List.of("a", "b", "c", "d").forEach(it -> answers.add(group.submit(it)));
      go.countDown();
      assertThat(answers.stream().map(CompletableFuture::join))
          .containsExactly("first", "failed", "failed", "failed", "failed");
    } finally {
      group.close();
    }
    return sizes;
  }

  private static void awaited(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whatMayBeAboutOneReservationIsNeverDoneTogether() {
    List<Operation> operations =
        List.of(
            settle("r-1"),
            settle("u-1"),
            settle("r-2"),
            settle("u-1 again"),
            settle("r-1"),
            settle("u-2"),
            new Operation.Release("u-1"));
    assertThat(Rounds.of(operations, WithoutDatabaseTest::unheld))
        .containsExactly(List.of(0, 2), List.of(4), List.of(1, 5), List.of(3), List.of(6));
    assertThat(Rounds.of(List.of(settle("u-1")), WithoutDatabaseTest::unheld))
        .containsExactly(List.of(0));
  }

  private static Operation settle(String id) {
    return new Operation.Settle(id, Settlement.at(Money.of("1")));
  }

  private static Optional<RequestKey> unheld(String id) {
    return id.startsWith("u-")
        ? Optional.of(new RequestKey("acme", id.substring(0, 3)))
        : Optional.empty();
  }
}
