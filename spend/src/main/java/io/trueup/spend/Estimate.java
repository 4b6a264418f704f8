package io.trueup.spend;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How much a request will cost or use, as its caller estimates it. Immutable. */
public sealed interface Estimate {

  /**
   * It costs so much.
   *
   * @param amount 0 to 10<sup>12</sup>
   */
  record OfAmount(Money amount) implements Estimate {
    private static final Money MAX = Money.of("1000000000000");

    /** Checks the amount. */
    public OfAmount {
      if (amount.isNegative() || amount.compareTo(MAX) > 0) {
        throw new InvalidInputException(
            "estimate.amount", "must be 0 to " + MAX + ", is " + amount);
      }
    }
  }

  /**
   * It uses so much.
   *
   * @param input what is sent, by unit, without output tokens; totals include their parts
   * @param maxOutputTokens how many tokens the answer has at most; null: what the model's answers
   *     usually have
   */
  record OfUsage(Usage input, @Nullable Long maxOutputTokens) implements Estimate {
    /** Checks that output is named in one way only. */
    public OfUsage {
      if (input.get(Unit.OUTPUT_TOKENS) != 0) {
        throw new InvalidInputException(
            "estimate.output_tokens", "must be absent: max_output_tokens says it");
      }
      if (maxOutputTokens != null) {
        Usage unused = withOutput(input, maxOutputTokens);
      }
    }

    /** All of it, if the answer has so many tokens. */
    public Usage withOutput(long tokens) {
      return withOutput(input, tokens);
    }

    private static Usage withOutput(Usage input, long tokens) {
      Map<Unit, Long> counts = new LinkedHashMap<>(input.counts());
      counts.put(Unit.OUTPUT_TOKENS, tokens);
      return Usage.of(counts);
    }
  }
}
