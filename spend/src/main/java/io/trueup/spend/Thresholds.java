package io.trueup.spend;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * The percentages of a limit at which alerts are raised. Immutable.
 *
 * @param percents at most {@value #MAX}, each from 1 to 1 000, ascending, no two the same; empty
 *     for no alerts
 */
public record Thresholds(List<Integer> percents) {

  /** How many there may be. */
  public static final int MAX = 20;

  /** At 80 % and at 100 %. */
  public static final Thresholds DEFAULT = of(80, 100);

  /** Sorts and checks the percentages. */
  public Thresholds {
    percents = percents.stream().sorted().toList();
    new Violations()
        .refuseIf(percents.size() > MAX, "thresholds", "must be at most " + MAX)
        .refuseIf(percents.stream().anyMatch(Thresholds::isOut), "thresholds", "must be 1 to 1000")
        .refuseIf(
            percents.stream().distinct().count() < percents.size(),
            "thresholds",
            "must differ from each other")
        .throwIfAny();
  }

  /** These percentages, in any order. */
  public static Thresholds of(Integer... percents) {
    return new Thresholds(Arrays.asList(percents));
  }

  /** These percentages, in any order. */
  public static Thresholds of(Collection<Integer> percents) {
    return new Thresholds(List.copyOf(percents));
  }

  /**
   * Those that spending reaches as it goes from {@code before} to {@code after}, ascending. One is
   * reached when something was spent and it is at least that part of {@code limit}; so the first
   * cost reaches all of a limit of 0.
   */
  public List<Integer> crossed(Money before, Money after, Money limit) {
    return percents.stream()
        .filter(percent -> reaches(after, percent, limit) && !reaches(before, percent, limit))
        .toList();
  }

  private static boolean reaches(Money spent, int percent, Money limit) {
    BigDecimal hundredfold = spent.amount().movePointRight(2);
    BigDecimal needed = limit.amount().multiply(BigDecimal.valueOf(percent));
    return spent.isPositive() && hundredfold.compareTo(needed) >= 0;
  }

  private static boolean isOut(int percent) {
    return percent < 1 || percent > 1_000;
  }
}
