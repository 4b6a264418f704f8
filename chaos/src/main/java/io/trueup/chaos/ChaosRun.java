package io.trueup.chaos;

import io.trueup.chaos.broken.Broken;
import io.trueup.chaos.broken.ClassPath;
import io.trueup.chaos.broken.Mitigation;
import io.trueup.chaos.check.AlertBooks;
import io.trueup.chaos.check.Books;
import io.trueup.chaos.check.Checker;
import io.trueup.chaos.check.HoldsWatch;
import io.trueup.chaos.fault.Faults;
import io.trueup.chaos.fault.OutsideWriter;
import io.trueup.chaos.load.Load;
import io.trueup.chaos.stage.Node;
import io.trueup.chaos.stage.Pause;
import io.trueup.chaos.stage.Receiver;
import io.trueup.chaos.stage.Stage;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One run of the suite. Immutable.
 *
 * @param nodes how many servers
 * @param lasting how long things break
 * @param mostPause how long nothing more breaks at most
 * @param seed of what clients do and of what breaks when
 * @param without a mitigation to take out, or null
 * @param folder for data and logs
 * @param log is told what happens
 */
record ChaosRun(
    int nodes,
    Duration lasting,
    Duration mostPause,
    long seed,
    @Nullable Mitigation without,
    Path folder,
    Consumer<String> log) {
  private static final int ASKERS = 24;
  private static final int ADMINISTRATORS = 3;
  private static final int RESERVERS = 8;

  /** How long what is still to be delivered is waited for, in parts of the run and at most. */
  private static final int PART_FOR_ALERTS = 4;

  private static final Duration MOST_FOR_ALERTS = Duration.ofMinutes(2);

  /** Runs it. */
  ChaosResult run() throws IOException, SQLException, InterruptedException {
    String classPath =
        without == null
            ? ClassPath.ofThisProcess()
            : Broken.classPath(without, folder.resolve("broken"));
    log.accept("seed " + seed + ": starting " + nodes + " nodes in " + folder);
    try (Stage stage = Stage.set(new Stage.Plan(folder, nodes, classPath));
        Receiver receiver = new Receiver(seed);
        Checker checker = new Checker(stage.database(), it -> log.accept("VIOLATION " + it))) {
      Load load = new Load(stage.nodes().stream().map(Node::url).toList(), checker, seed, lasting);
      load.prepare(receiver.url());
      HoldsWatch holds = new HoldsWatch(stage.database(), checker);
      Faults faults = new Faults(stage, checker, mostPause, log);
      OutsideWriter outside =
          new OutsideWriter(stage.database(), List.copyOf(load.budgets().values()), seed);
      load.start(ASKERS, ADMINISTRATORS, RESERVERS);
      faults.start(seed);
      outside.start();
      holds.start();
      watch(checker);
      faults.stop();
      outside.stop();
      load.stop();
      holds.stop();
      log.accept("all is mended: every node is asked everything");
      Map<String, Long> seen = new TreeMap<>(outside.tally().counts());
      finish(stage, checker, load);
      seen.putAll(checkMoney(stage, checker, load, receiver));
      seen.put("look at holds", holds.looks());
      return result(checker, load, faults, seen);
    }
  }

  private void watch(Checker checker) throws InterruptedException {
    long end = System.nanoTime() + lasting.toNanos();
    while (end - System.nanoTime() > 0) {
      Pause.millis(Math.min(10_000, Math.max(1, (end - System.nanoTime()) / 1_000_000)));
      log.accept(checker.checked() + " answers checked, " + checker.found() + " violations");
    }
  }

  private static void finish(Stage stage, Checker checker, Load load)
      throws SQLException, InterruptedException {
    try (Connection connection = stage.database().connect();
        Statement statement = connection.createStatement()) {
      try (ResultSet head = statement.executeQuery("select max(position) from trueup_change")) {
        head.next();
        load.askEverything(head.getLong(1));
      }
      checker.close();
      new Books(checker, connection).check(load.recorded(), load.budgets());
    }
  }

  /** Holds and alerts; what was seen of them. */
  private Map<String, Long> checkMoney(Stage stage, Checker checker, Load load, Receiver receiver)
      throws SQLException, InterruptedException {
    receiver.mend();
    load.awaitNothingHeld();
    try (Connection connection = stage.database().connect()) {
      new HoldsWatch(stage.database(), checker).look(connection);
      AlertBooks alerts = new AlertBooks(checker, connection);
      alerts.checkRaised(load.fixedLimits(), load.thresholds());
      alerts.checkDelivered(receiver, forAlerts());
      return Map.of(
          "alert raised", alerts.count(),
          "alert posted", receiver.posts(),
          "alert pending at the end", alerts.pending());
    }
  }

  private Duration forAlerts() {
    Duration part = lasting.dividedBy(PART_FOR_ALERTS);
    return part.compareTo(MOST_FOR_ALERTS) < 0 ? part : MOST_FOR_ALERTS;
  }

  private ChaosResult result(Checker checker, Load load, Faults faults, Map<String, Long> seen) {
    Map<String, Long> operations = new TreeMap<>(load.tally().counts());
    operations.putAll(seen);
    return new ChaosResult(
        nodes,
        lasting.toSeconds(),
        seed,
        without == null ? null : without.text(),
        checker.checked(),
        checker.changes(),
        load.recorded().size(),
        operations,
        faults.tally().counts(),
        checker.found());
  }
}
