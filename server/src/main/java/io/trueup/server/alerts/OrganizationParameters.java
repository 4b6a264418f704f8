package io.trueup.server.alerts;

import io.trueup.server.http.Id;
import io.trueup.server.http.NotFoundException;
import io.trueup.server.http.ScopeForm;
import io.trueup.spend.Identifiers;
import io.trueup.spend.Scope;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where a project or a user is.
 *
 * @param organization of a project or user; absent for the others
 */
record OrganizationParameters(@Id @Nullable String organization) {
  private static final String GLOBAL_ID = "default";

  /** The scope that the path means. */
  Scope scope(String scopeType, String scopeId) {
    Scope.Kind kind =
        Arrays.stream(Scope.Kind.values())
            .filter(it -> it.wireName().equals(scopeType))
            .findFirst()
            .orElseThrow(() -> new NotFoundException("scope type", scopeType));
    if (kind != Scope.Kind.GLOBAL) {
      return new ScopeForm(kind, Identifiers.check("scope_id", scopeId), organization).toScope();
    }
    if (!scopeId.equals(GLOBAL_ID)) {
      throw new NotFoundException("global scope", scopeId);
    }
    return new ScopeForm(kind, null, organization).toScope();
  }
}
