package io.trueup.server.spend;

import io.trueup.server.http.Id;
import io.trueup.server.http.Moment;
import io.trueup.server.http.ScopeForm;
import io.trueup.spend.InvalidInputException;
import io.trueup.spend.Period;
import io.trueup.spend.Scope;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * Whose spending, and when.
 *
 * @param scope {@code global}, or a type, a colon and an id: {@code user:ann}
 * @param organization that the project or user is of
 * @param period the kind of window
 * @param at an instant, or the start of a date, in the window; now where absent
 * @param timeZone of the window; {@code UTC} where absent
 */
record SpendParameters(
    String scope,
    @Id @Nullable String organization,
    Period period,
    @Nullable Moment at,
    @Nullable ZoneId timeZone) {

  /** Refuses a scope that can't be read, and a period without windows. */
  SpendParameters {
    if (!period.hasWindows()) {
      throw new InvalidInputException("period", "must be one that has windows");
    }
    read(scope, organization);
  }

  Scope toScope() {
    return read(scope, organization);
  }

  private static Scope read(String scope, @Nullable String organization) {
    int colon = scope.indexOf(':');
    Scope.Kind kind = kind(colon < 0 ? scope : scope.substring(0, colon));
    String id = colon < 0 ? null : scope.substring(colon + 1);
    boolean isOwn = kind == Scope.Kind.ORGANIZATION && organization != null;
    if (organization != null && isOwn && !organization.equals(id)) {
      throw new InvalidInputException("organization", "must be absent for this scope");
    }
    try {
      return new ScopeForm(kind, id, isOwn ? null : organization).toScope();
    } catch (InvalidInputException e) {
      throw e.violations().get(0).field().equals("organization") && kind != Scope.Kind.ORGANIZATION
          ? e
          : new InvalidInputException("scope", e.violations().get(0).reason());
    }
  }

  private static Scope.Kind kind(String name) {
    try {
      return Scope.Kind.ofWireName(name);
    } catch (InvalidInputException e) {
      throw new InvalidInputException(
          "scope", "must be global, or organization:ID, project:ID or user:ID");
    }
  }
}
