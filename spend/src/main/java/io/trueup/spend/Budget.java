package io.trueup.spend;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How much a scope may spend in each window of a period. Immutable; made by {@link #builder} and
 * changed by {@link #toBuilder}.
 *
 * @param id the budget's id
 * @param name for people; at most 200 characters, may be empty
 * @param scope whose spending counts
 * @param period how often counting starts again
 * @param limit 0 or more; 0 denies everything that costs
 * @param enforcement whether a full budget denies
 * @param zone the time zone of the windows
 * @param thresholds the percentages of the limit at which alerts are raised
 * @param failPolicy what to do when nobody can say whether there is room
 * @param active whether it counts at all
 * @param filter which models count
 * @param increases for how long how much more may be spent; at most {@value #MAX_INCREASES}
 * @param version 0 or more, rising with every change
 * @param createdAt when it was made
 * @param updatedAt when it was last changed, not before {@code createdAt}
 */
public record Budget(
    BudgetId id,
    String name,
    Scope scope,
    Period period,
    Money limit,
    Enforcement enforcement,
    ZoneId zone,
    Thresholds thresholds,
    FailPolicy failPolicy,
    boolean active,
    ModelFilter filter,
    List<Increase> increases,
    long version,
    Instant createdAt,
    Instant updatedAt) {

  /** How many temporary increases a budget may have, ended ones included. */
  public static final int MAX_INCREASES = 100;

  /** Checks all fields and reports every bad one at once; copies the list. */
  public Budget {
    increases = List.copyOf(increases);
    Set<String> ids = new HashSet<>();
    boolean repeated = !increases.stream().map(Increase::id).allMatch(ids::add);
    String checkedName = name;
    new Violations()
        .refuseIf(
            name.length() > Identifiers.MAX_LENGTH, "name", "must have at most 200 characters")
        .check(() -> Identifiers.checkText("name", checkedName))
        .refuseIf(limit.isNegative(), "limit", "must be 0 or more, is " + limit)
        .refuseIf(version < 0, "version", "must be 0 or more, is " + version)
        .refuseIf(increases.size() > MAX_INCREASES, "increases", "must be at most " + MAX_INCREASES)
        .refuseIf(repeated, "increases", "must have different ids")
        .refuseIf(updatedAt.isBefore(createdAt), "updated_at", "must not be before created_at")
        .throwIfAny();
  }

  /**
   * Starts a budget with the defaults: hard, UTC, alerts at 80 and 100 %, closed, active, no
   * filter, version 0, made at the epoch.
   */
  public static Builder builder(BudgetId id, Scope scope, Period period, Money limit) {
    return new Builder(id, scope, period, limit);
  }

  /** A builder that starts from this budget. */
  public Builder toBuilder() {
    return new Builder(id, scope, period, limit)
        .name(name)
        .enforcement(enforcement)
        .zone(zone)
        .thresholds(thresholds)
        .failPolicy(failPolicy)
        .active(active)
        .filter(filter)
        .increases(increases)
        .version(version)
        .createdAt(createdAt)
        .updatedAt(updatedAt);
  }

  /** Whether a request of {@code subject} counts here. An inactive budget applies to nobody. */
  public boolean appliesTo(Subject subject) {
    return active && subject.isIn(scope) && filter.accepts(subject.model());
  }

  /** Whether this can deny: it is hard and active. */
  public boolean isEnforced() {
    return active && enforcement == Enforcement.HARD;
  }

  /** The limit in force at {@code instant}, temporary increases included. */
  public Money limitAt(Instant instant) {
    Money sum = limit;
    for (Increase increase : increases) {
      sum = increase.isInForce(instant) ? sum.plus(increase.amount()) : sum;
    }
    return sum;
  }

  /**
   * The window at {@code instant}.
   *
   * @throws NoWindowException if the period is {@link Period#PER_REQUEST}
   */
  public Window windowAt(Instant instant) {
    return period.windowAt(instant, zone);
  }

  /** Gathers a budget's fields. Not thread-safe. */
  public static final class Builder {

    private final BudgetId id;
    private final Scope scope;
    private final Period period;
    private Money limit;
    private String name = "";
    private Enforcement enforcement = Enforcement.HARD;
    private ZoneId zone = ZoneOffset.UTC;
    private Thresholds thresholds = Thresholds.DEFAULT;
    private FailPolicy failPolicy = FailPolicy.CLOSED;
    private boolean active = true;
    private ModelFilter filter = ModelFilter.ANY;
    private List<Increase> increases = List.of();
    private long version;
    private Instant createdAt = Instant.EPOCH;
    private @Nullable Instant updatedAt;

    private Builder(BudgetId id, Scope scope, Period period, Money limit) {
      this.id = id;
      this.scope = scope;
      this.period = period;
      this.limit = limit;
    }

    /** Sets the limit, 0 or more. */
    public Builder limit(Money limit) {
      this.limit = limit;
      return this;
    }

    /** Sets the name for people, at most 200 characters. */
    public Builder name(String name) {
      this.name = name;
      return this;
    }

    /** Sets whether a full budget denies. */
    public Builder enforcement(Enforcement enforcement) {
      this.enforcement = enforcement;
      return this;
    }

    /** Sets the time zone of the windows. */
    public Builder zone(ZoneId zone) {
      this.zone = zone;
      return this;
    }

    /** Sets the percentages of the limit at which alerts are raised. */
    public Builder thresholds(Thresholds thresholds) {
      this.thresholds = thresholds;
      return this;
    }

    /** Sets what to do when nobody can say whether there is room. */
    public Builder failPolicy(FailPolicy failPolicy) {
      this.failPolicy = failPolicy;
      return this;
    }

    /** Sets whether it counts at all. */
    public Builder active(boolean active) {
      this.active = active;
      return this;
    }

    /** Sets which models count. */
    public Builder filter(ModelFilter filter) {
      this.filter = filter;
      return this;
    }

    /** Sets the temporary increases. */
    public Builder increases(List<Increase> increases) {
      this.increases = new ArrayList<>(increases);
      return this;
    }

    /** Sets the version, 0 or more. */
    public Builder version(long version) {
      this.version = version;
      return this;
    }

    /** Sets when the budget was made. */
    public Builder createdAt(Instant createdAt) {
      this.createdAt = createdAt;
      return this;
    }

    /** Sets when the budget was last changed; without it, when it was made. */
    public Builder updatedAt(Instant updatedAt) {
      this.updatedAt = updatedAt;
      return this;
    }

    /**
     * The budget.
     *
     * @throws InvalidInputException if fields are out of bounds, naming all of them
     */
    public Budget build() {
      return new Budget(
          id,
          name,
          scope,
          period,
          limit,
          enforcement,
          zone,
          thresholds,
          failPolicy,
          active,
          filter,
          increases,
          version,
          createdAt,
          updatedAt == null ? createdAt : updatedAt);
    }
  }
}
