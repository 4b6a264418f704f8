package io.trueup.ledger;

import io.trueup.ledger.LedgerChange.BudgetChanged;
import io.trueup.spend.Budget;
import io.trueup.spend.BudgetId;
import io.trueup.spend.FailPolicy;
import io.trueup.spend.Increase;
import io.trueup.spend.InvalidInputException;
import io.trueup.spend.Scope;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Makes, changes and deletes budgets. Safe for use by many threads. */
public final class Budgets {
  private final LedgerDatabase database;
  private final InstantSource clock;
  private final FailPolicy usualFailPolicy;

  Budgets(LedgerDatabase database, InstantSource clock, FailPolicy usualFailPolicy) {
    this.database = database;
    this.clock = clock;
    this.usualFailPolicy = usualFailPolicy;
  }

  /** The fail policy for budgets that are asked for without one. */
  public FailPolicy usualFailPolicy() {
    return usualFailPolicy;
  }

  /** An id that no budget has. */
  public static BudgetId newId() {
    return new BudgetId(UUID.randomUUID().toString());
  }

  /**
   * Makes a budget; its version and times are set here. It starts with what its present window has
   * already spent. Its scope need not be there yet: a budget may wait for the first record of a
   * user.
   *
   * @throws InvalidInputException if there is one of this id, or the time zone's windows don't
   *     begin at quarters of an hour
   */
  public Budget create(Budget budget) {
    Instant now = now();
    checkZone(budget, now);
    return database.write(
        tx -> {
          if (BudgetRows.find(tx.sql(), budget.id()).isPresent()) {
            throw new InvalidInputException("id", "budget " + budget.id() + " exists");
          }
          return add(tx, budget, now);
        });
  }

  private static Budget add(LedgerTransaction tx, Budget budget, Instant now) {
    Budget made =
        budget.toBuilder().version(VersionFloor.of(tx.sql())).createdAt(now).updatedAt(now).build();
    BudgetRows.insert(tx.sql(), made);
    Crossings.raise(tx, made, now);
    tx.append(new BudgetChanged(made.id(), made.scope()));
    return made;
  }

  /** Gives a new user the default budget, if there is one and the user has none from before. */
  static void addDefault(
      LedgerTransaction tx, @Nullable DefaultBudget budget, Scope.User user, Instant now) {
    if (budget != null && BudgetRows.in(tx.sql(), List.of(user)).isEmpty()) {
      add(tx, budget.of(user), now);
    }
  }

  /**
   * Changes a budget; scope, period and id stay.
   *
   * @param change applied to the budget as it stands
   * @param expectedVersion the version that the caller saw, or null to change any
   * @throws UnknownObjectException if there is none
   * @throws LostUpdateException if it has another version
   * @throws InvalidInputException if scope or period were changed
   */
  public Budget update(BudgetId id, UnaryOperator<Budget> change, @Nullable Long expectedVersion) {
    return database.write(
        tx -> {
          Budget old = existing(tx, id, expectedVersion);
          Budget wanted = change.apply(old);
          checkFixed(old, wanted);
          checkZone(wanted, now());
          Budget changed =
              wanted.toBuilder()
                  .version(old.version() + 1)
                  .createdAt(old.createdAt())
                  .updatedAt(now())
                  .build();
          BudgetRows.update(tx.sql(), changed);
          if (windowsDiffer(old, changed)) {
            BudgetWindows.delete(tx.sql(), id);
            HoldRows.move(tx.sql(), changed);
          }
          if (mayCross(old, changed)) {
            Crossings.raise(tx, changed, changed.updatedAt());
          }
          tx.append(new BudgetChanged(id, changed.scope()));
          return changed;
        });
  }

  /** Other windows, or other models counted in them: their sums start again from the rollups. */
  private static boolean windowsDiffer(Budget old, Budget changed) {
    return !old.zone().equals(changed.zone()) || !old.filter().equals(changed.filter());
  }

  /** What was spent before may be a larger part of the limit now, or be counted at all. */
  private static boolean mayCross(Budget old, Budget changed) {
    Instant now = changed.updatedAt();
    return changed.limitAt(now).compareTo(old.limitAt(now)) < 0
        || !old.active()
        || !changed.thresholds().equals(old.thresholds())
        || windowsDiffer(old, changed);
  }

