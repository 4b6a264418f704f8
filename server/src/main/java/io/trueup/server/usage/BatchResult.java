package io.trueup.server.usage;

import java.util.Map;

/** What became of one call of a batch. */
sealed interface BatchResult permits RecordBody, BatchResult.Refused {
  /**
   * It was refused; the others are as they would be without it.
   *
   * @param problem why, as the call alone would have been answered
   */
  record Refused(Map<String, Object> problem) implements BatchResult {}
}
