package io.trueup.spend;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request is charged to. Immutable.
 *
 * @param organization the organization's id
 * @param project the project's id within the organization, if the request has one
 * @param user the user's id within the organization, if the request has one
 * @param model the model that the request uses; absent where only an amount is asked for
 */
public record Subject(
    String organization, @Nullable String project, @Nullable String user, @Nullable ModelId model) {

  /** Checks the ids that are given. */
  public Subject {
    Violations violations = new Violations();
    checkIfGiven(violations, "organization", organization);
    checkIfGiven(violations, "project", project);
    checkIfGiven(violations, "user", user);
    violations.throwIfAny();
  }

  /**
   * The scopes that this is charged to, the smallest first: user, project, organization, global.
   */
  public List<Scope> scopes() {
    List<Scope> scopes = new ArrayList<>(4);
    if (user != null) {
      scopes.add(new Scope.User(organization, user));
    }
    if (project != null) {
      scopes.add(new Scope.Project(organization, project));
    }
    scopes.add(new Scope.Organization(organization));
    scopes.add(new Scope.Global());
    return List.copyOf(scopes);
  }

  /** Whether this is charged to {@code scope}. */
  public boolean isIn(Scope scope) {
    if (scope instanceof Scope.Organization it) {
      return it.id().equals(organization);
    }
    if (scope instanceof Scope.Project it) {
      return it.organization().equals(organization) && it.id().equals(project);
    }
    if (scope instanceof Scope.User it) {
      return it.organization().equals(organization) && it.id().equals(user);
    }
    return true;
  }

  private static void checkIfGiven(Violations violations, String field, @Nullable String id) {
    if (id != null) {
      violations.check(() -> Identifiers.check(field, id));
    }
  }
}
