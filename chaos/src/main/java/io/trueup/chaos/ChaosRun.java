package io.trueup.chaos;

import io.trueup.chaos.broken.Broken;
import io.trueup.chaos.broken.ClassPath;
import io.trueup.chaos.broken.Mitigation;
import io.trueup.chaos.check.Books;
import io.trueup.chaos.check.Checker;
import io.trueup.chaos.fault.Faults;
import io.trueup.chaos.fault.OutsideWriter;
import io.trueup.chaos.load.Load;
import io.trueup.chaos.stage.Node;
import io.trueup.chaos.stage.Pause;
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

  /** Runs it. */
  ChaosResult run() throws IOException, SQLException, InterruptedException {
    String classPath =
        without == null
            ? ClassPath.ofThisProcess()
            : Broken.classPath(without, folder.resolve("broken"));
    log.accept("seed " + seed + ": starting " + nodes + " nodes in " + folder);
    try (Stage stage = Stage.set(new Stage.Plan(folder, nodes, classPath));
        Checker checker = new Checker(stage.database(), it -> log.accept("VIOLATION " + it))) {
      Load load = new Load(stage.nodes().stream().map(Node::url).toList(), checker, seed);
      load.prepare();
      Faults faults = new Faults(stage, checker, mostPause, log);
      OutsideWriter outside =
          new OutsideWriter(stage.database(), List.copyOf(load.budgets().values()), seed);
      load.start(ASKERS, ADMINISTRATORS);
      faults.start(seed);
      outside.start();
      watch(checker);
      faults.stop();
      outside.stop();
      load.stop();
      log.accept("all is mended: every node is asked everything");
      finish(stage, checker, load);
      return result(checker, load, faults, outside);
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

  private ChaosResult result(Checker checker, Load load, Faults faults, OutsideWriter outside) {
    Map<String, Long> operations = new TreeMap<>(load.tally().counts());
    operations.putAll(outside.tally().counts());
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
