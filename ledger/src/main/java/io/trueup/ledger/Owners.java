package io.trueup.ledger;

import static io.trueup.ledger.schema.Tables.TRUEUP_ORGANIZATION;
import static io.trueup.ledger.schema.Tables.TRUEUP_PROJECT;
import static io.trueup.ledger.schema.Tables.TRUEUP_USER;

import io.trueup.ledger.LedgerChange.UserChanged;
import io.trueup.ledger.LedgerChange.UserEvent;
import io.trueup.spend.Scope;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** The organizations, projects and users that requests name: looked up, and made where unknown. */
final class Owners {
  private final Map<Scope.User, @Nullable String> homes = new HashMap<>();
  private final Map<Scope, Boolean> known = new HashMap<>();

  private Owners() {}

  /** Those that the requests name, as they stand. */
  static Owners of(DSLContext sql, Collection<UsageRequest> requests) {
    Owners owners = new Owners();
    Set<Scope.User> users =
        requests.stream().map(Owners::userOf).filter(Objects::nonNull).collect(Collectors.toSet());
    if (!users.isEmpty()) {
      sql.select(TRUEUP_USER.ORGANIZATION, TRUEUP_USER.ID, TRUEUP_USER.PROJECT)
          .from(TRUEUP_USER)
          .where(
              DSL.row(TRUEUP_USER.ORGANIZATION, TRUEUP_USER.ID)
                  .in(users.stream().map(u -> DSL.row(u.organization(), u.id())).toList()))
          .forEach(
              row -> owners.homes.put(new Scope.User(row.value1(), row.value2()), row.value3()));
    }
    return owners;
  }

  private static Scope.@Nullable User userOf(UsageRequest request) {
    String user = request.user();
    return user == null ? null : new Scope.User(request.organization(), user);
  }

  /** The project that the request is charged to: its own, else its user's home. */
  @Nullable String projectOf(UsageRequest request) {
    Scope.User user = userOf(request);
    return request.project() != null || user == null ? request.project() : homes.get(user);
  }

  /**
   * Checks that what the request names is there.
   *
   * @throws UnknownObjectException if not
   */
  void checkKnown(DSLContext sql, UsageRequest request) {
    String organization = request.organization();
    if (!known.computeIfAbsent(new Scope.Organization(organization), it -> isThere(sql, it))) {
      throw new UnknownObjectException("organization", organization);
    }
    if (request.project() != null) {
      Scope.Project project = new Scope.Project(organization, request.project());
      if (!known.computeIfAbsent(project, it -> isThere(sql, it))) {
        throw new UnknownObjectException("project", project.text());
      }
    }
    Scope.User user = userOf(request);
    if (user != null && !homes.containsKey(user)) {
      throw new UnknownObjectException("user", user.text());
    }
  }

  private static boolean isThere(DSLContext sql, Scope scope) {
    if (scope instanceof Scope.Project it) {
      var t = TRUEUP_PROJECT;
      return sql.fetchExists(t, t.ORGANIZATION.eq(it.organization()).and(t.ID.eq(it.id())));
    }
    var t = TRUEUP_ORGANIZATION;
    return sql.fetchExists(t, t.ID.eq(((Scope.Organization) scope).id()));
  }

  /** Makes what the recorded requests name and nobody knew. */
  void addUnknown(LedgerTransaction tx, Collection<UsageRequest> recorded, Instant now) {
    Set<String> organizations = new LinkedHashSet<>();
    Set<Scope.Project> projects = new LinkedHashSet<>();
    Set<Scope.User> users = new LinkedHashSet<>();
    for (UsageRequest request : recorded) {
      organizations.add(request.organization());
      if (request.project() != null) {
        projects.add(new Scope.Project(request.organization(), request.project()));
      }
      Scope.User user = userOf(request);
      if (user != null && !homes.containsKey(user)) {
        users.add(user);
      }
    }
    organizations.forEach(id -> addOrganization(tx.sql(), id, now));
    projects.forEach(project -> addProject(tx.sql(), project, now));
    users.forEach(user -> addUser(tx, user, now));
  }

  /** Makes the organization if it is not there. */
  static void addOrganization(DSLContext sql, String id, Instant now) {
    var t = TRUEUP_ORGANIZATION;
    if (!isThere(sql, new Scope.Organization(id))) {
      sql.insertInto(t).values(id, id, VersionFloor.of(sql), now, now).execute();
    }
  }

  private static void addProject(DSLContext sql, Scope.Project project, Instant now) {
    var t = TRUEUP_PROJECT;
    if (!isThere(sql, project)) {
      sql.insertInto(t)
          .values(
              project.organization(), project.id(), project.id(), VersionFloor.of(sql), now, now)
          .execute();
    }
  }

  private static void addUser(LedgerTransaction tx, Scope.User user, Instant now) {
    tx.sql()
        .insertInto(TRUEUP_USER)
        .values(
            user.organization(),
            user.id(),
            user.id(),
            null,
            null,
            true,
            VersionFloor.of(tx.sql()),
            now,
            now)
        .execute();
    tx.append(new UserChanged(user, UserEvent.CREATED));
  }
}
