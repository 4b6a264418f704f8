package io.trueup.benchmarks;

import io.trueup.ledger.Budgets;
import io.trueup.ledger.LeaseSettings;
import io.trueup.ledger.Ledger;
import io.trueup.ledger.ReservationRequest;
import io.trueup.ledger.Reservations.Reserved;
import io.trueup.spend.Budget;
import io.trueup.spend.Estimate;
import io.trueup.spend.ModelId;
import io.trueup.spend.Money;
import io.trueup.spend.Period;
import io.trueup.spend.Scope;
import io.trueup.spend.Subject;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/*
 * A lease is as large as what was reserved lately: eight reservations of much through the database make
 * one that a whole batch of little fits into. It lasts five minutes, longer than any batch. A node admits
 * 100 000 at most that have not ended; what is more, or does not fit, asks the database. So each batch
 * has a node and leases of its own, and one of which the node did not admit all has failed.
 */
/** A user with four large budgets, and nodes with a lease in hand of each. */
final class LeasedBooks implements AutoCloseable {
  /** How many requests there are for each node; below what it may have admitted at once. */
  static final int REQUESTS = 96_000;

  static final Subject ANN = new Subject("acme", "search", "ann", new ModelId("openai", "gpt-4o"));

  private static final int MOST_TO_WARM = 20;
  private static final Money MUCH = Money.of("1000");
  private static final Money LITTLE = Money.of("0.01");

  private final RecordingDatabase database;
  private final ReservationRequest[] requests = new ReservationRequest[REQUESTS];
  private final AtomicInteger next = new AtomicInteger();
  private @Nullable Ledger node;
  private long admittedBefore;
  private int nodes;

  LeasedBooks(String name) throws IOException {
    database = RecordingDatabase.open(name);
    // Who is alone makes budgets at once; others wait for each until all nodes have it.
    try (Ledger alone = Ledger.on(database.dataSource()).soleWriter().open()) {
      for (Scope scope : ANN.scopes()) {
        limit(alone, scope);
      }
    }
  }

  static void limit(Ledger ledger, Scope scope) {
    Money limit = Money.of("1000000000");
    ledger.budgets().create(Budget.builder(Budgets.newId(), scope, Period.MONTHLY, limit).build());
  }

  static ReservationRequest request(String id, Subject subject, Money amount) {
    return new ReservationRequest(id, subject, new Estimate.OfAmount(amount));
  }

  /** Reserves much until the node admits in memory. */
  static void warm(Ledger node, String name, Subject subject) {
    for (int i = 0; node.leaseStatistics().admissions() == 0; i++) {
      if (i == MOST_TO_WARM) {
        throw new IllegalStateException("no lease after " + i + " reservations");
      }
      node.reservations().reserve(request(name + "-warm-" + i, subject, MUCH));
    }
  }

  static ReservationRequest little(String id, Subject subject) {
    return request(id, subject, LITTLE);
  }

  /** Opens a node that has a lease of each budget, and makes what it will be asked. */
  Ledger lease() {
    String name = "node" + nodes++;
    Ledger opened =
        Ledger.on(database.dataSource())
            .node(name)
            .leases(new LeaseSettings(true, Duration.ofMinutes(5)))
            .open();
    node = opened;
    warm(opened, name, ANN);
    admittedBefore = opened.leaseStatistics().admissions();
    for (int i = 0; i < REQUESTS; i++) {
      requests[i] = little(name + "-" + i, ANN);
    }
    next.set(0);
    return opened;
  }

  /** The next request's reservation by this node; safe for use by many threads. */
  Reserved reserve(Ledger by) {
    return by.reservations().reserve(requests[next.getAndIncrement()]);
  }

  /**
   * Closes the node.
   *
   * @throws IllegalStateException if it has not admitted all in memory
   */
  void giveBack() {
    Ledger closed = node;
    if (closed == null) {
      return;
    }
    node = null;
    long admitted = closed.leaseStatistics().admissions() - admittedBefore;
    closed.close();
    if (admitted != next.get()) {
      throw new IllegalStateException(next + " reserved, but admitted in memory " + admitted);
    }
  }

  @Override
  public void close() throws IOException {
    giveBack();
    database.close();
  }
}
