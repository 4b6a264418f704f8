package io.trueup.ledger;

import io.trueup.spend.Budget;
import io.trueup.spend.Enforcement;
import io.trueup.spend.FailPolicy;
import io.trueup.spend.InvalidInputException;
import io.trueup.spend.Money;
import io.trueup.spend.Period;
import io.trueup.spend.Scope;
import java.time.ZoneId;

/**
 * The budget that each new user gets, however the user comes to be. Immutable.
 *
 * @param limit 0 or more
 * @param period how often counting starts again
 * @param enforcement whether a full budget denies
 * @param zone the time zone of its windows, which begin at quarters of an hour
 * @param failPolicy what to do when nobody can say whether there is room
 */
public record DefaultBudget(
    Money limit, Period period, Enforcement enforcement, ZoneId zone, FailPolicy failPolicy) {

  /** One that fails closed. */
  public DefaultBudget(Money limit, Period period, Enforcement enforcement, ZoneId zone) {
    this(limit, period, enforcement, zone, FailPolicy.CLOSED);
  }

  /**
   * @throws InvalidInputException naming the setting that makes no sense
   */
  public DefaultBudget {
    if (limit.isNegative()) {
      throw new InvalidInputException("budgets.default-for-users.limit", "must be 0 or more");
    }
  }

  Budget of(Scope.User user) {
    return Budget.builder(Budgets.newId(), user, period, limit)
        .name("default")
        .enforcement(enforcement)
        .zone(zone)
        .failPolicy(failPolicy)
        .build();
  }
}
