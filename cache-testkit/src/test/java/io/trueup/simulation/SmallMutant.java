package io.trueup.simulation;

import io.trueup.cache.SmallCase;
import java.util.List;

/** A rule that is broken, and the small case one of whose schedules shows it. */
@SuppressWarnings({"ImmutableEnumChecker", "StringConcatToTextBlock"}) // lists made here, lines
enum SmallMutant {
  HORIZON_BEFORE_THE_TAGS(SmallCase.HITS_WHILE_THE_NODE_FOLLOWS, Mutant.HORIZON_BEFORE_THE_TAGS),
  FRESHNESS_BEFORE_THE_HORIZON(
      SmallCase.HITS_WHILE_THE_NODE_FOLLOWS, Mutant.FRESHNESS_BEFORE_THE_HORIZON),
  HORIZON_SAMPLED_BEFORE_FRESHNESS(
      SmallCase.A_HIT_AMID_PUBLICATION, Mutant.HORIZON_SAMPLED_BEFORE_FRESHNESS),
  HORIZON_SAMPLED_BEFORE_FRESHNESS_SLOWLY(
      SmallCase.A_SLOW_READ_AMID_PUBLICATION, Mutant.HORIZON_SAMPLED_BEFORE_FRESHNESS),
  FRESHNESS_SAMPLED_AFTER_THE_TAGS(
      SmallCase.A_HIT_AMID_PUBLICATION, Mutant.FRESHNESS_SAMPLED_AFTER_THE_TAGS),
  MEMO_READS_THE_HORIZON_AFTER_THE_TAGS(
      SmallCase.A_COLD_MEMO_AMID_PUBLICATION, Mutant.MEMO_READS_THE_HORIZON_AFTER_THE_TAGS),
  MEMO_OF_TAGS_NOT_YET_TOUCHED(SmallCase.A_MEMO, Mutant.HORIZON_BEFORE_THE_TAGS),
  FRESH_AS_OF_THE_ANSWER(SmallCase.THE_ANSWER_TRAVELS, Mutant.FRESH_AS_OF_THE_ANSWER),
  PAGES_ARE_PUBLISHED_ONE_BY_ONE(
      SmallCase.HALF_A_TRANSACTION, Mutant.PAGES_ARE_PUBLISHED_ONE_BY_ONE),
  A_CATCH_UP_COVERS_LATECOMERS(SmallCase.STRICT_READS, Mutant.A_CATCH_UP_COVERS_LATECOMERS),
  STAMP_IS_THE_HORIZON_AFTER(SmallCase.A_LOAD_RACES_A_CHANGE, Mutant.STAMP_IS_THE_HORIZON_AFTER),
  ANY_LOAD_IS_JOINED(SmallCase.A_READER_JOINS, Mutant.ANY_LOAD_IS_JOINED),
  FAILED_LOADS_ARE_KEPT(
      SmallCase.A_LOAD_FAILS,
      new Patch(
          "Reading.java",
          "      store(view.generation()).end(key, flight);\n      flight.crash(e);",
          "      flight.crash(e);")),
  FOLDS_BEYOND_THE_HORIZON(
      SmallCase.READERS_FOLD,
      new Patch("RecentChanges.java", "if (link.position() <= horizon) {", "if (true) {")),
  FOLDED_VALUES_KEEP_THEIR_STAMP(
      SmallCase.READERS_FOLD,
      new Patch(
          "Entry.java",
          "newValue, contains, Math.max(nothingAfter, contains)",
          "newValue, stamp, stamp")),
  LOADS_ARE_KEPT_WHERE_THE_NODE_IS_NOW(
      SmallCase.A_LOAD_RACES_A_RESET, Mutant.KEPT_WHERE_THE_NODE_IS_NOW),
  ENTRIES_OUTLIVE_A_RESET(SmallCase.A_FOLD_RACES_A_RESET, Mutant.ENTRIES_OUTLIVE_A_RESET),
  COMMITTED_BEFORE_IN_FLIGHT(SmallCase.ONE_WRITER_ALONE, Mutant.COMMITTED_BEFORE_IN_FLIGHT),
  LEAVES_FLIGHT_BEFORE_COMMITTED_HERE(
      SmallCase.ONE_WRITER_ALONE, Mutant.LEAVES_FLIGHT_BEFORE_COMMITTED_HERE),
  IN_FLIGHT_IS_NOT_LOOKED_AT(SmallCase.ONE_WRITER_ALONE, Mutant.IN_FLIGHT_IS_NOT_LOOKED_AT),
  FAILED_COMMITS_LEAVE_FLIGHT(SmallCase.TWO_WRITERS_UNHEARD, Mutant.FAILED_COMMITS_LEAVE_FLIGHT),
  DOUBTS_ARE_TAKEN_AFTER_THE_CATCH_UP(
      SmallCase.TWO_WRITERS_UNHEARD,
      new Patch(
          "LocalCommits.java",
          "    int doubts = inDoubt.getAndSet(0);\n    try {\n      follower.catchUp();\n",
          "    int doubts = 0;\n    try {\n      follower.catchUp();\n"
              + "      doubts = inDoubt.getAndSet(0);\n")),
  OWN_COMMITS_ARE_FORGOTTEN(
      SmallCase.A_WRITER_CATCHES_UP_IN_VAIN, Mutant.OWN_COMMITS_ARE_FORGOTTEN),
  FLOOR_RAISED_AFTER_UNLINKING(
      SmallCase.THE_OLDEST_IS_DROPPED, Mutant.FLOOR_RAISED_AFTER_UNLINKING),
  FLOOR_READ_BEFORE_WALKING(SmallCase.THE_OLDEST_IS_DROPPED, Mutant.FLOOR_READ_BEFORE_WALKING),
  OLD_VALUES_FOR_STRICT_READS(
      SmallCase.NO_OLD_VALUE_FOR_A_STRICT_READ, Mutant.OLD_VALUES_FOR_STRICT_READS),
  OLD_VALUES_MAY_LACK_THE_POSITION(
      SmallCase.NO_OLD_VALUE_BELOW_A_POSITION, Mutant.OLD_VALUES_MAY_LACK_THE_POSITION);

  private final SmallCase shownBy;
  private final List<Patch> patches;

  SmallMutant(SmallCase shownBy, Mutant same) {
    this.shownBy = shownBy;
    this.patches = same.patches();
  }

  SmallMutant(SmallCase shownBy, Patch... patches) {
    this.shownBy = shownBy;
    this.patches = List.of(patches);
  }

  SmallCase shownBy() {
    return shownBy;
  }

  List<Patch> patches() {
    return patches;
  }
}
