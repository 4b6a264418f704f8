package io.trueup.server.reservation;

import io.trueup.ledger.BudgetExceededException;
import io.trueup.server.http.Problem;
import io.trueup.server.http.ProblemException;
import io.trueup.server.http.ProblemType;
import io.trueup.spend.Denial;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** The answer to a request that budgets deny. */
final class Denied {
  private Denied() {}

  static ProblemException of(BudgetExceededException denied, Instant now, String currency) {
    Problem problem = Problem.of(ProblemType.BUDGET_EXCEEDED, denied.getMessage() + ".");
    DenialBody body = DenialBody.of(denied.verdict(), denied.cost(), currency);
    for (Map.Entry<String, Object> field : body.fields().entrySet()) {
      problem = problem.with(field.getKey(), field.getValue());
    }
    Optional<Duration> wait = untilAllReset(denied, now);
    return new ProblemException(wait.isPresent() ? problem.retryAfter(wait.get()) : problem);
  }

  /** Absent where one of them never resets, or would deny it at its very start. */
  private static Optional<Duration> untilAllReset(BudgetExceededException denied, Instant now) {
    Duration longest = Duration.ZERO;
    for (Denial each : denied.verdict().denials()) {
      Optional<Instant> reset = each.resetsAt();
      if (reset.isEmpty() || each.requested().compareTo(each.limit()) > 0) {
        return Optional.empty();
      }
      Duration wait = Duration.between(now, reset.get());
      longest = wait.compareTo(longest) > 0 ? wait : longest;
    }
    return Optional.of(longest);
  }
}
