package io.trueup.benchmarks;

import io.trueup.cache.CachePolicy;
import io.trueup.cache.CacheStatistics;
import io.trueup.cache.Ticker;
import io.trueup.cache.WarmingBudget;
import io.trueup.ledger.Budgets;
import io.trueup.ledger.BudgetsKey;
import io.trueup.ledger.CacheName;
import io.trueup.ledger.Ledger;
import io.trueup.ledger.RecordResult;
import io.trueup.ledger.SpendKey;
import io.trueup.ledger.StatusKey;
import io.trueup.ledger.UsageRequest;
import io.trueup.spend.Budget;
import io.trueup.spend.ModelId;
import io.trueup.spend.Money;
import io.trueup.spend.Period;
import io.trueup.spend.Scope;
import io.trueup.spend.Unit;
import io.trueup.spend.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.h2.jdbcx.JdbcConnectionPool;

/*
 * A node restarts on the same database under load: two threads read a user's spend, budget status,
 * budgets and price, users in Zipf's order, each with a pause that keeps the demand the same with and
 * without warming. With warming the load begins when the critical caches are warm, as behind a
 * readiness check; how long that took is shown too.
 */
/** Measures the first seconds after a restart, with warming and without: {@code WarmRestart}. */
public final class WarmRestart {
  private static final int USERS = 2_000;
  private static final int THREADS = 2;
  private static final int PAIRS = 3;
  private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(500);
  private static final Duration MEASURED = Duration.ofSeconds(8);
  private static final Duration WINDOW = Duration.ofMillis(100);
  private static final ModelId MODEL = new ModelId("openai", "gpt-4o");
  private static final WarmingBudget BUDGET = new WarmingBudget(2, 10_000, Duration.ofMinutes(1));
  private static final Money LIMIT = Money.of("100");
  private static final ZoneOffset UTC = ZoneOffset.UTC;
  private static final List<CacheName> WARMED =
      List.of(CacheName.BUDGETS, CacheName.BUDGET_STATUS, CacheName.SPEND, CacheName.PRICES);

  /** What one restart gave; times in seconds. */
  private record Restart(double ready, double firstSecond, double to95) {}

  private final JdbcConnectionPool database;
  private final List<Budget> budgets = new ArrayList<>();
  private final Instant now = Instant.now();

  private WarmRestart(Path folder) {
    this.database =
        JdbcConnectionPool.create(
            "jdbc:h2:file:"
                + folder.resolve("trueup")
                + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH"
                + ";WRITE_DELAY=0;DB_CLOSE_DELAY=-1",
            "sa",
            "");
  }

  /**
   * Runs.
   *
   * @param arguments none
   */
  public static void main(String... arguments) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("warm-restart");
    try {
      new WarmRestart(folder.toAbsolutePath()).run();
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private void run() throws InterruptedException {
    fill();
    restart(true);
    List<Restart> warm = new ArrayList<>();
    List<Restart> cold = new ArrayList<>();
    for (int i = 0; i < PAIRS; i++) {
      warm.add(restart(true));
      cold.add(restart(false));
    }
    System.out.println("| restart | to ready, s | hit rate, first second | to 95 % hits, s |");
    System.out.println("| --- | --- | --- | --- |");
    print("with warming", warm);
    print("without", cold);
    database.dispose();
  }

  private static void print(String what, List<Restart> restarts) {
    System.out.printf(
        Locale.ROOT,
        "| %s | %.2f | %.3f | %.1f |%n",
        what,
        median(restarts.stream().map(Restart::ready).toList()),
        median(restarts.stream().map(Restart::firstSecond).toList()),
        median(restarts.stream().map(Restart::to95).toList()));
  }

  private static double median(List<Double> figures) {
    return figures.stream().sorted().toList().get(figures.size() / 2);
  }

  private void fill() {
    try (Ledger ledger = open()) {
      List<UsageRequest> requests = new ArrayList<>();
      for (int i = 0; i < USERS; i++) {
        Budget budget = Budget.builder(Budgets.newId(), user(i), Period.DAILY, LIMIT).build();
        budgets.add(ledger.budgets().create(budget));
        requests.add(
            UsageRequest.builder("r" + i, "acme", MODEL)
                .user(user(i).id())
                .usage(Usage.of(Unit.INPUT_TOKENS, 1_000))
                .build());
      }
      ledger.usage().recordAll(requests).forEach(RecordResult::orThrow);
    }
  }

  private Ledger open() {
    Ledger.Builder ledger = Ledger.on(database);
    for (CacheName cache : WARMED) {
      CachePolicy policy = cache.defaultPolicy().withWarm(true);
      ledger.policy(cache, policy.withCritical(true));
    }
    return ledger.open();
  }

  private Restart restart(boolean warming) throws InterruptedException {
    long before = Ticker.system().nanos();
    try (Ledger ledger = open()) {
      if (warming) {
        ledger
            .caches()
            .warm(WARMED.stream().map(CacheName::text).toList(), BUDGET)
            .await(Duration.ofMinutes(1));
      }
      double ready = seconds(before);
      List<Thread> readers = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        Zipf users = new Zipf(USERS, i);
        Thread reader = new Thread(() -> readUntilStopped(ledger, users));
        reader.start();
        readers.add(reader);
      }
      Restart measured = measure(ledger, ready);
      readers.forEach(Thread::interrupt);
      for (Thread reader : readers) {
        reader.join();
      }
      return measured;
    }
  }

  private void readUntilStopped(Ledger ledger, Zipf users) {
    while (!Thread.currentThread().isInterrupted()) {
      int one = users.next();
      ledger.views().spend().get(new SpendKey(user(one), Period.DAILY.windowAt(now, UTC)));
      Budget budget = budgets.get(one);
      ledger.views().budgetStatus().get(new StatusKey(budget.id(), budget.windowAt(now)));
      ledger.views().budgets().get(new BudgetsKey.OfSubject("acme", null, user(one).id()));
      ledger.views().prices().get(MODEL);
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private static Restart measure(Ledger ledger, double ready) {
    long begun = Ticker.system().nanos();
    double firstSecond = Double.NaN;
    double to95 = Double.NaN;
    long reads = 0;
    long misses = 0;
    while (seconds(begun) < MEASURED.toSeconds()) {
      LockSupport.parkNanos(WINDOW.toNanos());
      long readsNow = sum(ledger, CacheStatistics::reads);
      long missesNow = sum(ledger, CacheStatistics::missCount);
      double rate = 1 - (double) (missesNow - misses) / Math.max(1, readsNow - reads);
      if (Double.isNaN(to95) && rate >= 0.95) {
        to95 = seconds(begun);
      }
      if (Double.isNaN(firstSecond) && seconds(begun) >= 1) {
        firstSecond = 1 - (double) missesNow / readsNow;
      }
      reads = readsNow;
      misses = missesNow;
    }
    return new Restart(ready, firstSecond, to95);
  }

  private static long sum(Ledger ledger, ToLongFunction<CacheStatistics> figure) {
    return ledger.caches().all().stream()
        .mapToLong(cache -> figure.applyAsLong(cache.statistics()))
        .sum();
  }

  private static double seconds(long since) {
    return (Ticker.system().nanos() - since) / 1e9;
  }

  private static Scope.User user(int number) {
    return new Scope.User("acme", "u" + number);
  }
}
