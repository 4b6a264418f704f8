package io.trueup.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/*
 * All rounds work on one database, so that damage adds up. What a round had no answer for, the next
 * one records again.
 */
/** Rounds of a program that records, is killed, and what is in the database then. */
final class KilledRounds {
  static final int KILLED = 128 + 9;

  private static final int THREADS = 4;
  private static final int MOST_ACKNOWLEDGEMENTS = 150;

  private final SharedClasses classes;
  private final KilledDatabase database;
  private final Path errors;
  private final Random random;
  private final Map<String, Long> acknowledged = new HashMap<>();
  private final int[] next = new int[THREADS];
  private LedgerCheck check = new LedgerCheck();

  /**
   * Rounds on a database.
   *
   * @param errors the file into which the program says what went wrong
   */
  KilledRounds(SharedClasses classes, KilledDatabase database, Path errors, long seed) {
    this.classes = classes;
    this.database = database;
    this.errors = errors;
    this.random = new Random(seed);
  }

  /** Lets the program run once and end by itself, on a file of its own, to archive its classes. */
  static void archive(SharedClasses classes, Path folder) throws IOException {
    Path errors = folder.resolve("errors");
    KilledDatabase database = new KilledDatabase.H2File(folder, true);
    List<String> arguments = new KilledRounds(classes, database, errors, 0).arguments(0);
    try (KilledProcess process = start(classes.writing(), arguments, errors)) {
      process.read(MOST_ACKNOWLEDGEMENTS, line -> {});
      process.end();
    }
  }

  private static KilledProcess start(List<String> options, List<String> arguments, Path errors)
      throws IOException {
    return KilledProcess.start(options, KilledRecorder.class, arguments, errors);
  }

  /** Does one round; what is wrong then. */
  List<String> violationsAfter(int round) throws IOException, SQLException {
    boolean whileItOpens = round > 0 && random.nextInt(8) == 0;
    int acknowledgements = 1 + random.nextInt(MOST_ACKNOWLEDGEMENTS);
    List<String> arguments = arguments(round);
    try (KilledProcess killed = start(classes.using(), arguments, errors)) {
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
    arguments.add(database.url());
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
    return database.read(sql -> check.violations(sql, acknowledged));
  }

  /** How much there was. */
  @Override
  public String toString() {
    return acknowledged.size() + " acknowledged; " + check.seen();
  }
}
