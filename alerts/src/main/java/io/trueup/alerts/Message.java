package io.trueup.alerts;

import io.trueup.ledger.Alert;
import io.trueup.ledger.AlertKind;
import io.trueup.spend.Money;
import io.trueup.spend.Scope;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * An alert as its receivers see it. Immutable.
 *
 * @param alert what happened
 * @param budgetName what people call its budget; empty if it has no name or is gone
 * @param currency of the amounts
 * @param test whether somebody only wants to see it arrive
 */
record Message(Alert alert, String budgetName, String currency, boolean test) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** The same at each try, for each channel. */
  String id() {
    return alert.id();
  }

  /** The alert as the API lists it, without its deliveries. */
  byte[] json() {
    Alert.Cause cause = alert.cause();
    Alert.Figures figures = alert.figures();
    ObjectNode body = JSON.createObjectNode();
    body.put("id", id());
    body.put("kind", cause.kind().wireName());
    body.put("budget_id", cause.budget() == null ? null : cause.budget().value());
    body.put("budget_name", budgetName);
    putScope(body.putObject("scope"));
    body.putObject("window")
        .put("from", text(alert.span().from()))
        .put("to", text(alert.span().to()));
    body.put("threshold", cause.threshold());
    body.put("severity", alert.severity().wireName());
    body.put("spent", text(figures.spent()));
    body.put("limit", text(figures.limit()));
    body.put("usual", text(figures.usual()));
    body.put("runs_out_at", text(figures.runsOutAt()));
    body.put("currency", currency);
    body.put("created_at", text(alert.createdAt()));
    body.put("test", test);
    return JSON.writeValueAsBytes(body);
  }

  private void putScope(ObjectNode node) {
    Scope scope = alert.scope();
    node.put("type", scope.kind().wireName());
    if (scope instanceof Scope.Organization it) {
      node.put("id", it.id());
    } else if (scope instanceof Scope.Project it) {
      node.put("id", it.id()).put("organization", it.organization());
    } else if (scope instanceof Scope.User it) {
      node.put("id", it.id()).put("organization", it.organization());
    }
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }

  /** One line for people. */
  String subject() {
    String what =
        switch (alert.cause().kind()) {
          case THRESHOLD -> alert.cause().threshold() + " % of " + budget() + " is spent";
          case FORECAST -> budget() + " will run out at " + alert.figures().runsOutAt();
          case OUTAGE -> "requests passed without a budget while the database was away";
          case ANOMALY -> "unusual spending of " + alert.scope().text();
        };
    return (test ? "[test] " : "") + alert.severity().wireName() + ": " + what;
  }

  private String budget() {
    return budgetName.isEmpty()
        ? "budget " + Objects.requireNonNull(alert.cause().budget()).value()
        : "budget \"" + budgetName + "\"";
  }

  /** A few lines for people. */
  String text() {
    Alert.Figures figures = alert.figures();
    Instant from = alert.span().from();
    String when = from == null ? "in all" : "from " + from + " to " + alert.span().to();
    return "%s%n%s: %s %s, raised %s%nAlert %s"
        .formatted(
            subject(), alert.scope().text(), amounts(figures), when, alert.createdAt(), id());
  }

  private String amounts(Alert.Figures figures) {
    if (alert.cause().kind() == AlertKind.OUTAGE) {
      return "what was settled of them is flagged as unheld,";
    }
    boolean isAnomaly = alert.cause().kind() == AlertKind.ANOMALY;
    Money beside = isAnomaly ? figures.usual() : figures.limit();
    return "%s of %s %s"
        .formatted(
            figures.spent() + " " + currency,
            isAnomaly ? "usually" : "a limit of",
            beside + " " + currency);
  }
}
