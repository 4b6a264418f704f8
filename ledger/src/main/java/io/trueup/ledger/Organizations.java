package io.trueup.ledger;

import static io.trueup.ledger.schema.Tables.TRUEUP_ORGANIZATION;
import static io.trueup.ledger.schema.Tables.TRUEUP_PROJECT;

import io.trueup.ledger.schema.tables.TrueupOrganization;
import io.trueup.ledger.schema.tables.TrueupProject;
import io.trueup.ledger.schema.tables.records.TrueupOrganizationRecord;
import io.trueup.ledger.schema.tables.records.TrueupProjectRecord;
import io.trueup.spend.Scope;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
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
   * @param id the caller's id
   * @param name for people
   * @param version grows with every change
   * @param createdAt when it was made
   * @param updatedAt when it was last changed
   */
  public record Named(String id, String name, long version, Instant createdAt, Instant updatedAt) {
    Named called(String other) {
      return new Named(id, other, version, createdAt, updatedAt);
    }
  }

  /**
   * Organizations by id, from the database.
   *
   * @param cursor the last page's, or null for the first
   * @param limit 1 to {@link Page#MAX_LIMIT}
   * @throws io.trueup.spend.InvalidInputException naming {@code cursor} or {@code limit}
   */
  public Page<Named> list(@Nullable String cursor, int limit) {
    return page(
        "organizations",
        cursor,
        limit,
        (sql, after) ->
            sql.selectFrom(O)
                .where(O.ID.gt(after))
                .orderBy(O.ID)
                .limit(limit + 1)
                .fetch(Organizations::named));
  }

  /**
   * An organization's projects by id, from the database.
   *
   * @param cursor the last page's, or null for the first
   * @param limit 1 to {@link Page#MAX_LIMIT}
   * @throws io.trueup.spend.InvalidInputException naming {@code cursor} or {@code limit}
   */
  public Page<Named> projects(String organization, @Nullable String cursor, int limit) {
    return page(
        "projects",
        cursor,
        limit,
        (sql, after) ->
            sql.selectFrom(P)
                .where(P.ORGANIZATION.eq(organization).and(P.ID.gt(after)))
                .orderBy(P.ID)
                .limit(limit + 1)
                .fetch(Organizations::named));
  }

  private Page<Named> page(
      String list,
      @Nullable String cursor,
      int limit,
      BiFunction<DSLContext, String, List<Named>> query) {
    Cursor.checkLimit(limit);
    List<@Nullable String> after = Cursor.read(list, 1, cursor);
    String afterId = after == null ? "" : String.valueOf(after.get(0));
    return Page.of(
        database.query(sql -> query.apply(sql, afterId)),
        limit,
        last -> Cursor.of(list, last.id()));
  }

  private static Named named(TrueupOrganizationRecord row) {
    return new Named(
        row.getId(), row.getName(), row.getVersion(), row.getCreatedAt(), row.getUpdatedAt());
  }

  private static Named named(TrueupProjectRecord row) {
    return new Named(
        row.getId(), row.getName(), row.getVersion(), row.getCreatedAt(), row.getUpdatedAt());
  }

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
          Named named =
              next(tx.sql(), organization, find(tx.sql(), organization), expectedVersion)
                  .called(name);
          write(tx.sql(), named);
          return named;
        });
  }

  private static void write(DSLContext sql, Named named) {
    int updated =
        sql.update(O)
            .set(O.NAME, named.name())
            .set(O.VERSION, named.version())
            .set(O.UPDATED_AT, named.updatedAt())
            .where(O.ID.eq(named.id()))
            .execute();
    if (updated == 0) {
      sql.insertInto(O)
          .values(named.id(), named.name(), named.version(), named.createdAt(), named.updatedAt())
          .execute();
    }
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
          Named named =
              next(tx.sql(), project, find(tx.sql(), project), expectedVersion).called(name);
          Owners.addOrganization(tx.sql(), project.organization(), named.updatedAt());
          write(tx.sql(), project, named);
          return named;
        });
  }

  private static void write(DSLContext sql, Scope.Project project, Named named) {
    int updated =
        sql.update(P)
            .set(P.NAME, named.name())
            .set(P.VERSION, named.version())
            .set(P.UPDATED_AT, named.updatedAt())
            .where(is(project))
            .execute();
    if (updated == 0) {
      sql.insertInto(P)
          .values(
              project.organization(),
              project.id(),
              named.name(),
              named.version(),
              named.createdAt(),
              named.updatedAt())
          .execute();
    }
  }

  /** What it is like after a write, without its name. */
  private Named next(
      DSLContext sql, Scope scope, Optional<Named> old, @Nullable Long expectedVersion) {
    Long oldVersion = old.map(Named::version).orElse(null);
    long version =
        Versioned.next(sql, scope.kind().wireName(), scope.text(), expectedVersion, oldVersion);
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    Instant createdAt = old.map(Named::createdAt).orElse(now);
    return new Named(idOf(scope), "", version, createdAt, now);
  }

  private static String idOf(Scope scope) {
    return scope instanceof Scope.Project project
        ? project.id()
        : ((Scope.Organization) scope).id();
  }

  /**
   * Deletes an organization with its projects, and the budgets and alert settings of all of them
   * and of its users; users, records and totals stay, but no user has a home project any more.
   *
   * @throws UnknownObjectException if there is none
   * @throws LostUpdateException if it has another version
   */
  public void delete(Scope.Organization organization, @Nullable Long expectedVersion) {
    delete(
        tx -> existing(find(tx.sql(), organization), organization, expectedVersion),
        new Belongings(organization, clock),
        tx -> {
          long projects =
              tx.sql()
                  .select(DSL.coalesce(DSL.max(P.VERSION), 0L))
                  .from(P)
                  .where(P.ORGANIZATION.eq(organization.id()))
                  .fetchSingle()
                  .value1();
          VersionFloor.raiseAbove(tx.sql(), projects);
          tx.sql().deleteFrom(P).where(P.ORGANIZATION.eq(organization.id())).execute();
          tx.sql().deleteFrom(O).where(O.ID.eq(organization.id())).execute();
        });
  }

  /**
   * Deletes a project with its budgets and alert settings; records and totals stay. Users whose
   * home it was have none afterwards.
   *
   * @throws UnknownObjectException if there is none
   * @throws LostUpdateException if it has another version
   */
  public void delete(Scope.Project project, @Nullable Long expectedVersion) {
    delete(
        tx -> existing(find(tx.sql(), project), project, expectedVersion),
        new Belongings(project, clock),
        tx -> tx.sql().deleteFrom(P).where(is(project)).execute());
  }

  /** What there is too much of for one transaction goes first, in several. */
  private void delete(
      Function<LedgerTransaction, Named> existing,
      Belongings belongings,
      Consumer<LedgerTransaction> deletion) {
    boolean more = true;
    while (more) {
      more =
          database.write(
              tx -> {
                Named old = existing.apply(tx);
                if (belongings.removeSome(tx)) {
                  return true;
                }
                VersionFloor.raiseAbove(tx.sql(), old.version());
                deletion.accept(tx);
                return false;
              });
    }
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
    return sql.selectFrom(O).where(O.ID.eq(organization.id())).fetchOptional(Organizations::named);
  }

  private static Optional<Named> find(DSLContext sql, Scope.Project project) {
    return sql.selectFrom(P).where(is(project)).fetchOptional(Organizations::named);
  }

  private static Condition is(Scope.Project project) {
    return P.ORGANIZATION.eq(project.organization()).and(P.ID.eq(project.id()));
  }
}
