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
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * The organizations, projects and users that requests name: looked up, and made where unknown.
 * Remembers those that are there; see {@link RecordingMemory}.
 */
final class Owners {
  private final Map<Scope.User, @Nullable String> homes = new HashMap<>();
  private final Set<Scope> known = new HashSet<>();

  int size() {
    return known.size();
  }

  void forget() {
    known.clear();
    homes.clear();
  }

  /** Looks for those that the requests name and that are not known. Three queries at most. */
  void find(DSLContext sql, Collection<UsageRequest> requests) {
    findOrganizations(sql, unknown(requests, Owners::organizationOf));
    findProjects(sql, unknown(requests, Owners::projectNamed));
    findUsers(sql, unknown(requests, Owners::userOf));
  }

  private static <T> Set<T> named(
      Collection<UsageRequest> requests, Function<UsageRequest, @Nullable T> owner) {
    return requests.stream()
        .map(owner)
        .filter(Objects::nonNull)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private void findOrganizations(DSLContext sql, Set<Scope.Organization> organizations) {
    var t = TRUEUP_ORGANIZATION;
    if (!organizations.isEmpty()) {
      sql.select(t.ID)
          .from(t)
          .where(t.ID.in(organizations.stream().map(Scope.Organization::id).toList()))
          .forEach(row -> known.add(new Scope.Organization(row.value1())));
    }
  }

  private void findProjects(DSLContext sql, Set<Scope.Project> projects) {
    var t = TRUEUP_PROJECT;
    if (!projects.isEmpty()) {
      sql.select(t.ORGANIZATION, t.ID)
          .from(t)
          .where(
              DSL.row(t.ORGANIZATION, t.ID)
                  .in(projects.stream().map(p -> DSL.row(p.organization(), p.id())).toList()))
          .forEach(row -> known.add(new Scope.Project(row.value1(), row.value2())));
    }
  }

  private void findUsers(DSLContext sql, Set<Scope.User> users) {
    var t = TRUEUP_USER;
    if (!users.isEmpty()) {
      sql.select(t.ORGANIZATION, t.ID, t.PROJECT)
          .from(t)
          .where(
              DSL.row(t.ORGANIZATION, t.ID)
                  .in(users.stream().map(u -> DSL.row(u.organization(), u.id())).toList()))
          .forEach(row -> addHome(new Scope.User(row.value1(), row.value2()), row.value3()));
    }
  }

  /** The home project of a user who was {@linkplain #find found}, if there is one. */
  @Nullable String homeOf(Scope.User user) {
    return homes.get(user);
  }

  private void addHome(Scope.User user, @Nullable String home) {
    known.add(user);
    homes.put(user, home);
  }

  private static Scope.Organization organizationOf(UsageRequest request) {
    return new Scope.Organization(request.organization());
  }

  private static Scope.@Nullable Project projectNamed(UsageRequest request) {
    String project = request.project();
    return project == null ? null : new Scope.Project(request.organization(), project);
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
  void checkKnown(UsageRequest request) {
    if (!known.contains(organizationOf(request))) {
      throw new UnknownObjectException("organization", request.organization());
    }
    Scope.Project project = projectNamed(request);
    if (project != null && !known.contains(project)) {
      throw new UnknownObjectException("project", project.text());
    }
    Scope.User user = userOf(request);
    if (user != null && !known.contains(user)) {
      throw new UnknownObjectException("user", user.text());
    }
  }

  /**
   * Makes what the recorded requests name, users' home projects among it, and nobody knew; whether
   * anything was made.
   */
  boolean addUnknown(LedgerTransaction tx, Collection<UsageRequest> recorded, Instant now) {
    findProjects(tx.sql(), unknown(recorded, Owners::projectNamed));
    int before = known.size();
    for (Scope.Organization it : unknown(recorded, Owners::organizationOf)) {
      insertOrganization(tx.sql(), it.id(), now);
      known.add(it);
    }
    for (Scope.Project it : unknown(recorded, Owners::projectNamed)) {
      addProject(tx.sql(), it, now);
      known.add(it);
    }
    for (Scope.User it : unknown(recorded, Owners::userOf)) {
      addUser(tx, it, now);
      addHome(it, null);
    }
    return known.size() > before;
  }

  private <T extends Scope> Set<T> unknown(
      Collection<UsageRequest> requests, Function<UsageRequest, @Nullable T> owner) {
    Set<T> named = named(requests, owner);
    named.removeIf(it -> known.contains(it));
    return named;
  }

  /** Makes the organization if it is not there. */
  static void addOrganization(DSLContext sql, String id, Instant now) {
    if (!sql.fetchExists(TRUEUP_ORGANIZATION, TRUEUP_ORGANIZATION.ID.eq(id))) {
      insertOrganization(sql, id, now);
    }
  }

  private static void insertOrganization(DSLContext sql, String id, Instant now) {
    sql.insertInto(TRUEUP_ORGANIZATION).values(id, id, VersionFloor.of(sql), now, now).execute();
  }

  private static void addProject(DSLContext sql, Scope.Project project, Instant now) {
    sql.insertInto(TRUEUP_PROJECT)
        .values(project.organization(), project.id(), project.id(), VersionFloor.of(sql), now, now)
        .execute();
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
