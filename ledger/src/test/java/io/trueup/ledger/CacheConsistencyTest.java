package io.trueup.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.trueup.cache.Answer;
import io.trueup.cache.CachePolicy;
import io.trueup.cache.CoherentCache;
import io.trueup.cache.OnOutage;
import io.trueup.cache.Outcome;
import io.trueup.cache.Position;
import io.trueup.cache.ReadRequest;
import io.trueup.cache.Strategy;
import io.trueup.changelog.TestDatabase;
import io.trueup.spend.Money;
import io.trueup.spend.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/*
 * Random changes of every kind, and after each of them random reads of every view, compared with
 * what the single records and the other tables say. A failing seed is in the test's name and in its
 * message: -Dtrueup.seed=N runs that one alone, -Dtrueup.seeds=N that many, -Dtrueup.steps=N longer.
 */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class CacheConsistencyTest {
  private final TestDatabase database;
  private static final int STEPS = Integer.getInteger("trueup.steps", 120);
  private static final int READS = 4;
  private static final int REMEMBERED = 40;
  private static final int WRITERS = 3;
  private static final int READERS = 2;
  private static final Seen SEEN = new Seen();

  CacheConsistencyTest(TestDatabase database) {
    this.database = database;
  }

  @TestFactory
  Stream<DynamicTest> everyAnswerIsTheRecomputedOneAtEveryStep() {
    return eachStrategyAndSeed(2, CacheConsistencyTest::oneThread);
  }

  @TestFactory
  Stream<DynamicTest> everyAnswerIsTheRecomputedOneOnceManyThreadsAreQuiet() {
    return eachStrategyAndSeed(1, CacheConsistencyTest::manyThreads);
  }

  private interface Run {
    void on(Ledger ledger, long seed) throws Exception;
  }

  private Stream<DynamicTest> eachStrategyAndSeed(int count, Run run) {
    Long only = Long.getLong("trueup.seed");
    long[] seeds =
        only == null
            ? LongStream.rangeClosed(1, Integer.getInteger("trueup.seeds", count)).toArray()
            : new long[] {only};
    return Stream.of(Strategy.FOLD, Strategy.EVICT, Strategy.OFF)
        .flatMap(
            strategy ->
                LongStream.of(seeds)
                    .mapToObj(
                        seed ->
                            DynamicTest.dynamicTest(
                                strategy + ", seed " + seed, () -> run(strategy, seed, run))));
  }

  private void run(Strategy strategy, long seed, Run run) throws Exception {
    try (Books books = Books.open(database, builder -> with(builder, strategy))) {
      run.on(books.ledger, seed);
      SEEN.add(books.ledger);
    }
  }

  /** What all runs came to: without it they would show nothing of it. */
  private static final class Seen {
    private final AtomicLong fromLeases = new AtomicLong();
    private final AtomicLong alerts = new AtomicLong();

    void add(Ledger ledger) {
      fromLeases.addAndGet(ledger.leaseStatistics().admissions());
      List<Alert> all = ledger.alerts().list(AlertQuery.ALL, null, Page.MAX_LIMIT).items();
      alerts.addAndGet(all.size());
      assertThat(all)
          .as("each once")
          .extracting(it -> List.of(it.cause(), it.scope(), it.span()))
          .doesNotHaveDuplicates();
    }
  }

  @AfterAll
  static void somethingWasAdmittedFromLeasesAndAlertedOf() {
    assertThat(SEEN.fromLeases).hasPositiveValue();
    assertThat(SEEN.alerts).hasPositiveValue();
  }

  /** Caches that have nothing to fold evict. */
  private static Ledger.Builder with(Ledger.Builder builder, Strategy strategy) {
    for (CacheName name : CacheName.values()) {
      CachePolicy policy = name.defaultPolicy();
      boolean folds = policy.strategy() == Strategy.FOLD;
      if (strategy != Strategy.FOLD || folds) {
        builder.policy(name, policy.withOnOutage(OnOutage.REFUSE).withStrategy(strategy));
      }
    }
    return builder;
  }

  private static void oneThread(Ledger ledger, long seed) {
    RandomChanges.Shared shared = new RandomChanges.Shared();
    RandomChanges any = new RandomChanges(ledger, shared, seed);
    List<CheckedRead> remembered = new ArrayList<>();
    for (int step = 0; step < STEPS; step++) {
      String change = any.change();
      for (int i = 0; i < READS; i++) {
        check(read(ledger, any, shared, remembered), seed, step, change);
      }
    }
    assertThatSumsAreRight(ledger, seed);
    assertThatAuditsFindNothing(ledger, seed);
  }

  /** One that was read before, two times in three, so that there are hits and folds. */
  private static CheckedRead read(
      Ledger ledger, RandomChanges any, RandomChanges.Shared shared, List<CheckedRead> remembered) {
    if (remembered.size() >= REMEMBERED || (any.random().nextInt(3) > 0 && !remembered.isEmpty())) {
      CheckedRead again = any.oneOf(remembered);
      if (any.random().nextInt(20) == 0) {
        remembered.remove(again);
      }
      return again;
    }
    CheckedRead read = CheckedRead.random(ledger, any, shared.budgets);
    remembered.add(read);
    return read;
  }

  private static void check(CheckedRead read, long seed, int step, String change) {
    try {
      read.check();
    } catch (AssertionError | RuntimeException e) {
      fail("-Dtrueup.seed=%d, step %d, after: %s%n%s".formatted(seed, step, change, e), e);
    }
  }

  private static void assertThatSumsAreRight(Ledger ledger, long seed) {
    Recomputation truth = ledger.recompute();
    assertThat(truth.rollups()).as("-Dtrueup.seed=%d", seed).isEqualTo(truth.cost());
  }

  private static void assertThatAuditsFindNothing(Ledger ledger, long seed) {
    for (CoherentCache<?, ?> cache : ledger.caches().all()) {
      assertThat(cache.audit().differences())
          .as("-Dtrueup.seed=%d, audit of %s", seed, cache.name())
          .isEmpty();
    }
  }

  private static void manyThreads(Ledger ledger, long seed) throws Exception {
    RandomChanges.Shared shared = new RandomChanges.Shared();
    RandomChanges any = new RandomChanges(ledger, shared, seed);
    List<CheckedRead> remembered = new ArrayList<>();
    List<Writer> writers = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      writers.add(new Writer(ledger, new RandomChanges(ledger, shared, seed * 31 + i), "w" + i));
    }
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS + READERS);
    try {
      for (int round = 0; round < 3; round++) {
        for (int i = 0; i < REMEMBERED / 2; i++) {
          read(ledger, any, shared, remembered);
        }
        runRound(threads, ledger, writers, List.copyOf(remembered));
        for (CheckedRead read : remembered) {
          check(read, seed, round, "a round");
        }
        assertThatSumsAreRight(ledger, seed);
        assertThatAuditsFindNothing(ledger, seed);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static void runRound(
      ExecutorService threads, Ledger ledger, List<Writer> writers, List<CheckedRead> reads)
      throws Exception {
    AtomicInteger writing = new AtomicInteger(writers.size());
    List<Future<?>> running = new ArrayList<>();
    for (Writer writer : writers) {
      running.add(
          threads.submit(
              () -> {
                try {
                  writer.write(STEPS / 10);
                } finally {
                  writing.decrementAndGet();
                }
              }));
    }
    for (int i = 0; i < READERS; i++) {
      Callable<?> reader = new Reader(ledger, reads, writing);
      running.add(threads.submit(reader));
    }
    for (Future<?> each : running) {
      try {
        each.get();
      } catch (ExecutionException e) {
        throw new AssertionError(e.getCause());
      }
    }
  }

  /** Makes changes, and records for a user of its own, whose spending it always knows. */
  private static final class Writer {
    private final Ledger ledger;
    private final RandomChanges any;
    private final Scope.User user;
    private Money spent = Money.ZERO;
    private int records;

    Writer(Ledger ledger, RandomChanges any, String user) {
      this.ledger = ledger;
      this.any = any;
      this.user = new Scope.User("acme", user);
    }

    void write(int times) {
      for (int i = 0; i < times; i++) {
        any.change();
        recordAndRead();
      }
    }

    private void recordAndRead() {
      Money cost = Money.of("0.00" + (1 + any.random().nextInt(9)));
      @Nullable Position position =
          ledger
              .usage()
              .record(
                  UsageRequest.builder(user.id() + ++records, "acme", any.model())
                      .user(user.id())
                      .cost(cost)
                      .build())
              .position();
      spent = spent.plus(cost);
      SpendKey mine = CheckedRead.allOf(user);
      assertThat(ledger.views().spend().get(mine).cost()).isEqualTo(spent);
      assertThat(ledger.views().spend().read(mine, ReadRequest.STRICT).value().cost())
          .isEqualTo(spent);
      assertThat(
              ledger
                  .views()
                  .spend()
                  .read(mine, ReadRequest.atLeast(Objects.requireNonNull(position)))
                  .value()
                  .cost())
          .isEqualTo(spent);
    }
  }

  /** Reads everything, and one sum that only ever grows, never behind the position seen before. */
  private record Reader(Ledger ledger, List<CheckedRead> reads, AtomicInteger writing)
      implements Callable<@Nullable Void> {
    @Override
    public @Nullable Void call() {
      SpendKey all = CheckedRead.allOf(new Scope.Global());
      Money spent = Money.ZERO;
      ReadRequest next = ReadRequest.BY_POLICY;
      while (writing.get() > 0) {
        reads.forEach(CheckedRead::read);
        Answer<SpendTotals> answer = ledger.views().spend().read(all, next);
        assertThat(answer.value().cost()).isGreaterThanOrEqualTo(spent);
        spent = answer.value().cost();
        Position seen = answer.position();
        assertThat(seen == null).isEqualTo(answer.outcome() == Outcome.BYPASS);
        next = seen == null ? ReadRequest.BY_POLICY : ReadRequest.atLeast(seen);
      }
      return null;
    }
  }
}
