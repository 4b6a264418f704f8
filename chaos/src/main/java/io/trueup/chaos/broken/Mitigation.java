package io.trueup.chaos.broken;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What keeps answers right, and how it looks when it is taken out. Test code only. */
@SuppressWarnings("ImmutableEnumChecker") // lists made here
public enum Mitigation {
  /**
   * Positions are drawn under a lock that is held until the commit. The ledger has a lock of its
   * own that would keep the order as well, so both are out.
   */
  ORDERING_LOCK(
      new Patch(
          "changelog-jdbc/src/main/java/io/trueup/changelog/PostgresDialect.java",
          "\" update trueup_change_head set position = greatest(position, ?) + ?\"\n"
              + "          + \" returning position, current_setting('transaction_isolation')\"",
          "\" select nextval('chaos_position') + 0 * cast(? as bigint) + 0 * cast(? as integer),\"\n"
              + "          + \" current_setting('transaction_isolation')\""),
      new Patch(
          "ledger/src/main/java/io/trueup/ledger/LedgerVersion.java",
          " told for update of trueup_ledger_lock",
          " told"),
      // Nobody writes the head's row any more.
      new Patch(
          "changelog-jdbc/src/main/java/io/trueup/changelog/JdbcSnapshots.java",
          "\"select position from trueup_change_head\"",
          "\"select max(position) from trueup_change\"")),

  /** An entry's stamp is of before its load. */
  STAMP(
      new Patch(
          "cache/src/main/java/io/trueup/cache/Rules.java",
          "return before;\n  }\n\n  /** J:",
          "return after;\n  }\n\n  /** J:"),
      new Patch(
          "cache/src/main/java/io/trueup/cache/Loading.java",
          "long position = snapshot.position().value();",
          "long position = Math.max(snapshot.position().value(), view.generation().horizon());")),

  /** A hit needs a node that is fresh within the bound. */
  FRESHNESS(
      new Patch(
          "cache/src/main/java/io/trueup/cache/Bound.java",
          "return commits.isHead(view.horizon())\n        ||",
          "return view.freshAt() != start + 1\n        ||"),
      new Patch(
          "cache/src/main/java/io/trueup/cache/CoherentCache.java",
          "return commits.isHead(horizon)\n        ||",
          "return freshAt != staleness + 1\n        ||")),

  /** What Redis has is judged by this node's view of the log. */
  SECOND_LEVEL_POSITION(
      new Patch(
          "cache/src/main/java/io/trueup/cache/Loading.java",
          "if (found == null || !isOfThisHistory(found, view.generation())) {",
          "if (found == null) {"),
      new Patch(
          "cache/src/main/java/io/trueup/cache/Loading.java",
          "return isCurrent(key, loaded, view.generation()) ? loaded : null;",
          "return loaded;")),

  /** What is held counts before more is held. */
  ROOM(
      new Patch(
          "ledger/src/main/java/io/trueup/ledger/BudgetWindows.java",
          "Holds held = holds.getOrDefault(it.known(), Holds.NONE);",
          "Holds held = Holds.NONE;")),

  /** What a node has given away of a lease it has no more. */
  SLICES(
      new Patch(
          "ledger/src/main/java/io/trueup/ledger/Lease.java", "room = room.minus(amount);", "")),

  /** What is settled after its time was held by nobody any more. */
  EXPIRY(
      new Patch(
          "ledger/src/main/java/io/trueup/ledger/Posting.java",
          ".filter(hold -> hold.isLive(now.toEpochMilli()))",
          "")),

  /** What a window has spent by others' records is no crossing of this one. */
  CROSSINGS(
      new Patch(
          "ledger/src/main/java/io/trueup/ledger/Crossings.java",
          "new TreeSet<>(it.budget().thresholds().crossed(it.before(), it.after(), limit));",
          "new TreeSet<>(it.budget().thresholds()"
              + ".crossed(Money.ZERO, it.after().minus(it.before()), limit));"));

  private final List<Patch> patches;

  Mitigation(Patch... patches) {
    this.patches = List.of(patches);
  }

  List<Patch> patches() {
    return patches;
  }

  /** As the command line names it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * That of a name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Mitigation of(String name) {
    return Arrays.stream(values())
        .filter(it -> it.text().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "must be one of "
                        + Arrays.stream(values()).map(Mitigation::text).toList()
                        + ", is "
                        + name));
  }

  /**
   * One place of the product's sources, written otherwise.
   *
   * @param file within the source tree
   * @param from what stands there exactly once
   * @param to what stands there instead
   */
  record Patch(String file, String from, String to) {
    String applyTo(String source) {
      int at = source.indexOf(from);
      if (at < 0 || source.indexOf(from, at + 1) >= 0) {
        throw new IllegalStateException(
            file + " does not hold this exactly once, adjust the patch: " + from);
      }
      return source.substring(0, at) + to + source.substring(at + from.length());
    }
  }
}
