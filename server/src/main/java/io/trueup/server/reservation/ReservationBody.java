package io.trueup.server.reservation;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trueup.ledger.Reservation;
import io.trueup.ledger.ReservationState;
import io.trueup.ledger.Reservations.Reserved;
import io.trueup.server.http.Consistency;
import io.trueup.spend.BudgetId;
import io.trueup.spend.EstimateBasis;
import io.trueup.spend.ModelId;
import io.trueup.spend.Money;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A reservation, as it is answered.
 *
 * @param id its id
 * @param requestId the caller's id of the call
 * @param organization who pays
 * @param project under which project
 * @param user by whom
 * @param provider whose model
 * @param model which model
 * @param amount how much is, or was, held of each budget
 * @param currency of the amount
 * @param estimateBasis what the amount is made of
 * @param held whether it was held of its budgets; not if it was admitted while the database was
 *     away
 * @param budgets of which budgets
 * @param state what has become of it
 * @param createdAt when it was made, in whose windows it counts
 * @param expiresAt until when it holds, unless it ends before
 * @param endedAt when it ended, other than by time; absent if it did not
 * @param recordId of the record that settled it; absent if none did
 * @param position of its change; absent where it is not known
 */
record ReservationBody(
    String id,
    String requestId,
    String organization,
    @Nullable String project,
    @Nullable String user,
    @Nullable String provider,
    @Nullable String model,
    Money amount,
    String currency,
    EstimateBasis estimateBasis,
    boolean held,
    List<BudgetId> budgets,
    ReservationState state,
    Instant createdAt,
    Instant expiresAt,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Instant endedAt,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String recordId,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long position) {

  static ReservationBody of(Reserved reserved, Instant now, String currency) {
    Reservation it = reserved.reservation();
    ModelId model = it.subject().model();
    Reservation.End end = it.end();
    return new ReservationBody(
        it.id(),
        it.requestId(),
        it.subject().organization(),
        it.subject().project(),
        it.subject().user(),
        model == null ? null : model.provider(),
        model == null ? null : model.model(),
        it.amount(),
        currency,
        it.basis(),
        it.isHeld(),
        it.budgets(),
        it.state(now),
        it.madeAt(),
        it.expiresAt(),
        end == null ? null : end.at(),
        end == null ? null : end.recordId(),
        Consistency.valueOf(reserved.position()));
  }
}
