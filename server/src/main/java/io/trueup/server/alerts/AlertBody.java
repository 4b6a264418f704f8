package io.trueup.server.alerts;

import io.trueup.ledger.Alert;
import io.trueup.ledger.AlertKind;
import io.trueup.ledger.AlertState;
import io.trueup.ledger.Suppression;
import io.trueup.server.http.ScopeForm;
import io.trueup.server.http.WindowBody;
import io.trueup.spend.BudgetId;
import io.trueup.spend.Money;
import io.trueup.spend.Severity;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An alert as it is answered.
 *
 * @param id its id, the same at each try to deliver it
 * @param kind what it is about
 * @param budgetId whose; null for an anomaly and an outage
 * @param scope whose spending it was
 * @param window in what time
 * @param threshold the percentage that was reached; null if it is not about one
 * @param severity how urgent it is
 * @param state whether somebody has taken note of it
 * @param suppressed why it was delivered to nobody; null if it was
 * @param spent how much, when it was raised
 * @param limit the limit in force then; null for an anomaly and an outage
 * @param usual what was usual at that hour, for an anomaly
 * @param runsOutAt when the limit will be reached, by a forecast
 * @param currency of the amounts
 * @param createdAt when it was raised
 * @param acknowledgedAt when somebody took note of it
 * @param deliveries one for each channel
 */
record AlertBody(
    String id,
    AlertKind kind,
    @Nullable String budgetId,
    ScopeForm scope,
    WindowBody window,
    @Nullable Integer threshold,
    Severity severity,
    AlertState state,
    @Nullable Suppression suppressed,
    Money spent,
    @Nullable Money limit,
    @Nullable Money usual,
    @Nullable Instant runsOutAt,
    String currency,
    Instant createdAt,
    @Nullable Instant acknowledgedAt,
    List<DeliveryBody> deliveries) {

  static AlertBody of(Alert alert, String currency) {
    BudgetId budget = alert.cause().budget();
    Alert.Figures figures = alert.figures();
    return new AlertBody(
        alert.id(),
        alert.cause().kind(),
        budget == null ? null : budget.value(),
        ScopeForm.of(alert.scope()),
        new WindowBody(alert.span().from(), alert.span().to()),
        alert.cause().threshold(),
        alert.severity(),
        alert.acknowledgedAt() == null ? AlertState.OPEN : AlertState.ACKNOWLEDGED,
        alert.suppressed(),
        figures.spent(),
        figures.limit(),
        figures.usual(),
        figures.runsOutAt(),
        currency,
        alert.createdAt(),
        alert.acknowledgedAt(),
        alert.deliveries().stream().map(DeliveryBody::of).toList());
  }
}
