package io.trueup.ledger;

import io.trueup.spend.BudgetId;
import io.trueup.spend.Money;
import io.trueup.spend.Scope;
import io.trueup.spend.Severity;
import io.trueup.spend.Window;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that its owners should hear of. Immutable.
 *
 * @param id the same at each try to deliver it
 * @param cause what it is about
 * @param scope whose spending it was
 * @param span in what time
 * @param severity how urgent it is
 * @param figures how much it was
 * @param suppressed why it is not delivered; null if it is
 * @param createdAt when it was raised
 * @param acknowledgedAt when somebody first took note of it; null until then
 * @param deliveries one for each channel; none yet where an alert is about to be raised
 */
public record Alert(
    String id,
    Cause cause,
    Scope scope,
    Span span,
    Severity severity,
    Figures figures,
    @Nullable Suppression suppressed,
    Instant createdAt,
    @Nullable Instant acknowledgedAt,
    List<AlertDelivery> deliveries) {

  /** Copies the list. */
  public Alert {
    deliveries = List.copyOf(deliveries);
  }

  Alert with(List<AlertDelivery> all) {
    return new Alert(
        id, cause, scope, span, severity, figures, suppressed, createdAt, acknowledgedAt, all);
  }

  /**
   * What an alert is about.
   *
   * @param kind what happened
   * @param budget whose; null for an anomaly and an outage
   * @param threshold the percentage that was reached; null if it is not about one
   */
  public record Cause(AlertKind kind, @Nullable BudgetId budget, @Nullable Integer threshold) {
    /** A percentage of a budget's limit was reached. */
    public static Cause threshold(BudgetId budget, int percent) {
      return new Cause(AlertKind.THRESHOLD, budget, percent);
    }
  }

  /**
   * A budget's window, the hour of an anomaly, or an outage from the first admission that was told
   * of until it was told.
   *
   * @param from its first instant; null for all of time
   * @param to the first instant after it; null for all of time
   */
  public record Span(@Nullable Instant from, @Nullable Instant to) {
    static Span of(Window window) {
      return window.isBounded() ? new Span(window.from(), window.to()) : new Span(null, null);
    }

    static Span ofSeconds(long from, long to) {
      return from == Instant.MIN.getEpochSecond()
          ? new Span(null, null)
          : new Span(Instant.ofEpochSecond(from), Instant.ofEpochSecond(to));
    }

    long fromSecond() {
      return (from == null ? Instant.MIN : from).getEpochSecond();
    }

    long toSecond() {
      return (to == null ? Instant.MAX : to).getEpochSecond();
    }
  }

  /**
   * The amounts at the time of the alert.
   *
   * @param spent in the window; 0 for an outage
   * @param limit the budget's limit in force; null for an anomaly and an outage
   * @param usual what was usual at that hour, for an anomaly; else null
   * @param runsOutAt when the limit will be reached, by a forecast; else null
   */
  public record Figures(
      Money spent, @Nullable Money limit, @Nullable Money usual, @Nullable Instant runsOutAt) {
    static Figures of(Money spent, Money limit) {
      return new Figures(spent, limit, null, null);
    }
  }
}
