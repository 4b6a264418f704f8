package io.trueup.changelog;

import java.util.Arrays;
import java.util.Locale;

/*
 * H2 writes commits to its file half a second after it acknowledged them, unless it is told not to.
 * A process killed in between loses them: 4 000 to 23 000 acknowledged commits in six of six tries,
 * none in six with WRITE_DELAY=0 (at 4 500 commits a second instead of 35 000). A ledger may not
 * forget what it confirmed, so such a URL is refused before the database is opened.
 */
/** The check that a database URL does not lose acknowledged commits when the process is killed. */
public final class DurableUrl {
  private static final String H2 = "jdbc:h2:";
  private static final String SETTING = "WRITE_DELAY=0";

  private DurableUrl() {}

  /**
   * Returns the URL unchanged if it is an H2 URL of a database in memory, an H2 URL with {@code
   * ;WRITE_DELAY=0}, or of another database, about which this says nothing.
   *
   * @throws IllegalArgumentException if it is an H2 URL of a file without {@code ;WRITE_DELAY=0}
   */
  public static String require(String jdbcUrl) {
    if (isFile(jdbcUrl) && !writesAtOnce(jdbcUrl)) {
      throw new IllegalArgumentException(
          "H2 URL: add ;WRITE_DELAY=0 to "
              + database(jdbcUrl)
              + ". Without it H2 acknowledges commits before they are in the file, and a killed"
              + " process loses thousands of them");
    }
    return jdbcUrl;
  }

  private static boolean isFile(String url) {
    String database = database(url).toLowerCase(Locale.ROOT);
    return database.startsWith(H2)
        && !database.startsWith("mem:", H2.length())
        && !database.matches("jdbc:h2:(tcp|ssl)://[^/]*/mem:.*");
  }

  private static boolean writesAtOnce(String url) {
    return Arrays.stream(url.split("(?<!\\\\);"))
        .skip(1)
        .anyMatch(setting -> setting.strip().equalsIgnoreCase(SETTING));
  }

  /** Without the settings, which may hold a password. */
  private static String database(String url) {
    return url.split(";", 2)[0];
  }
}
