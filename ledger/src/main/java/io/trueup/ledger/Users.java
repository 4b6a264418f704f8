package io.trueup.ledger;

import static io.trueup.ledger.schema.Tables.TRUEUP_USER;

import io.trueup.ledger.LedgerChange.UserChanged;
import io.trueup.ledger.LedgerChange.UserEvent;
import io.trueup.ledger.schema.tables.TrueupUser;
import io.trueup.ledger.schema.tables.records.TrueupUserRecord;
import io.trueup.spend.Scope;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** Makes, changes and erases users. Safe for use by many threads. */
public final class Users {
  private static final TrueupUser T = TRUEUP_USER;

  private final LedgerDatabase database;
  private final InstantSource clock;
  private final @Nullable DefaultBudget defaultBudget;

  Users(LedgerDatabase database, InstantSource clock, @Nullable DefaultBudget defaultBudget) {
    this.database = database;
    this.clock = clock;
    this.defaultBudget = defaultBudget;
  }

  /**
   * Makes a user or changes one; the version given does not count. Moving one to another project
   * changes what applies from now on; past spending stays where it was.
   *
   * @param expectedVersion the version that the caller saw, or null to write anyway
   * @return the profile with its version
   * @throws LostUpdateException if the user has another version
   */
  public UserProfile put(UserProfile profile, @Nullable Long expectedVersion) {
    Scope.User user = profile.user();
    return database.write(
        tx -> {
          Long old = tx.sql().select(T.VERSION).from(T).where(is(user)).fetchOne(T.VERSION);
          UserProfile next =
              profile.atVersion(
                  Versioned.next(tx.sql(), "user", user.text(), expectedVersion, old));
          if (old == null) {
            insert(tx.sql(), next);
            Budgets.addDefault(tx, defaultBudget, user, clock.instant());
          } else {
            update(tx.sql(), next);
          }
          UserEvent event = old == null ? UserEvent.CREATED : UserEvent.UPDATED;
          tx.append(new UserChanged(user, event));
          return next;
        });
  }

  private void insert(DSLContext sql, UserProfile profile) {
    Instant now = clock.instant();
    Scope.User user = profile.user();
    sql.insertInto(T)
        .values(
            user.organization(),
            user.id(),
            profile.name(),
            profile.email(),
            profile.project(),
            profile.active(),
            profile.version(),
            now,
            now)
        .execute();
  }

  private void update(DSLContext sql, UserProfile profile) {
    sql.update(T)
        .set(T.NAME, profile.name())
        .set(T.EMAIL, profile.email())
        .set(T.PROJECT, profile.project())
        .set(T.ACTIVE, profile.active())
        .set(T.VERSION, profile.version())
        .set(T.UPDATED_AT, clock.instant())
        .where(is(profile.user()))
        .execute();
  }

  /** Users whose home is the project, or any project of the organization. */
  static Condition livingIn(Scope scope) {
    return scope instanceof Scope.Project it
        ? T.ORGANIZATION.eq(it.organization()).and(T.PROJECT.eq(it.id()))
        : T.ORGANIZATION.eq(((Scope.Organization) scope).id()).and(T.PROJECT.isNotNull());
  }

  /** Takes the home project from at most so many users; answers from how many. */
  static int clearHomes(LedgerTransaction tx, Condition users, Instant now, int limit) {
    List<Scope.User> moved =
        tx.sql()
            .select(T.ORGANIZATION, T.ID)
            .from(T)
            .where(users)
            .limit(limit)
            .fetch(row -> new Scope.User(row.value1(), row.value2()));
    for (Scope.User user : moved) {
      tx.sql()
          .update(T)
          .setNull(T.PROJECT)
          .set(T.VERSION, T.VERSION.plus(1L))
          .set(T.UPDATED_AT, now)
          .where(is(user))
          .execute();
      tx.append(new UserChanged(user, UserEvent.UPDATED));
    }
    return moved.size();
  }

  /**
   * Deletes a user: the id is replaced by an opaque one in records, rollups, alerts and change
   * rows, so totals stay and the identity is gone. Budgets and alert settings of the user go too.
   * The id used again is a new user.
   *
   * @param expectedVersion the version that the caller saw, or null to delete any
   * @throws UnknownObjectException if there is none
   * @throws LostUpdateException if the user has another version
   */
  public void erase(Scope.User user, @Nullable Long expectedVersion) {
    database.write(
        tx -> {
          UserProfile old =
              find(tx.sql(), user)
                  .orElseThrow(() -> new UnknownObjectException("user", user.text()));
          Versioned.check("user", user.text(), expectedVersion, old.version());
          Erasure.of(user).run(tx, clock.instant());
          VersionFloor.raiseAbove(tx.sql(), old.version());
          tx.sql().deleteFrom(T).where(is(user)).execute();
          Budgets.deleteAll(tx, BudgetRows.in(tx.sql(), List.of(user)));
          AlertConfigurations.deleteIfAny(tx, user);
          tx.append(new UserChanged(user, UserEvent.ERASED));
          return old;
        });
  }

  /**
   * An organization's users by id, from the database.
   *
   * @param cursor the last page's, or null for the first
   * @param limit 1 to {@link Page#MAX_LIMIT}
   * @throws io.trueup.spend.InvalidInputException naming {@code cursor} or {@code limit}
   */
  public Page<UserProfile> list(String organization, @Nullable String cursor, int limit) {
    Cursor.checkLimit(limit);
    List<@Nullable String> after = Cursor.read("users", 1, cursor);
    String afterId = after == null ? "" : String.valueOf(after.get(0));
    return Page.of(
        database.query(
            sql ->
                sql.selectFrom(T)
                    .where(T.ORGANIZATION.eq(organization).and(T.ID.gt(afterId)))
                    .orderBy(T.ID)
                    .limit(limit + 1)
                    .fetch(Users::toProfile)),
        limit,
        last -> Cursor.of("users", last.user().id()));
  }

  /** The user, from the database. */
  public Optional<UserProfile> find(Scope.User user) {
    return database.query(sql -> find(sql, user));
  }

  private static Optional<UserProfile> find(DSLContext sql, Scope.User user) {
    return sql.selectFrom(T).where(is(user)).fetchOptional(Users::toProfile);
  }

  private static UserProfile toProfile(TrueupUserRecord row) {
    return new UserProfile(
        new Scope.User(row.getOrganization(), row.getId()),
        row.getName(),
        row.getEmail(),
        row.getProject(),
        row.getActive(),
        row.getVersion());
  }

  private static Condition is(Scope.User user) {
    return T.ORGANIZATION.eq(user.organization()).and(T.ID.eq(user.id()));
  }
}
