package io.trueup.server.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trueup.spend.InvalidInputException;
import io.trueup.spend.Scope;
import org.jspecify.annotations.Nullable;

/**
 * A scope in bodies.
 *
 * @param type what kind of scope
 * @param id of the organization, project or user; absent exactly for {@code global}
 * @param organization that a project or user is of; absent for the others
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ScopeForm(
    Scope.Kind type, @Id @Nullable String id, @Id @Nullable String organization) {

  /**
   * @throws InvalidInputException naming the id that is missing or too much
   */
  public ScopeForm {
    boolean isInside = type == Scope.Kind.PROJECT || type == Scope.Kind.USER;
    check("id", id, type != Scope.Kind.GLOBAL);
    check("organization", organization, isInside);
  }

  private static void check(String field, @Nullable String value, boolean isNeeded) {
    if ((value != null) != isNeeded) {
      throw new InvalidInputException(
          field, isNeeded ? "is required for this type" : "must be absent for this type");
    }
  }

  /** The form of a scope. */
  public static ScopeForm of(Scope scope) {
    if (scope instanceof Scope.Organization it) {
      return new ScopeForm(it.kind(), it.id(), null);
    }
    if (scope instanceof Scope.Project it) {
      return new ScopeForm(it.kind(), it.id(), it.organization());
    }
    return scope instanceof Scope.User it
        ? new ScopeForm(it.kind(), it.id(), it.organization())
        : new ScopeForm(scope.kind(), null, null);
  }

  /** The scope. */
  public Scope toScope() {
    return scope(type, given(id), given(organization));
  }

  private static String given(@Nullable String value) {
    return value == null ? "" : value;
  }

  private static Scope scope(Scope.Kind type, String id, String organization) {
    return switch (type) {
      case GLOBAL -> new Scope.Global();
      case ORGANIZATION -> new Scope.Organization(id);
      case PROJECT -> new Scope.Project(organization, id);
      case USER -> new Scope.User(organization, id);
    };
  }
}
