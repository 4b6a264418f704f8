package io.trueup.chaos.check;

import java.util.List;

/**
 * What a client was told, and what that has to contain. Immutable.
 *
 * @param question what was asked, of whom and how
 * @param sentAt when, in nanoseconds of this process's monotonic clock
 * @param receivedAt when it was answered
 * @param floor position up to which it has to contain everything, whenever that was committed
 * @param ageNanos how much older than the question it may be
 * @param ceiling position after which it says to contain nothing
 * @param claims what it says
 */
public record Answer(
    String question,
    long sentAt,
    long receivedAt,
    long floor,
    long ageNanos,
    long ceiling,
    List<Claim> claims) {
  /** Where an answer gives no position. */
  public static final long NO_CEILING = Long.MAX_VALUE;
}
