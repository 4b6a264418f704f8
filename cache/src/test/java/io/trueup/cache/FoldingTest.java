package io.trueup.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FoldingTest {
  private final FakeLog log = FakeLog.shared();
  private final Node node = Node.on(log);

  @AfterEach
  void nothingIsLeftBehind() {
    node.close();
  }

  @Test
  void severalChangesAreFoldedWithoutALoad() {
    CoherentCache<String, Long> sums = node.sums();
    sums.get("a");
    for (int i = 1; i <= 5; i++) {
      log.spend("a", i);
    }
    node.caches.catchUp();
    Answer<Long> answer = sums.read("a", ReadRequest.BY_POLICY);
    assertThat(answer.value()).isEqualTo(15);
    assertThat(answer.outcome()).isEqualTo(Outcome.FOLD);
    assertThat(answer.position()).isEqualTo(new Position(5));
    assertThat(sums.read("a", ReadRequest.BY_POLICY).outcome()).isEqualTo(Outcome.HIT);
    assertThat(sums.statistics().loads()).isOne();
  }

  @Test
  void aChangeWithTwoTagsOfTheEntryCountsOnce() {
    CoherentCache<String, Long> sums =
        node.sums(Node.FOLDING, account -> Tags.of("spend:" + account, "team:x"));
    sums.get("a");
    node.hears(() -> log.append(Tags.of("team:x", "spend:a"), new FakeLog.Spent("a", 5)));
    assertThat(sums.get("a")).isEqualTo(5);
    assertThat(sums.statistics().folds()).isOne();
  }

  @Test
  void aKindThatIsNotFoldedEvicts() {
    CoherentCache<String, Long> sums = node.sums();
    sums.get("a");
    log.spend("a", 5);
    log.correct("a", 100);
    log.spend("a", 1);
    node.caches.catchUp();
    Answer<Long> answer = sums.read("a", ReadRequest.BY_POLICY);
    assertThat(answer.value()).isEqualTo(101);
    assertThat(answer.outcome()).isEqualTo(Outcome.MISS);
  }

  /** A page of the log ends between the two changes of one transaction. */
  @Test
  void aCatchUpOfSeveralPagesShowsNobodyHalfATransaction() {
    CoherentCache<String, Long> sums = node.sums();
    sums.get("a");
    node.caches.catchUp();
    for (int i = 0; i < Follower.PAGE - 2; i++) {
      log.spend("b", 1);
    }
    log.spend("a", 5);
    log.append(FakeLog.own("a"), new FakeLog.Refunded("a", 5));
    int before = log.queries();
    List<Long> seen = new ArrayList<>();
    log.answering =
        () -> {
          if (log.queries() - before == 2) {
            seen.add(sums.get("a"));
          }
        };

    node.caches.catchUp();

    assertThat(seen).containsExactly(0L);
  }

  @Test
  void kindsAreFoldedInCommitOrder() {
    CoherentCache<String, String> traces =
        node.caches
            .<String, String>cache("traces", FakeLog::own)
            .policy(Node.FOLDING)
            .fold(FakeLog.Spent.class, (key, value, facts) -> value + "+" + facts.size())
            .fold(FakeLog.Refunded.class, (key, value, facts) -> value + "-" + facts.size())
            .buildSnapshot(key -> new Snapshot<>(log.last(), ""));
    traces.get("a");
    log.spend("a", 1);
    log.spend("a", 1);
    log.append(FakeLog.own("a"), new FakeLog.Refunded("a", 1));
    log.spend("a", 1);
    node.caches.catchUp();
    assertThat(traces.get("a")).isEqualTo("+2-1+1");
  }

  @Test
  void outOfReachIsReloadedAndCounted() {
    try (Node small = new Node(log, b -> b.journal(new JournalBound(16, 16)))) {
      CoherentCache<String, Long> sums = small.sums();
      sums.get("a");
      log.spend("a", 5);
      for (int i = 0; i < 16; i++) {
        log.spend("b", 1);
      }
      small.caches.catchUp();
      assertThat(sums.get("a")).isEqualTo(5);
      assertThat(sums.statistics().outOfReach()).isOne();
      assertThat(sums.statistics().loads()).isEqualTo(2);
    }
  }

  @Test
  void aFoldThatThrowsMeansALoad() {
    CoherentCache<String, Long> sums =
        node.caches
            .<String, Long>cache("broken", FakeLog::own)
            .policy(Node.FOLDING)
            .fold(
                FakeLog.Spent.class,
                (key, value, facts) -> {
                  throw new ArithmeticException("broken");
                })
            .buildSnapshot(log::snapshot);
    sums.get("a");
    node.hears(() -> log.spend("a", 5));
    assertThat(sums.get("a")).isEqualTo(5);
    assertThat(sums.statistics().foldFailures()).isOne();
  }

  @Test
  void aFoldThatChangesTheTagsMeansALoad() {
    CoherentCache<String, Long> sums =
        node.caches
            .<String, Long>cache("moving", FakeLog::own)
            .policy(Node.FOLDING)
            .valueTags((key, value) -> Tags.of("level:" + value))
            .fold(FakeLog.Spent.class, (key, value, facts) -> value + facts.get(0).cents())
            .buildSnapshot(log::snapshot);
    sums.get("a");
    node.hears(() -> log.spend("a", 5));
    sums.get("a");
    node.hears(() -> log.append(Tags.of("level:5"), new FakeLog.Corrected("a", 9)));
    assertThat(sums.get("a")).isEqualTo(9);
  }

  private static LoggedChange logged(long position, Tags tags) {
    return new LoggedChange(
        new Position(position),
        "n",
        java.time.Instant.EPOCH,
        new Change(new UUID(0, position), tags, "fact"));
  }

  @Test
  void theJournalsBoundHolds() {
    RecentChanges recent = new RecentChanges(new JournalBound(16, 40), 0);
    Random random = new Random(1);
    for (int i = 1; i <= 2000; i++) {
      String[] names = new String[random.nextInt(6)];
      for (int t = 0; t < names.length; t++) {
        names[t] = "t" + random.nextInt(100);
      }
      recent.append(logged(i, Tags.of(names)));
      long[] size = recent.size();
      assertThat(size[0]).isLessThanOrEqualTo(16);
      assertThat(size[1]).isLessThanOrEqualTo(40);
      assertThat(size[2]).isLessThanOrEqualTo(size[1]);
      assertThat(size[3]).isEqualTo(size[0]);
    }
  }

  @Test
  void aChangeLargerThanTheBoundIsNotHeldAndNotFolded() {
    RecentChanges recent = new RecentChanges(new JournalBound(16, 16), 0);
    String[] names = new String[17];
    for (int t = 0; t < names.length; t++) {
      names[t] = "t" + t;
    }
    recent.append(logged(1, Tags.of("t0")));
    recent.append(logged(2, Tags.of(names)));
    assertThat(recent.size()).containsExactly(0, 0, 0, 0);
    assertThat(recent.between(1, 2, Tags.of("t0"), Rules.ALL)).isNull();
    assertThat(recent.between(2, 2, Tags.of("t0"), Rules.ALL)).isEmpty();
  }

  @Test
  void aWalkSkipsWhatCameAfterTheHorizon() {
    RecentChanges recent = new RecentChanges(JournalBound.DEFAULT, 0);
    for (int i = 1; i <= 5; i++) {
      recent.append(logged(i, Tags.of("t", "u")));
    }
    List<LoggedChange> found = recent.between(1, 3, Tags.of("u", "t"), Rules.ALL);
    assertThat(found).extracting(c -> c.position().value()).containsExactly(2L, 3L);
  }

  @Test
  void aFoldedValueEqualsTheRecomputedOneAtItsPosition() {
    long seed = Long.getLong("trueup.seed", 20261123);
    Random random = new Random(seed);
    for (int round = 0; round < 40; round++) {
      FakeLog shared = FakeLog.shared();
      JournalBound bound = new JournalBound(16 + random.nextInt(16), 16 + random.nextInt(32));
      try (Node small = new Node(shared, b -> b.journal(bound))) {
        CoherentCache<String, Long> sums =
            small.sums(Node.FOLDING, account -> Tags.of("spend:" + account, "team"));
        for (int step = 0; step < 150; step++) {
          change(shared, random);
          if (random.nextInt(4) == 0) {
            small.caches.catchUp();
          }
          String account = "a" + random.nextInt(4);
          Answer<Long> answer = sums.read(account, ReadRequest.BY_POLICY);
          Position position = java.util.Objects.requireNonNull(answer.position());
          long folded = sums.statistics().folds();
          assertThat(answer.value())
              .as("seed %s round %s step %s folds %s", seed, round, step, folded)
              .isEqualTo(shared.totalAt(account, position.value()));
        }
        assertThat(sums.statistics().folds()).isPositive();
      }
    }
  }

  private static void change(FakeLog log, Random random) {
    String account = "a" + random.nextInt(4);
    Tags tags =
        switch (random.nextInt(3)) {
          case 0 -> FakeLog.own(account);
          case 1 -> Tags.of("team");
          default -> Tags.of("team", "spend:" + account);
        };
    Object fact =
        switch (random.nextInt(8)) {
          case 0 -> new FakeLog.Corrected(account, random.nextInt(50));
          case 1, 2 -> new FakeLog.Refunded(account, random.nextInt(50));
          default -> new FakeLog.Spent(account, random.nextInt(50));
        };
    log.append(tags, fact);
  }
}
