package io.trueup.benchmarks;

import io.trueup.ledger.LeaseSettings;
import io.trueup.ledger.Ledger;
import io.trueup.ledger.Reservations;
import io.trueup.spend.Scope;
import io.trueup.spend.Subject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/*
 * Nodes are ledgers in this process, each with 16 callers, over one PostgreSQL with one pool; the callers
 * ask one after the other, all of them for one user of one budget. The time is from when all may begin
 * until the last has its last answer. Each run has new nodes and a budget of its own. Where leases are on,
 * every node has one when the time begins, by the default settings.
 */
/** How much one budget can bear. */
final class HotBudget implements AutoCloseable {
  static final int CALLERS = 16;

  /**
   * Of each caller where the database is asked for nothing: 80 000 of a node, fewer than it may.
   */
  private static final int CALLS_IN_MEMORY = 5_000;

  private final RecordingDatabase database;
  private int runs;

  HotBudget(String name) throws IOException {
    database = RecordingDatabase.open(name);
  }

  /**
   * What is done.
   *
   * @param leases whether nodes may have them
   * @param releases whether each reservation is released at once; that writes it
   */
  record Load(boolean leases, int nodes, boolean releases) {}

  /**
   * What came of it.
   *
   * @param rate reservations in a second, of all nodes together
   * @param inMemory the share that was admitted from leases
   */
  record Outcome(double rate, double inMemory) {}

  /** Puts it under load, so many calls of each caller where the database is asked. */
  Outcome run(Load load, int calls) throws InterruptedException, ExecutionException {
    String name = "run" + runs++;
    try (Ledger alone = Ledger.on(database.dataSource()).soleWriter().open()) {
      LeasedBooks.limit(alone, new Scope.Organization(name));
    }
    Subject subject = new Subject(name, null, "ann", LeasedBooks.ANN.model());
    List<Ledger> nodes = new ArrayList<>();
    try {
      for (int i = 0; i < load.nodes; i++) {
        nodes.add(node(load, i, subject));
      }
      boolean asksDatabase = load.releases || !load.leases;
      return measure(nodes, subject, load, asksDatabase ? calls : CALLS_IN_MEMORY);
    } finally {
      nodes.forEach(Ledger::close);
    }
  }

  private Ledger node(Load load, int number, Subject subject) {
    String name = "node" + number;
    Ledger node =
        Ledger.on(database.dataSource())
            .node(name)
            .leases(load.leases ? LeaseSettings.DEFAULT : LeaseSettings.OFF)
            .open();
    if (load.leases) {
      LeasedBooks.warm(node, name, subject);
    } else {
      node.reservations().reserve(LeasedBooks.little(name, subject));
    }
    return node;
  }

  private static Outcome measure(List<Ledger> nodes, Subject subject, Load load, int calls)
      throws InterruptedException, ExecutionException {
    long admitted = admissions(nodes);
    CountDownLatch begin = new CountDownLatch(1);
    ExecutorService threads = Executors.newFixedThreadPool(nodes.size() * CALLERS);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (Ledger node : nodes) {
        for (int i = 0; i < CALLERS; i++) {
          String caller = "caller" + all.size();
          all.add(
              threads.submit(
                  () -> {
                    begin.await();
                    call(node, subject, caller, load.releases, calls);
                    return caller;
                  }));
        }
      }
      long began = System.nanoTime();
      begin.countDown();
      for (Future<?> one : all) {
        one.get();
      }
      double seconds = (System.nanoTime() - began) / 1e9;
      double asked = all.size() * (double) calls;
      return new Outcome(asked / seconds, (admissions(nodes) - admitted) / asked);
    } finally {
      threads.shutdownNow();
    }
  }

  private static long admissions(List<Ledger> nodes) {
    return nodes.stream().mapToLong(node -> node.leaseStatistics().admissions()).sum();
  }

  private static void call(
      Ledger node, Subject subject, String caller, boolean releases, int calls) {
    Reservations reservations = node.reservations();
    for (int i = 0; i < calls; i++) {
      var reserved = reservations.reserve(LeasedBooks.little(caller + "-" + i, subject));
      if (releases) {
        reservations.release(reserved.reservation().id());
      }
    }
  }

  @Override
  public void close() throws IOException {
    database.close();
  }
}
