package io.trueup.server.reservation;

import io.trueup.server.http.Id;
import io.trueup.server.http.Range;
import io.trueup.spend.Estimate;
import io.trueup.spend.ModelId;
import io.trueup.spend.Subject;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Asks whether a request may be made.
 *
 * @param requestId the caller's id of it, of no effect here
 * @param organization who would pay
 * @param project under which project; the user's home project where it is absent
 * @param user by whom
 * @param provider whose model; needed unless the estimate is an amount
 * @param model which model; needed unless the estimate is an amount
 * @param estimate what it would use or cost at most
 * @param ttlSeconds how long a reservation would be held, of no effect here
 */
record CheckForm(
    @Id @Nullable String requestId,
    @Id String organization,
    @Id @Nullable String project,
    @Id @Nullable String user,
    @Id @Nullable String provider,
    @Id @Nullable String model,
    JsonNode estimate,
    @Range(min = 1, max = 86_400) @Nullable Integer ttlSeconds) {

  /** Refuses an estimate that can't be read, and one of usage without a model. */
  CheckForm {
    ReservationForm.checkModel(EstimateForm.read(estimate), provider, model);
  }

  Estimate toEstimate() {
    return EstimateForm.read(estimate);
  }

  @Nullable ModelId modelId() {
    return provider == null || model == null ? null : new ModelId(provider, model);
  }

  Subject subject(@Nullable String chargedProject) {
    return new Subject(organization, chargedProject, user, modelId());
  }
}
