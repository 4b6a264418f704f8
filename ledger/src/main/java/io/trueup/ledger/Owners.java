package io.trueup.ledger;

import static io.trueup.ledger.schema.Tables.TRUEUP_ORGANIZATION;
import static io.trueup.ledger.schema.Tables.TRUEUP_PROJECT;
import static io.trueup.ledger.schema.Tables.TRUEUP_USER;

import io.trueup.ledger.LedgerChange.UserChanged;
import io.trueup.ledger.LedgerChange.UserEvent;
import io.trueup.spend.Scope;
import io.trueup.spend.Subject;
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
  private final Map<Scope.User, Home> homes = new HashMap<>();
  private final Set<Scope> known = new HashSet<>();

  private final @Nullable DefaultBudget defaultBudget;

  /**
   * Nobody is known yet.
   *
   * @param defaultBudget what each new user gets; null: nothing
   */
  Owners(@Nullable DefaultBudget defaultBudget) {
    this.defaultBudget = defaultBudget;
  }

  /**
   * Where a user belongs.
   *
   * @param project the home project; null if there is none
   * @param active whether the user may reserve
   */
  private record Home(@Nullable String project, boolean active) {
    static final Home NONE = new Home(null, true);
  }

  int size() {
    return known.size();
  }

  void forget() {
    known.clear();
    homes.clear();
  }

  /** Looks for those that the subjects name and that are not known. Three queries at most. */
  void find(DSLContext sql, Collection<Subject> subjects) {
    findOrganizations(sql, unknown(subjects, Owners::organizationOf));
    findProjects(sql, unknown(subjects, Owners::projectNamed));
    findUsers(sql, unknown(subjects, Owners::userOf));
  }

  private static <T> Set<T> named(
      Collection<Subject> subjects, Function<Subject, @Nullable T> owner) {
    return subjects.stream()
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
      sql.select(t.ORGANIZATION, t.ID, t.PROJECT, t.ACTIVE)
          .from(t)
          .where(
              DSL.row(t.ORGANIZATION, t.ID)
                  .in(users.stream().map(u -> DSL.row(u.organization(), u.id())).toList()))
          .forEach(
              row ->
                  addHome(
                      new Scope.User(row.value1(), row.value2()),
                      new Home(row.value3(), row.value4())));
    }
  }

  /** The home project of a user who was {@linkplain #find found}, if there is one. */
  @Nullable String homeOf(Scope.User user) {
    return homes.getOrDefault(user, Home.NONE).project();
  }

  private void addHome(Scope.User user, Home home) {
    known.add(user);
    homes.put(user, home);
  }

  private static Scope.Organization organizationOf(Subject subject) {
    return new Scope.Organization(subject.organization());
  }

  private static Scope.@Nullable Project projectNamed(Subject subject) {
    String project = subject.project();
    return project == null ? null : new Scope.Project(subject.organization(), project);
  }

  private static Scope.@Nullable User userOf(Subject subject) {
    String user = subject.user();
    return user == null ? null : new Scope.User(subject.organization(), user);
  }

  /** The project that the request is charged to: its own, else its user's home. */
  @Nullable String projectOf(Subject subject) {
    Scope.User user = userOf(subject);
    return subject.project() != null || user == null
        ? subject.project()
        : homes.getOrDefault(user, Home.NONE).project();
  }

  /**
   * Checks that the subject's user, if there is one, is not deactivated.
   *
   * @throws InactiveUserException if so
   */
  void checkActive(Subject subject) {
    Scope.User user = userOf(subject);
    if (user != null && !homes.getOrDefault(user, Home.NONE).active()) {
      throw new InactiveUserException(user);
    }
  }

  /**
   * Checks that what the request names is there.
   *
   * @throws UnknownObjectException if not
   */
  void checkKnown(Subject subject) {
    if (!known.contains(organizationOf(subject))) {
      throw new UnknownObjectException("organization", subject.organization());
    }
    Scope.Project project = projectNamed(subject);
    if (project != null && !known.contains(project)) {
      throw new UnknownObjectException("project", project.text());
    }
    Scope.User user = userOf(subject);
    if (user != null && !known.contains(user)) {
      throw new UnknownObjectException("user", user.text());
    }
  }

  /**
   * Makes what the recorded requests name, users' home projects among it, and nobody knew; whether
   * anything was made.
   */
  boolean addUnknown(LedgerTransaction tx, Collection<Subject> charged, Instant now) {
    findProjects(tx.sql(), unknown(charged, Owners::projectNamed));
    int before = known.size();
    for (Scope.Organization it : unknown(charged, Owners::organizationOf)) {
      insertOrganization(tx.sql(), it.id(), now);
      known.add(it);
    }
    for (Scope.Project it : unknown(charged, Owners::projectNamed)) {
      addProject(tx.sql(), it, now);
      known.add(it);
    }
    for (Scope.User it : unknown(charged, Owners::userOf)) {
      addUser(tx, it, now);
      Budgets.addDefault(tx, defaultBudget, it, now);
      addHome(it, Home.NONE);
    }
    return known.size() > before;
  }

  private <T extends Scope> Set<T> unknown(
      Collection<Subject> subjects, Function<Subject, @Nullable T> owner) {
    Set<T> named = named(subjects, owner);
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
