package io.trueup.server.reservation;

import io.trueup.ledger.ReservationRequest;
import io.trueup.server.http.Id;
import io.trueup.server.http.Range;
import io.trueup.spend.Estimate;
import io.trueup.spend.InvalidInputException;
import io.trueup.spend.ModelId;
import io.trueup.spend.Subject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Asks for room before it is spent.
 *
 * @param requestId the caller's id of the call, unique among the organization's reservations
 * @param organization who pays
 * @param project under which project; the user's home project where it is absent
 * @param user by whom
 * @param provider whose model; needed unless the estimate is an amount
 * @param model which model; needed unless the estimate is an amount
 * @param estimate what it will use or cost
 * @param ttlSeconds for how long it is held; 300 where absent
 */
record ReservationForm(
    @Id String requestId,
    @Id String organization,
    @Id @Nullable String project,
    @Id @Nullable String user,
    @Id @Nullable String provider,
    @Id @Nullable String model,
    JsonNode estimate,
    @Range(min = 1, max = 86_400) @Nullable Integer ttlSeconds) {

  /** Refuses an estimate that can't be read, and one of usage without a model. */
  ReservationForm {
    checkModel(EstimateForm.read(estimate), provider, model);
  }

  static void checkModel(Estimate estimate, @Nullable String provider, @Nullable String model) {
    boolean isMissing = provider == null && estimate instanceof Estimate.OfUsage;
    if (isMissing || (provider == null) != (model == null)) {
      throw new InvalidInputException(
          provider == null ? "provider" : "model", "is required unless estimate is an amount");
    }
  }

  ReservationRequest toRequest(Duration usualTtl) {
    ModelId used = provider == null || model == null ? null : new ModelId(provider, model);
    return new ReservationRequest(
        requestId,
        new Subject(organization, project, user, used),
        EstimateForm.read(estimate),
        ttlSeconds == null ? usualTtl : Duration.ofSeconds(ttlSeconds));
  }
}
