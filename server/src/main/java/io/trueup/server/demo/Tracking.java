package io.trueup.server.demo;

import io.trueup.server.trace.Trace;
import io.trueup.server.trace.TraceRow;
import io.trueup.spend.Money;
import java.util.function.LongSupplier;

/**
 * Part 1: every call is recorded; before and after it, cached reads of its user's spend and budget.
 */
final class Tracking {
  /**
   * What was recorded.
   *
   * @param records how many calls
   * @param cost what the database says they cost
   * @param seconds how long it took
   */
  record Result(long records, Money cost, double seconds) {
    double recordsPerSecond() {
      return seconds == 0 ? 0 : records / seconds;
    }
  }

  private final DemoLedger books;
  private final Progress progress;
  private final LongSupplier nanos;

  Tracking(DemoLedger books, Progress progress, LongSupplier nanos) {
    this.books = books;
    this.progress = progress;
    this.nanos = nanos;
  }

  Result run(Trace trace) {
    long before = nanos.getAsLong();
    trace.forEach(this::track);
    double seconds = (nanos.getAsLong() - before) / 1e9;
    return new Result(books.ledger.recompute().records(), books.ledger.recompute().cost(), seconds);
  }

  private void track(TraceRow row) {
    books.clock().set(row.at());
    read(row);
    books.ledger.usage().record(row.request());
    read(row);
    progress.row("tracked", row.index() + 1);
  }

  private void read(TraceRow row) {
    books.ledger.views().spend().get(DemoLedger.spendOf(row.user(), row.at()));
    books.ledger.views().budgetStatus().get(books.statusOf(row.user(), row.at()));
  }
}
