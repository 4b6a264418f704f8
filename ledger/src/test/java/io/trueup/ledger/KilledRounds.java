package io.trueup.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/*
 * All rounds work on one file, so that damage adds up. The check reads a copy: whoever opens the
 * file after a kill is the next program that will be killed, and some are while they open it. What a
 * round had no answer for, the next one records again.
 */
/** Rounds of a program that records into a file, is killed, and what is in the file then. */
final class KilledRounds {
  static final int KILLED = 128 + 9;

  private static final int THREADS = 4;
  private static final int MOST_ACKNOWLEDGEMENTS = 150;
  private static final String SETTINGS =
      ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH";
  private static final String DURABLE = ";WRITE_DELAY=0";

  private final SharedClasses classes;
  private final Path folder;
  private final boolean durable;
  private final Random random;
  private final Map<String, Long> acknowledged = new HashMap<>();
  private final int[] next = new int[THREADS];
  private LedgerCheck check = new LedgerCheck();

  private KilledRounds(SharedClasses classes, Path folder, boolean durable, long seed) {
    this.classes = classes;
    this.folder = folder;
    this.durable = durable;
    this.random = new Random(seed);
  }

  /** Rounds of the program as it should be. */
  static KilledRounds durable(SharedClasses classes, Path folder, long seed) {
    return new KilledRounds(classes, folder, true, seed);
  }

  /** Rounds of a program that got past the check of the delay of writes, and has H2's default. */
  static KilledRounds lossy(SharedClasses classes, Path folder, long seed) {
    return new KilledRounds(classes, folder, false, seed);
  }

  /** Lets the program run once and end by itself, on a file of its own, to archive its classes. */
  static void archive(SharedClasses classes, Path folder) throws IOException {
    KilledRounds unkilled = durable(classes, folder, 0);
    List<String> arguments = unkilled.arguments(0);
    Path errors = unkilled.errors();
    try (KilledProcess process = KilledProcess.start(classes.writing(), arguments, errors)) {
      process.read(MOST_ACKNOWLEDGEMENTS, line -> {});
      process.end();
    }
  }

  /** Does one round; what is wrong then. */
  List<String> violationsAfter(int round) throws IOException, SQLException {
    boolean whileItOpens = round > 0 && random.nextInt(8) == 0;
    int acknowledgements = 1 + random.nextInt(MOST_ACKNOWLEDGEMENTS);
    List<String> arguments = arguments(round);
    try (KilledProcess killed = KilledProcess.start(classes.using(), arguments, errors())) {
      killed.read(1, line -> assertThat(line).isEqualTo(KilledRecorder.CONNECTED));
      if (!whileItOpens) {
        killed.read(acknowledgements, this::acknowledged);
      }
      assertThat(killed.kill(this::acknowledged)).isEqualTo(KILLED);
    }
    return violations();
  }

  /** Reads everything again, not only what is new. */
  List<String> violationsOfAll() throws IOException, SQLException {
    check = new LedgerCheck();
    return violations();
  }

  private List<String> arguments(int round) {
    List<String> arguments = new ArrayList<>();
    arguments.add(url("trueup") + (durable ? DURABLE : ""));
    arguments.add(Integer.toString(round));
    arguments.add(Long.toString(random.nextLong()));
    Arrays.stream(next).forEach(number -> arguments.add(Integer.toString(number)));
    return arguments;
  }

  private void acknowledged(String line) {
    String[] words = line.split(" ", 2);
    Long position = Long.valueOf(words[1]);
    assertThat(acknowledged.merge(words[0], position, (first, again) -> first))
        .as("position of %s", words[0])
        .isEqualTo(position);
    String[] id = words[0].substring(1).split("-", 2);
    next[Integer.parseInt(id[0])] =
        Math.max(next[Integer.parseInt(id[0])], Integer.parseInt(id[1]) + 1);
  }

  private List<String> violations() throws IOException, SQLException {
    Path copy = Files.copy(folder.resolve("trueup.mv.db"), folder.resolve("copy.mv.db"));
    try (Connection connection = DriverManager.getConnection(url("copy") + DURABLE, "sa", "");
        Statement statement = connection.createStatement()) {
      List<String> found = check.violations(DSL.using(connection, SQLDialect.H2), acknowledged);
      statement.execute("shutdown immediately");
      return found;
    } finally {
      Files.delete(copy);
    }
  }

  private Path errors() {
    return folder.resolve("errors");
  }

  private String url(String database) {
    return "jdbc:h2:file:" + folder.resolve(database) + SETTINGS;
  }

  /** How much there was. */
  @Override
  public String toString() {
    return acknowledged.size() + " acknowledged; " + check.seen();
  }
}