  private static void checkZone(Budget budget, Instant now) {
    if (budget.period().hasWindows()) {
      RollupKey.checkAligned(budget.windowAt(now));
    }
  }

  private static void checkFixed(Budget old, Budget wanted) {
    if (!old.scope().equals(wanted.scope())) {
      throw new InvalidInputException("scope", "can't be changed: make another budget");
    }
    if (old.period() != wanted.period()) {
      throw new InvalidInputException("period", "can't be changed: make another budget");
    }
    if (!old.id().equals(wanted.id())) {
      throw new InvalidInputException("id", "can't be changed");
    }
  }

  /**
   * Lets so much more be spent until then. Increases add up, and end by themselves.
   *
   * @throws UnknownObjectException if there is no such budget
   * @throws InvalidInputException if the time is past, the id is taken, or there are {@link
   *     Budget#MAX_INCREASES} in force
   */
  public Budget addIncrease(BudgetId id, Increase increase) {
    Instant now = now();
    if (!increase.isInForce(now)) {
      throw new InvalidInputException("until", "must be in the future");
    }
    return update(
        id,
        old -> {
          List<Increase> all = new ArrayList<>(old.increases());
          all.removeIf(it -> !it.isInForce(now));
          all.add(increase);
          return old.toBuilder().increases(all).build();
        },
        null);
  }

  /**
   * Ends an increase.
   *
   * @throws UnknownObjectException if there is no such budget, or it has no such increase
   */
  public Budget removeIncrease(BudgetId id, String increase) {
    return update(
        id,
        old -> {
          List<Increase> left = new ArrayList<>(old.increases());
          if (!left.removeIf(it -> it.id().equals(increase))) {
            throw new UnknownObjectException("increase", increase);
          }
          return old.toBuilder().increases(left).build();
        },
        null);
  }

  /**
   * Deletes a budget.
   *
   * @param expectedVersion the version that the caller saw, or null to delete any
   * @throws UnknownObjectException if there is none
   * @throws LostUpdateException if it has another version
   */
  public void delete(BudgetId id, @Nullable Long expectedVersion) {
    database.write(
        tx -> {
          delete(tx, existing(tx, id, expectedVersion));
          return id;
        });
  }

  static void deleteAll(LedgerTransaction tx, Collection<Budget> budgets) {
    budgets.forEach(budget -> delete(tx, budget));
  }

  private static void delete(LedgerTransaction tx, Budget budget) {
    VersionFloor.raiseAbove(tx.sql(), budget.version());
    BudgetRows.delete(tx.sql(), budget.id());
    BudgetWindows.delete(tx.sql(), budget.id());
    HoldRows.delete(tx.sql(), budget.id());
    AlertRows.release(tx.sql(), budget.id());
    tx.append(new BudgetChanged(budget.id(), budget.scope()));
  }

  private static Budget existing(
      LedgerTransaction tx, BudgetId id, @Nullable Long expectedVersion) {
    Budget budget =
        BudgetRows.find(tx.sql(), id)
            .orElseThrow(() -> new UnknownObjectException("budget", id.value()));
    Versioned.check("budget", id.value(), expectedVersion, budget.version());
    return budget;
  }

  /** The budget, from the database. */
  public Optional<Budget> find(BudgetId id) {
    return database.query(sql -> BudgetRows.find(sql, id));
  }

  /**
   * Budgets by id, from the database.
   *
   * @param cursor the last page's, or null for the first
   * @param limit 1 to {@link Page#MAX_LIMIT}
   * @throws InvalidInputException naming {@code cursor} or {@code limit}
   */
  public Page<Budget> list(BudgetQuery query, @Nullable String cursor, int limit) {
    Cursor.checkLimit(limit);
    List<@Nullable String> after = Cursor.read("budgets", 1, cursor);
    String afterId = after == null ? "" : String.valueOf(after.get(0));
    return Page.of(
        database.query(sql -> BudgetRows.list(sql, query, afterId, limit + 1)),
        limit,
        last -> Cursor.of("budgets", last.id().value()));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
