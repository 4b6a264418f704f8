package io.trueup.benchmarks;

import io.trueup.ledger.Ledger;
import io.trueup.ledger.RecordResult.Recorded;
import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;

/**
 * P8: records of 64 callers, each waiting until its own is durable, with rollups, budget windows
 * and change log maintained; against bare JDBC inserts of the same rows into the same table, 64 in
 * a statement and a commit after each.
 */
public class RecordingBenchmark {
  static final int CALLERS = 64;

  private RecordingBenchmark() {}

  /** The ledger. */
  @State(Scope.Benchmark)
  @BenchmarkMode(Mode.Throughput)
  @OutputTimeUnit(TimeUnit.SECONDS)
  @SuppressWarnings("NullAway.Init") // opened by the set-up
  public static class Ours {
    /** Which database. */
    @Param({"h2", "postgresql"})
    public String database = "h2";

    private final Recordings recordings = new Recordings();
    private RecordingDatabase books;
    private Ledger ledger;

    /** Opens a ledger on an empty database. */
    @Setup
    public void open() throws IOException {
      books = RecordingDatabase.open(database);
      // Who is alone makes budgets at once; others wait for each until all nodes have it.
      try (Ledger alone = Ledger.on(books.dataSource()).soleWriter().open()) {
        Recordings.limit(alone);
      }
      ledger = Ledger.on(books.dataSource()).open();
    }

    /** One record of a caller among many. */
    @Benchmark
    @Threads(CALLERS)
    public Recorded ours() {
      return ledger.usage().record(recordings.next());
    }

    /**
     * Ends it.
     *
     * @throws IllegalStateException if a record is not there
     */
    @TearDown
    public void close() throws IOException {
      long stored = ledger.recompute().records();
      ledger.close();
      books.close();
      if (stored != recordings.made()) {
        throw new IllegalStateException(recordings.made() + " recorded, but stored " + stored);
      }
    }
  }

  /** The same rows by hand. */
  @State(Scope.Benchmark)
  @BenchmarkMode(Mode.Throughput)
  @OutputTimeUnit(TimeUnit.SECONDS)
  @SuppressWarnings("NullAway.Init") // opened by the set-up
  public static class Bare {
    /** Which database. */
    @Param({"h2", "postgresql"})
    public String database = "h2";

    private final Recordings recordings = new Recordings();
    private RecordingDatabase books;
    private BareInserts inserts;

    /** Makes the same tables. */
    @Setup
    public void open() throws IOException, SQLException {
      books = RecordingDatabase.open(database);
      Ledger.on(books.dataSource()).open().close();
      inserts = new BareInserts(books.dataSource());
    }

    /** As many rows in a statement as there are callers. */
    @Benchmark
    @Threads(1)
    @OperationsPerInvocation(CALLERS)
    public int bare() throws SQLException {
      return inserts.insert(Stream.generate(recordings::next).limit(CALLERS).toList());
    }

    /** Ends it. */
    @TearDown
    public void close() throws IOException, SQLException {
      inserts.close();
      books.close();
    }
  }
}
