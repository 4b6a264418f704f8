package io.trueup.chaos.stage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** Wall clocks that are wrong, by Debian's package {@code faketime}, where it is installed. */
public final class Clocks {
  private static final String LIBRARY = "faketime/libfaketimeMT.so.1";
  private static final Path LIBRARIES = Path.of("/usr/lib");

  private Clocks() {}

  /** Whether they can be. */
  public static boolean canBeOff() {
    return !library().isEmpty();
  }

  /** Environment of a process whose wall clock is off; its monotonic clock is left alone. */
  static Map<String, String> off(long seconds) {
    return seconds == 0
        ? Map.of()
        : Map.of(
            "LD_PRELOAD",
            library(),
            "FAKETIME",
            (seconds > 0 ? "+" : "") + seconds,
            "FAKETIME_DONT_FAKE_MONOTONIC",
            "1",
            // With its fix a JVM spins in timed waits.
            "FAKETIME_FORCE_MONOTONIC_FIX",
            "0");
  }

  private static String library() {
    if (!Files.isDirectory(LIBRARIES)) {
      return "";
    }
    try (Stream<Path> folders = Files.list(LIBRARIES)) {
      return folders
          .map(folder -> folder.resolve(LIBRARY))
          .filter(Files::exists)
          .map(Path::toString)
          .findFirst()
          .orElse("");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
