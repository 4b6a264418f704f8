package io.trueup.alerts;

import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import io.trueup.ledger.AlertWatch;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/*
 * What is looked for by and by. A round goes through everything in steps of bounded size. Where it
 * stands is kept with the task, so that any node makes the next step; between steps others get their
 * turn.
 */
/** The tasks that go round. */
record Rounds(AlertWatch watch, WatchSettings settings) {
  private static final Duration BETWEEN_FORECASTS = Duration.ofMinutes(1);
  private static final Duration BETWEEN_DELETIONS = Duration.ofHours(1);
  private static final Duration AFTER_AN_OUTAGE = Duration.ofMinutes(1);

  /** So much later than an hour's end most of what it was used for is recorded. */
  private static final Duration AFTER_THE_HOUR = Duration.ofMinutes(5);

  private static final String BEGINNING = "";
  private static final String INSTANCE = "all";

  List<CustomTask<String>> tasks() {
    List<CustomTask<String>> tasks = new ArrayList<>();
    if (settings.forecasts()) {
      tasks.add(
          task("trueup-alert-forecasts", watch::forecast, done -> done.plus(BETWEEN_FORECASTS)));
    }
    if (settings.anomalies()) {
      tasks.add(task("trueup-alert-anomalies", this::lookForAnomalies, Rounds::afterTheHour));
    }
    tasks.add(task("trueup-alert-retention", this::forget, done -> done.plus(BETWEEN_DELETIONS)));
    return tasks;
  }

  private Optional<String> lookForAnomalies(String after) {
    return watch.lookForAnomalies(after, settings.anomalyFactor(), settings.anomalyFloor());
  }

  private Optional<String> forget(String ignored) {
    return watch.forget(settings.retention()) ? Optional.of(BEGINNING) : Optional.empty();
  }

  static Instant afterTheHour(Instant done) {
    Instant thisHour = done.truncatedTo(ChronoUnit.HOURS).plus(AFTER_THE_HOUR);
    return done.isBefore(thisHour) ? thisHour : thisHour.plus(1, ChronoUnit.HOURS);
  }

  private static CustomTask<String> task(
      String name, Function<String, Optional<String>> step, UnaryOperator<Instant> nextRound) {
    return Tasks.custom(name, String.class)
        .scheduleOnStartup(INSTANCE, BEGINNING, now -> now)
        .onFailure(new FailureHandler.OnFailureRetryLater<>(AFTER_AN_OUTAGE))
        .execute(
            (task, context) -> {
              Optional<String> next = step.apply(task.getData());
              return (complete, operations) -> {
                Instant done = complete.getTimeDone();
                operations.reschedule(
                    complete,
                    next.isPresent() ? done : nextRound.apply(done),
                    next.orElse(BEGINNING));
              };
            });
  }
}
