package io.trueup.server.http;

import io.trueup.spend.InvalidInputException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The versions that a caller would change: the header {@code If-Match}. Immutable.
 *
 * @param versions those named; null if any will do. A tag that we can't have written names version
 *     -2, which nothing has
 * @param needsObject whether there must be an object at all
 */
public record IfMatch(@Nullable Set<Long> versions, boolean needsObject) {
  /** Without the header. */
  public static final IfMatch ANY = new IfMatch(null, false);

  /** With {@code *}. */
  private static final IfMatch EXISTING = new IfMatch(null, true);

  /** Not -1, which is the ledger's word for what is not there. */
  private static final long NO_VERSION = -2;

  private static final Pattern TAG = Pattern.compile("\\s*(W/)?\"([\\x21\\x23-\\x7e]*)\"\\s*(,|$)");
  private static final Pattern VERSION = Pattern.compile("[0-9]{1,18}");

  /** The strong entity tag of a version. */
  public static String tagOf(long version) {
    return '"' + Long.toString(version) + '"';
  }

  static IfMatch parse(@Nullable String header) {
    if (header == null || header.equals("*")) {
      return header == null ? ANY : EXISTING;
    }
    Set<Long> versions = new LinkedHashSet<>();
    Matcher tag = TAG.matcher(header);
    int end = 0;
    while (end < header.length()) {
      if (!tag.find(end) || tag.start() != end) {
        throw new InvalidInputException("If-Match", "must be * or entity tags such as \"3\"");
      }
      versions.add(tag.group(1) == null ? versionOf(tag.group(2)) : NO_VERSION);
      end = tag.end();
    }
    return new IfMatch(versions.isEmpty() ? Set.of(NO_VERSION) : versions, true);
  }

  private static long versionOf(String tag) {
    return VERSION.matcher(tag).matches() ? Long.parseLong(tag) : NO_VERSION;
  }

  /** Whether what has this version may be changed; null stands for an object that is not there. */
  public boolean allows(@Nullable Long version) {
    return version == null ? !needsObject : versions == null || versions.contains(version);
  }

  /**
   * The version that must be found, or null if any will do.
   *
   * @param current the version that the object has now; asked for only if several were named
   */
  public @Nullable Long expected(LongSupplier current) {
    if (versions == null) {
      return null;
    }
    if (versions.size() == 1) {
      return versions.iterator().next();
    }
    long present = current.getAsLong();
    return versions.contains(present) ? present : NO_VERSION;
  }
}
