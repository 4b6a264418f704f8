package io.trueup.chaos.broken;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/** What servers run on. */
public final class ClassPath {
  private static final String SERVER = "trueup.jar";

  private ClassPath() {}

  /**
   * That of this process. The server's own jar names its libraries itself, and migrations that are
   * found twice are refused: its classes stand in its place.
   */
  public static String ofThisProcess() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .map(entry -> entry.endsWith(File.separator + SERVER) ? classesBeside(entry) : entry)
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String classesBeside(String jar) {
    return Path.of(jar).resolveSibling("classes").toString();
  }
}
