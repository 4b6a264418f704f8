package io.trueup.simulation;

import java.util.List;

/**
 * A rule of docs/concurrency.md, broken in the product's own sources, and a seed that shows it.
 *
 * <p>For those with {@link Given#NONE_SHOWN} no seed is known; docs/concurrency.md says how far it
 * was looked for. These runs may not reach what the rule guards against, needed or not.
 */
@SuppressWarnings({"ImmutableEnumChecker", "StringConcatToTextBlock"}) // lists made here, lines
enum Mutant {
  STAMP_IS_THE_HORIZON_AFTER(
      27, rules("return before;\n  }\n\n  /** J:", "return after;\n  }\n\n  /** J:")),
  JOURNAL_ALWAYS_REACHES(42, rules("return contained >= floor;", "return true;")),
  NOTHING_IS_CONTAINED(9, rules("return position <= contained;", "return false;")),
  OFFERED_VALUES_ARE_FOLDED(41, rules("return stamp == nothingAfter;", "return true;")),
  VALUES_OF_ANOTHER_HISTORY_ARE_FOLDED(
      Given.NONE_SHOWN,
      rules(
          "return isProven(confirmedBy, sentBefore);\n  }\n\n  /**\n   * D:",
          "return true;\n  }\n\n  /**\n   * D:")),
  WHAT_MAY_HAVE_SEEN_MORE_OUTLIVES_THE_SESSION(
      1109,
      rules(
          "boolean outlives(int confirmedBy, int sentBefore) {\n    return isProven(confirmedBy, sentBefore);",
          "boolean outlives(int confirmedBy, int sentBefore) {\n    return true;")),
  REACHED_BEFORE_IS_SEEN(
      537, rules("return committed > horizon ? committed : Long.MAX_VALUE;", "return committed;")),
  SHARED_VALUE_PROVEN_WHERE_COMPLETE(
      Given.NONE_SHOWN,
      rules("return containsNothingAfter;", "return containsUpTo;"),
      Given.OUTDATED_ONES_ARE_SHARED),
  ANY_LOAD_IS_JOINED(
      11,
      rules(
          "boolean mayUseJoined(boolean unchanged) {\n    return unchanged;",
          "boolean mayUseJoined(boolean unchanged) {\n    return true;")),
  A_CATCH_UP_COVERS_LATECOMERS(1, rules("return done > sentBefore;", "return done >= sentBefore;")),
  FRESH_AS_OF_THE_ANSWER(
      35,
      rules(
          "long freshAsOf(long before, Ticker ticker) {\n    return before;",
          "long freshAsOf(long before, Ticker ticker) {\n    return ticker.nanos();")),
  ANY_SLICE_REACHES_THE_HEAD(7, rules("return rows < limit;", "return true;")),
  ANY_ROW_CONTINUES(207, rules("return sameHistory;", "return true;")),
  KEPT_WHERE_THE_NODE_IS_NOW(19, rules("return begunIn;", "return present;")),
  LACKS_FROM_THE_LAST_CHANGE(
      50, rules("return missing.get(0);", "return missing.get(missing.size() - 1);")),
  TRUE_UNTIL_THE_CHANGE_WAS_KNOWN(
      37, rules("return heads.lastBelow(lacksFrom);", "return heads.lastBelow(lacksFrom + 1);")),
  ANY_OLD_VALUE_IS_WHOLE(617, rules("return untouched;", "return true;")),
  OLD_VALUES_MAY_LACK_OWN_WRITES(10, rules("return allByOthers;", "return true;")),
  OLD_VALUES_MAY_LACK_THE_POSITION(226, rules("return lacksFrom > atLeast;", "return true;")),
  OLD_VALUES_FOR_STRICT_READS(
      Given.NONE_SHOWN,
      new Patch("OldValues.java", "bound.staleness() == 0", "bound.staleness() < 0"),
      rules("return age < staleness;", "return age <= staleness;")),
  NOTHING_DROPS_EVERYTHING(
      19, rules("return fact instanceof EverythingChanged\n", "return fact instanceof Rules\n")),
  TRANSACTIONS_READ_AS_OTHERS(
      2,
      new Patch(
          "Reading.java",
          "return pending == null ? findCurrent(key, request) : inside(key, request, pending);",
          "return findCurrent(key, request);")),
  OFFERED_WITHIN_A_TRANSACTION(
      1,
      new Patch("Lookup.java", "if (pending != null || cause == null) {", "if (cause == null) {"),
      new Patch("Lookup.java", "reading.cache().node().transactions().current() == null", "true")),
  MEMO_READS_THE_HORIZON_AFTER_THE_TAGS(
      992,
      new Patch(
          "Entry.java",
          "  /** The position of the newest change in its slots",
          "boolean isCurrent(TagSlots tags, Generation generation) {\n"
              + "    if ((long) VALID_AT.getOpaque(this) == generation.horizon()) { return true; }\n"
              + "    if (!tags.unchangedSince(slots, stamp)) { return false; }\n"
              + "    VALID_AT.setOpaque(this, generation.horizon());\n"
              + "    return true;\n"
              + "  }\n"
              + "  /** The position of the newest change in its slots"),
      new Patch(
          "CoherentCache.java",
          "&& entry.isCurrent(generation.slots, horizon)",
          "&& entry.isCurrent(generation.slots, generation)"),
      new Patch(
          "Reading.java",
          "|| entry.isCurrent(view.generation().slots, view.horizon())",
          "|| entry.isCurrent(view.generation().slots, view.generation())")),
  TWO_TAGS_COUNT_TWICE(
      26,
      new Patch(
          "RecentChanges.java",
          "into.put(link.position(), link.logged);",
          "into.put(link.position() * 64 + into.size(), link.logged);")),
  THE_SAME_TICK_IS_FRESH(
      80,
      new Patch("Bound.java", "> -staleness", ">= -staleness"),
      new Patch("CoherentCache.java", "- freshAt < staleness", "- freshAt <= staleness")),
  COMMITTED_BEFORE_IN_FLIGHT(
      Given.NONE_SHOWN,
      new Patch(
          "LocalCommits.java",
          "inFlight.get() == 0 && horizon >= follower.committedHere()",
          "horizon >= follower.committedHere() && inFlight.get() == 0")),
  LEAVES_FLIGHT_BEFORE_COMMITTED_HERE(
      1019,
      new Patch(
          "LocalCommits.java",
          "    follower.committedHere(last);\n    inFlight.decrementAndGet();",
          "    inFlight.decrementAndGet();\n    follower.committedHere(last);")),
  IN_FLIGHT_IS_NOT_LOOKED_AT(191, new Patch("LocalCommits.java", "inFlight.get() == 0 && ", "")),
  FAILED_COMMITS_LEAVE_FLIGHT(
      700,
      new Patch(
          "LocalCommits.java",
          "      inDoubt.incrementAndGet();\n      catchUp();",
          "      inFlight.decrementAndGet();\n      catchUp();")),
  OWN_COMMITS_ARE_FORGOTTEN(
      10, new Patch("LocalCommits.java", "    follower.committedHere(last);\n", "")),
  HORIZON_BEFORE_THE_TAGS(
      24,
      new Patch(
          "Generation.java",
          "    for (LoggedChange logged : changes) {\n",
          "    horizon = changes.get(changes.size() - 1).position().value();\n"
              + "    for (LoggedChange logged : changes) {\n")),
  FRESHNESS_BEFORE_THE_HORIZON(
      6783,
      new Patch(
          "Generation.java",
          "    horizon = applied;\n    heads",
          "    freshAt = nanos;\n    horizon = applied;\n    heads")),
  PAGES_ARE_PUBLISHED_ONE_BY_ONE(
      3077,
      new Patch(
          "Generation.java",
          "    applied = last.position().value();\n",
          "    applied = last.position().value();\n    horizon = applied;\n")),
  HORIZON_SAMPLED_BEFORE_FRESHNESS(
      Given.NONE_SHOWN,
      new Patch(
          "View.java",
          "    long freshAt = generation.freshAt();\n"
              + "    return new View(generation, freshAt, generation.horizon());",
          "    long horizon = generation.horizon();\n"
              + "    return new View(generation, generation.freshAt(), horizon);"),
      new Patch(
          "CoherentCache.java",
          "      long freshAt = generation.freshAt();\n      long horizon = generation.horizon();\n",
          "      long horizon = generation.horizon();\n      long freshAt = generation.freshAt();\n")),
  FRESHNESS_SAMPLED_AFTER_THE_TAGS(
      Given.NONE_SHOWN,
      new Patch(
          "CoherentCache.java",
          "isFresh(horizon, freshAt, now.staleness)",
          "isFresh(horizon, generation.freshAt(), now.staleness)")),
  SHARED_VALUES_ARE_BELIEVED(
      6,
      new Patch(
          "Loading.java",
          "return isCurrent(key, loaded, view.generation()) ? loaded : null;",
          "return loaded;")),
  SHARED_VALUES_FROM_BEFORE_WHAT_IS_KNOWN(
      Given.NONE_SHOWN,
      new Patch("Loading.java", "if (upTo < generation.knownSince) {", "if (upTo < 0) {"),
      Given.OUTDATED_ONES_ARE_SHARED),
  SHARED_VALUES_ABOVE_THE_HORIZON(
      287,
      new Patch("Loading.java", "generation.horizon() >= nothingAfter && ", ""),
      new Patch(
          "Loading.java",
          "found.changeId().equals(known)",
          "found.changeId().equals(known) || nothingAfter > generation.horizon()")),
  ENTRIES_OUTLIVE_A_RESET(
      5,
      new Patch(
          "Generation.java",
          "  /** Follower's lock held. */\n  void add(",
          "  void takeOver(Generation old) { stores = old.stores; }\n\n"
              + "  /** Follower's lock held. */\n  void add("),
      new Patch(
          "Follower.java",
          "    generation = startOfGeneration();\n    resets",
          "    Generation fresh = startOfGeneration();\n    fresh.takeOver(old);\n"
              + "    generation = fresh;\n    resets")),
  FLOOR_RAISED_AFTER_UNLINKING(
      Given.NONE_SHOWN,
      new Patch(
          "RecentChanges.java",
          "    floor = row.logged().position().value();\n    int i = 0;",
          "    int i = 0;"),
      new Patch(
          "RecentChanges.java",
          "    tags -= row.links().size();",
          "    floor = row.logged().position().value();\n    tags -= row.links().size();")),
  FLOOR_READ_BEFORE_WALKING(
      391,
      new Patch(
          "RecentChanges.java",
          "    Map<Long, LoggedChange> merged = new TreeMap<>();",
          "    boolean reaches = rules.reaches(contained, floor);\n"
              + "    Map<Long, LoggedChange> merged = new TreeMap<>();"),
      new Patch(
          "RecentChanges.java", "return rules.reaches(contained, floor) ?", "return reaches ?")),
  A_PAIR_OF_A_PAGE(
      1383,
      new Patch(
          "HeadTimes.java",
          "      horizons[newest] = horizon;\n      times[newest] = at;\n    } else",
          "      times[newest] = at;\n    } else"));

  private final long seed;
  private final List<Patch> patches;

  Mutant(long seed, Patch... patches) {
    this.seed = seed;
    this.patches = List.of(patches);
  }

  private static Patch rules(String from, String to) {
    return new Patch("Rules.java", from, to);
  }

  /** A seed that shows it, if {@link #isShown}. */
  long seed() {
    return seed;
  }

  boolean isShown() {
    return seed != Given.NONE_SHOWN;
  }

  List<Patch> patches() {
    return patches;
  }

  /** A constant of the enum itself could not be named in front of it. */
  private static final class Given {
    private static final long NONE_SHOWN = 0;

    /** Harmless as long as those who read judge what they find. */
    private static final Patch OUTDATED_ONES_ARE_SHARED =
        new Patch(
            "Loading.java",
            "            && isCurrent(key, loaded, generation)\n        ? new",
            "        ? new");
  }
}
