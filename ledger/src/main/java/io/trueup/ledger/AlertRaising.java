package io.trueup.ledger;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import io.trueup.spend.AlertSettings;
import io.trueup.spend.Scope;
import io.trueup.spend.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/*
 * Raises alerts under the ledger's lock: each once, each with a delivery for every channel that is set
 * at that moment. What is set later is for later alerts.
 *
 * An alert is held back while the cool-down of another one lasts that was delivered for the same budget
 * at the same severity. Lower severities hold back nothing above them. Of several percentages that are
 * crossed at once the highest comes first.
 */
final class AlertRaising {
  /** What ended longer ago than this is told to nobody. */
  static final Duration LATE = Duration.ofDays(1);

  private static final TimeBasedEpochGenerator IDS = Generators.timeBasedEpochGenerator();

  private final DSLContext sql;
  private final Instant now;

  AlertRaising(DSLContext sql, Instant now) {
    this.sql = sql;
    this.now = now;
  }

  /** What is to be an alert unless it is one already, with the settings in force for it. */
  record Candidate(
      Alert.Cause cause,
      Scope scope,
      Alert.Span span,
      Severity severity,
      Alert.Figures figures,
      AlertSettings settings) {

    /** What the cool-down counts by: the budget, or else the scope. */
    String subject() {
      return cause.budget() == null ? scope.text() : cause.budget().value();
    }
  }

  /** An id that no alert and no delivery has. */
  static String newId() {
    return IDS.generate().toString();
  }

  /** Raises those that are new; answers how many these were. */
  int raise(Collection<Candidate> candidates) {
    return (int) candidates.stream().filter(this::raise).count();
  }

  private boolean raise(Candidate candidate) {
    Suppression suppressed = suppression(candidate);
    Alert alert =
        new Alert(
            newId(),
            candidate.cause(),
            candidate.scope(),
            candidate.span(),
            candidate.severity(),
            candidate.figures(),
            suppressed,
            now,
            null,
            List.of());
    boolean isNew = AlertRows.insertNew(sql, alert, candidate.subject());
    if (isNew && suppressed == null) {
      DeliveryRows.plan(sql, alert, candidate.settings().channels());
    }
    return isNew;
  }

  private @Nullable Suppression suppression(Candidate candidate) {
    Instant end = candidate.span().to();
    if (end != null && end.isBefore(now.minus(LATE))) {
      return Suppression.LATE;
    }
    Duration cooldown = candidate.settings().cooldown();
    Instant last = AlertRows.lastDelivered(sql, candidate.subject(), candidate.severity());
    return last != null && now.isBefore(last.plus(cooldown)) ? Suppression.COOLDOWN : null;
  }
}
