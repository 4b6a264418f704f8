package io.trueup.ledger;

import static io.trueup.ledger.schema.Tables.TRUEUP_ORGANIZATION;
import static io.trueup.ledger.schema.Tables.TRUEUP_PROJECT;

import io.trueup.ledger.schema.tables.TrueupOrganization;
import io.trueup.ledger.schema.tables.TrueupProject;
import io.trueup.spend.Scope;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** Makes, renames and deletes organizations and their projects. Safe for use by many threads. */
public final class Organizations {
  private static final TrueupOrganization O = TRUEUP_ORGANIZATION;
  private static final TrueupProject P = TRUEUP_PROJECT;

  private final LedgerDatabase database;
  private final InstantSource clock;

  Organizations(LedgerDatabase database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * What an organization or a project is called. Immutable.
   *
   * @param name for people
   * @param version grows with every change
   */
  public record Named(String name, long version) {}

  /**
   * Makes an organization, or renames it.
   *
   * @param expectedVersion the version that the caller saw, or null to write anyway
   * @throws LostUpdateException if it has another version
   */
  public Named put(Scope.Organization organization, String name, @Nullable Long expectedVersion) {
    UserProfile.checkText("name", name);
    return database.write(
        tx -> {
          Optional<Named> old = find(tx.sql(), organization);
          Named named = next(old, name, organization, expectedVersion);
          Instant now = clock.instant();
          if (old.isEmpty()) {
            tx.sql().insertInto(O).values(organization.id(), name, 0L, now, now).execute();
          } else {
            tx.sql()
                .update(O)
                .set(O.NAME, name)
                .set(O.VERSION, named.version())
                .set(O.UPDATED_AT, now)
                .where(O.ID.eq(organization.id()))
                .execute();
          }
          return named;
        });
  }

  /**
   * Makes a project, or renames it; its organization is made if it is not there.
   *
   * @param expectedVersion the version that the caller saw, or null to write anyway
   * @throws LostUpdateException if it has another version
   */
  public Named put(Scope.Project project, String name, @Nullable Long expectedVersion) {
    UserProfile.checkText("name", name);
    return database.write(
        tx -> {
          Optional<Named> old = find(tx.sql(), project);
          Named named = next(old, name, project, expectedVersion);
          Instant now = clock.instant();
          if (old.isEmpty()) {
            Owners.addOrganization(tx.sql(), project.organization(), now);
            tx.sql()
                .insertInto(P)
                .values(project.organization(), project.id(), name, 0L, now, now)
                .execute();
          } else {
            tx.sql()
                .update(P)
                .set(P.NAME, name)
                .set(P.VERSION, named.version())
                .set(P.UPDATED_AT, now)
                .where(is(project))
                .execute();
          }
          return named;
        });
  }

  private static Named next(
      Optional<Named> old, String name, Scope scope, @Nullable Long expectedVersion) {
    long version = old.map(named -> named.version() + 1).orElse(0L);
    Versioned.check(scope.kind().wireName(), scope.text(), expectedVersion, version - 1);
    return new Named(name, version);
  }

  /**
   * Deletes an organization with its projects, and the budgets and alert settings of all of them
   * and of its users; users, records and totals stay.
   *
   * @throws UnknownObjectException if there is none
   * @throws LostUpdateException if it has another version
   */
  public void delete(Scope.Organization organization, @Nullable Long expectedVersion) {
    database.write(
        tx -> {
          Named old = existing(find(tx.sql(), organization), organization, expectedVersion);
          tx.sql().deleteFrom(O).where(O.ID.eq(organization.id())).execute();
          tx.sql().deleteFrom(P).where(P.ORGANIZATION.eq(organization.id())).execute();
          Budgets.deleteAll(tx, BudgetRows.within(tx.sql(), organization));
          AlertConfigurations.deleteWithin(tx, organization);
          return old;
        });
  }

  /**
   * Deletes a project with its budgets and alert settings; records and totals stay.
   *
   * @throws UnknownObjectException if there is none
   * @throws LostUpdateException if it has another version
   */
  public void delete(Scope.Project project, @Nullable Long expectedVersion) {
    database.write(
        tx -> {
          Named old = existing(find(tx.sql(), project), project, expectedVersion);
          tx.sql().deleteFrom(P).where(is(project)).execute();
          Budgets.deleteAll(tx, BudgetRows.in(tx.sql(), List.of(project)));
          AlertConfigurations.deleteIfAny(tx, project);
          return old;
        });
  }

  private static Named existing(
      Optional<Named> found, Scope scope, @Nullable Long expectedVersion) {
    String kind = scope.kind().wireName();
    Named named = found.orElseThrow(() -> new UnknownObjectException(kind, scope.text()));
    Versioned.check(kind, scope.text(), expectedVersion, named.version());
    return named;
  }

  /** The organization, from the database. */
  public Optional<Named> find(Scope.Organization organization) {
    return database.query(sql -> find(sql, organization));
  }

  /** The project, from the database. */
  public Optional<Named> find(Scope.Project project) {
    return database.query(sql -> find(sql, project));
  }

  private static Optional<Named> find(DSLContext sql, Scope.Organization organization) {
    return sql.selectFrom(O)
        .where(O.ID.eq(organization.id()))
        .fetchOptional(row -> new Named(row.getName(), row.getVersion()));
  }

  private static Optional<Named> find(DSLContext sql, Scope.Project project) {
    return sql.selectFrom(P)
        .where(is(project))
        .fetchOptional(row -> new Named(row.getName(), row.getVersion()));
  }

  private static Condition is(Scope.Project project) {
    return P.ORGANIZATION.eq(project.organization()).and(P.ID.eq(project.id()));
  }
}
