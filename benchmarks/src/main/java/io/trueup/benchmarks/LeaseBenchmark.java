package io.trueup.benchmarks;

import io.trueup.ledger.AdmissionSteps;
import io.trueup.ledger.BudgetSet;
import io.trueup.ledger.BudgetsKey;
import io.trueup.ledger.Ledger;
import io.trueup.ledger.Reservations.Reserved;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * P7: a reservation that four budgets apply to, admitted from leases; against what else checks and
 * raises four budgets: conditional updates in a database, a script in Redis.
 */
public class LeaseBenchmark {
  private LeaseBenchmark() {}

  /** Batches of reservations, and the time until the last caller has its last. */
  @State(Scope.Benchmark)
  @BenchmarkMode(Mode.SingleShotTime)
  @OutputTimeUnit(TimeUnit.MILLISECONDS)
  @SuppressWarnings("NullAway.Init") // opened by the set-up
  public static class Batch {
    /** How many ask at once. */
    @Param({"1", "16"})
    public int callers = 1;

    /** Which database is behind the node. */
    @Param("postgresql")
    public String database = "postgresql";

    private LeasedBooks books;
    private ExecutorService threads;
    private Ledger node;

    /** Makes the budgets. */
    @Setup
    public void open() throws IOException {
      books = new LeasedBooks(database);
      threads = Executors.newFixedThreadPool(callers);
    }

    /** Opens a node with a lease of each. */
    @Setup(Level.Iteration)
    public void lease() {
      node = books.lease();
    }

    /** All of them. */
    @Benchmark
    public List<Reserved> batch() throws InterruptedException, ExecutionException {
      Callable<Reserved> share = this::share;
      List<Reserved> last = new ArrayList<>();
      for (Future<Reserved> done : threads.invokeAll(Collections.nCopies(callers, share))) {
        last.add(done.get());
      }
      return last;
    }

    private Reserved share() {
      Reserved last = books.reserve(node);
      for (int i = 1; i < LeasedBooks.REQUESTS / callers; i++) {
        last = books.reserve(node);
      }
      return last;
    }

    /** Closes the node, and looks whether it has admitted all. */
    @TearDown(Level.Iteration)
    public void giveBack() {
      books.giveBack();
    }

    /** Ends it. */
    @TearDown
    public void close() throws IOException {
      threads.shutdown();
      books.close();
    }
  }

  /** Each by itself, of one caller; and what they are made of. */
  @State(Scope.Benchmark)
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.MICROSECONDS)
  @SuppressWarnings("NullAway.Init") // opened by the set-up
  public static class Single {
    private static final BudgetsKey KEY = new BudgetsKey.OfSubject("acme", "search", "ann");

    /** Which database is behind the node. */
    @Param("postgresql")
    public String database = "postgresql";

    private final AdmissionSteps steps =
        new AdmissionSteps(LeasedBooks.little("node0-12345", LeasedBooks.ANN));
    private LeasedBooks books;
    private Ledger node;

    /** Makes the budgets. */
    @Setup
    public void open() throws IOException {
      books = new LeasedBooks(database);
    }

    /** Opens a node with a lease of each. */
    @Setup(Level.Iteration)
    public void lease() {
      node = books.lease();
    }

    /** A reservation. */
    @Benchmark
    @BenchmarkMode(Mode.SampleTime)
    public Reserved one() {
      return books.reserve(node);
    }

    /** The budgets that apply, from the node's cache. */
    @Benchmark
    public BudgetSet budgets() {
      return node.views().budgets().get(KEY);
    }

    /** What tells a repetition from a conflict. */
    @Benchmark
    public String fingerprint() {
      return steps.fingerprint();
    }

    /** The id that says what was admitted. */
    @Benchmark
    public String seal() {
      return steps.seal();
    }

    /** Closes the node, and looks whether it has admitted all. */
    @TearDown(Level.Iteration)
    public void giveBack() {
      books.giveBack();
    }

    /** Ends it. */
    @TearDown
    public void close() throws IOException {
      books.close();
    }
  }

  /** The database's conditional update. */
  @State(Scope.Benchmark)
  @BenchmarkMode(Mode.Throughput)
  @OutputTimeUnit(TimeUnit.SECONDS)
  @SuppressWarnings("NullAway.Init") // opened by the set-up
  public static class Update {
    /** Which database. */
    @Param({"h2", "postgresql"})
    public String database = "h2";

    private final LongAdder calls = new LongAdder();
    private RecordingDatabase books;
    private ConditionalUpdate budgets;

    /** Makes four budgets. */
    @Setup
    public void open() throws IOException, SQLException {
      books = RecordingDatabase.open(database);
      budgets = new ConditionalUpdate(books.dataSource());
    }

    /** In a transaction. */
    @Benchmark
    public boolean update() throws SQLException {
      calls.increment();
      return budgets.hold(ConditionalUpdate.AMOUNT);
    }

    /**
     * Ends it.
     *
     * @throws IllegalStateException if not all of it is held
     */
    @TearDown
    public void close() throws IOException, SQLException {
      BigDecimal held = budgets.held();
      books.close();
      if (held.compareTo(ConditionalUpdate.AMOUNT.multiply(BigDecimal.valueOf(calls.sum()))) != 0) {
        throw new IllegalStateException(calls + " times asked, but held " + held);
      }
    }
  }

  /** The script in Redis. */
  @State(Scope.Benchmark)
  @BenchmarkMode(Mode.Throughput)
  @OutputTimeUnit(TimeUnit.SECONDS)
  public static class Redis {
    private final LongAdder calls = new LongAdder();
    private final RedisCheck budgets = new RedisCheck();

    /** For JMH. */
    public Redis() {}

    /** A round trip. */
    @Benchmark
    public boolean script() {
      calls.increment();
      return budgets.hold("1");
    }

    /**
     * Ends it.
     *
     * @throws IllegalStateException if not all of it is held
     */
    @TearDown
    public void close() {
      long held = budgets.held();
      budgets.close();
      if (held != calls.sum()) {
        throw new IllegalStateException(calls + " times asked, but held " + held);
      }
    }
  }
}
