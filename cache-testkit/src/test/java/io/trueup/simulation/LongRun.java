package io.trueup.simulation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Runs many seeds, and writes how far it came into a file, from which it goes on when it is started
 * again: {@code LongRun <file> <first seed> <last seed>}. A seed that shows a violation is written
 * down with it and does not end the run; it is replayed by {@code LongRun <file> replay <seed>}.
 * {@code LongRun <file> hunt <last seed> <mutant>...} looks for the first seed that shows each.
 */
final class LongRun {
  private static final String DONE = "done up to seed ";

  private LongRun() {}

  /** Runs. */
  public static void main(String... args) throws IOException {
    Path file = Path.of(args[0]);
    Machine machine = Machine.sound();
    if (args[1].equals("replay")) {
      Machine.Run run = machine.run(Long.parseLong(args[2]), true);
      write(file, run.history() + "\nseed " + args[2] + ": " + run.violation());
      return;
    }
    long last = Long.parseLong(args[2]);
    if (args[1].equals("hunt")) {
      hunt(file, machine, last, List.of(args).subList(3, args.length));
      return;
    }
    for (long seed = next(file, Long.parseLong(args[1])); seed <= last; seed++) {
      Machine.Run run = machine.run(seed, false);
      if (run.violation() != null) {
        write(file, "VIOLATION seed " + seed + ": " + run.violation());
      }
      if (seed % 100 == 0 || seed == last) {
        write(file, DONE + seed);
      }
    }
  }

  private static void hunt(Path file, Machine sound, long last, List<String> names)
      throws IOException {
    for (String name : names) {
      Machine broken = Machine.with(Mutant.valueOf(name).patches());
      long seed = 1;
      while (seed <= last && !shows(seed, broken, sound)) {
        seed++;
      }
      write(file, name + (seed <= last ? " is shown by " + seed : " is not shown up to " + last));
    }
  }

  private static boolean shows(long seed, Machine broken, Machine sound) {
    return isViolated(seed, broken) && sound.run(seed, false).violation() == null;
  }

  /** A rule that is broken may break the code, which shows nothing. */
  private static boolean isViolated(long seed, Machine broken) {
    try {
      return broken.run(seed, false).violation() != null;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  private static long next(Path file, long first) throws IOException {
    List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
    return lines.stream()
        .filter(line -> line.startsWith(DONE))
        .mapToLong(line -> Long.parseLong(line.substring(DONE.length())) + 1)
        .max()
        .orElse(first);
  }

  private static void write(Path file, String line) throws IOException {
    System.out.println(line);
    Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
