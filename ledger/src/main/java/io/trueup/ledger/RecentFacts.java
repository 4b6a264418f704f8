package io.trueup.ledger;

import io.trueup.ledger.LedgerChange.CostRecorded;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The latest facts by their texts. A node reads each change that it wrote, and the newest row of
 * the log with each look at it; the same text is the same fact. Safe for use by many threads.
 */
final class RecentFacts {
  private static final int MOST = 8;

  private final Map<String, CostRecorded> facts =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, CostRecorded> eldest) {
          return size() > MOST;
        }
      };

  synchronized void put(String text, CostRecorded fact) {
    facts.put(text, fact);
  }

  /** The fact of this text, read if it is not there. */
  synchronized CostRecorded of(String text, Function<String, CostRecorded> read) {
    return facts.computeIfAbsent(text, read);
  }
}
