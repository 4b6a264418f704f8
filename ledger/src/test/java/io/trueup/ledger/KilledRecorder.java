package io.trueup.ledger;

import io.trueup.changelog.DurableUrl;
import io.trueup.ledger.RecordResult.Recorded;
import io.trueup.spend.Budget;
import io.trueup.spend.BudgetId;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.Collectors;
import org.h2.jdbcx.JdbcConnectionPool;
import org.postgresql.ds.PGConnectionPoolDataSource;

/*
 * Each line goes to the pipe in one write, which is atomic for so few bytes, after the ledger's
 * answer and by the thread that has it: what the parent reads was acknowledged, and a line is there
 * whole or not at all.
 */
/**
 * A program that records until it is killed. It writes {@code connected} when it has the database,
 * and {@code id position} for each acknowledged request; it ends itself with status 3 if anything
 * is refused, and when its parent has gone.
 */
public final class KilledRecorder {
  static final String CONNECTED = "connected";

  private static final OutputStream OUT = new FileOutputStream(FileDescriptor.out);
  private static final int MAX_BATCH = 8;

  private final UsageRecorder usage;
  private final Reservations reservations;
  private final AtomicIntegerArray next;

  private KilledRecorder(Ledger ledger, int[] first) {
    this.usage = ledger.usage();
    this.reservations = ledger.reservations();
    this.next = new AtomicIntegerArray(first);
  }

  /**
   * Starts it.
   *
   * @param args URL, round, seed, and for each thread the number of its first request
   */
  public static void main(String[] args) {
    Thread.setDefaultUncaughtExceptionHandler((thread, e) -> fail(e));
    start("parent", KilledRecorder::endWithParent);
    JdbcConnectionPool pool = pool(args[0]);
    execute(pool, "select 1");
    say(CONNECTED);
    Ledger ledger = isDurable(args[0]) ? open(pool, args[0]) : openLossy(pool);
    create(ledger, KillTraffic.budgets());
    record(ledger, Long.parseLong(args[2]), numbers(args));
    create(ledger, List.of(KillTraffic.lateBudget(Integer.parseInt(args[1]))));
  }

  static JdbcConnectionPool pool(String url) {
    if (!url.startsWith(KilledDatabase.OnPostgres.PREFIX)) {
      return JdbcConnectionPool.create(url, "sa", "");
    }
    PGConnectionPoolDataSource postgres = new PGConnectionPoolDataSource();
    postgres.setUrl(url);
    return JdbcConnectionPool.create(postgres);
  }

  private static boolean isDurable(String url) {
    return url.startsWith(KilledDatabase.OnPostgres.PREFIX)
        || url.endsWith(KilledDatabase.H2File.DURABLE);
  }

  private static Ledger open(JdbcConnectionPool pool, String url) {
    DurableUrl.require(url);
    return Ledger.on(pool).clock(() -> KillTraffic.NOW).soleWriter().open();
  }

  /**
   * Opens a ledger that writes late, by a change of the setting after the ledger has checked it.
   */
  private static Ledger openLossy(JdbcConnectionPool pool) {
    execute(pool, "set write_delay 0");
    Ledger ledger = Ledger.on(pool).clock(() -> KillTraffic.NOW).soleWriter().open();
    execute(pool, "set write_delay 500");
    return ledger;
  }

  private static int[] numbers(String[] args) {
    return List.of(args).subList(3, args.length).stream().mapToInt(Integer::parseInt).toArray();
  }

  private static void record(Ledger ledger, long seed, int[] first) {
    KilledRecorder recorder = new KilledRecorder(ledger, first);
    for (int i = 0; i < first.length; i++) {
      int thread = i;
      start("recorder-" + i, () -> recorder.run(thread, new SplittableRandom(seed + thread)));
    }
  }

  static void start(String name, Runnable work) {
    new Thread(work, name).start();
  }

  private static void create(Ledger ledger, List<Budget> budgets) {
    Set<BudgetId> existing =
        ledger
            .recompute()
            .uncached(sql -> BudgetRows.list(sql, BudgetQuery.ALL, "", 10_000))
            .stream()
            .map(Budget::id)
            .collect(Collectors.toSet());
    budgets.stream()
        .filter(budget -> !existing.contains(budget.id()))
        .forEach(ledger.budgets()::create);
  }

  private void run(int thread, SplittableRandom random) {
    while (true) {
      switch (random.nextInt(4)) {
        case 0 -> recordBatch(thread, random);
        case 1 -> reserveAndSettle(KillTraffic.request(id(thread, random)));
        default -> acknowledge(usage.record(KillTraffic.request(id(thread, random))));
      }
    }
  }

  /** Some are never settled; what a budget has no room for is recorded without. */
  private void reserveAndSettle(UsageRequest request) {
    ReservationRequest wanted = KillTraffic.reservation(request);
    try {
      String id = reservations.reserve(wanted).reservation().id();
      if (request.requestId().hashCode() % 5 != 0) {
        acknowledge(reservations.settle(id, KillTraffic.settlement(request)).recorded());
      }
    } catch (BudgetExceededException e) {
      acknowledge(usage.record(request));
    }
  }

  private void recordBatch(int thread, SplittableRandom random) {
    List<UsageRequest> batch = new ArrayList<>();
    int size = random.nextInt(2, MAX_BATCH + 1);
    while (batch.size() < size) {
      batch.add(KillTraffic.request(id(thread, random)));
    }
    usage.recordAll(batch).forEach(result -> acknowledge(result.orThrow()));
  }

  /** A new id, or one that some thread has used or is about to use. */
  private String id(int thread, SplittableRandom random) {
    if (random.nextInt(6) > 0) {
      return KillTraffic.id(thread, next.getAndIncrement(thread));
    }
    int other = random.nextInt(next.length());
    return KillTraffic.id(other, random.nextInt(next.get(other) + 1));
  }

  private static void acknowledge(Recorded recorded) {
    say(recorded.record().request().requestId() + " " + recorded.position());
  }

  static void say(String line) {
    try {
      OUT.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void execute(JdbcConnectionPool pool, String sql) {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  private static void endWithParent() {
    try {
      while (System.in.read() >= 0) {}
    } catch (IOException e) {
      fail(e);
    }
    Runtime.getRuntime().halt(0);
  }

  static void fail(Throwable e) {
    e.printStackTrace();
    Runtime.getRuntime().halt(3);
  }
}
