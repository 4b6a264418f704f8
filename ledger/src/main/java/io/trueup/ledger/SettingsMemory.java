package io.trueup.ledger;

import static io.trueup.ledger.schema.Tables.TRUEUP_ALERT_SETTINGS;

import io.trueup.spend.AlertSettings;
import io.trueup.spend.Budget;
import io.trueup.spend.Scope;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Which alert settings are set for the scopes that budgets inherit from, remembered as {@link
 * RecordingMemory} says.
 */
final class SettingsMemory {
  private final Map<Scope, Optional<AlertSettings>> own = new HashMap<>();
  private final Owners owners;

  SettingsMemory(Owners owners) {
    this.owners = owners;
  }

  int size() {
    return own.size();
  }

  void forget() {
    own.clear();
  }

  /** Reads what is set for the budgets' scopes and not known yet; at most one query. */
  void find(DSLContext sql, Collection<Budget> budgets) {
    Set<Scope> unknown = new LinkedHashSet<>();
    budgets.forEach(budget -> unknown.addAll(chain(budget.scope())));
    unknown.removeAll(own.keySet());
    if (unknown.isEmpty()) {
      return;
    }
    unknown.forEach(scope -> own.put(scope, Optional.empty()));
    sql.select(TRUEUP_ALERT_SETTINGS.SCOPE, TRUEUP_ALERT_SETTINGS.SETTINGS)
        .from(TRUEUP_ALERT_SETTINGS)
        .where(TRUEUP_ALERT_SETTINGS.SCOPE.in(unknown.stream().map(Scope::text).toList()))
        .forEach(
            row ->
                own.put(
                    Scope.parse(row.value1()),
                    Optional.of(AlertSettingsJson.settings(row.value2()))));
  }

  /** What somebody has set for the scope or for the nearest that it inherits from, if anybody. */
  @Nullable AlertSettings set(Scope scope) {
    for (Scope each : chain(scope)) {
      AlertSettings settings = own.getOrDefault(each, Optional.empty()).orElse(null);
      if (settings != null) {
        return settings;
      }
    }
    return null;
  }

  /** A budget on a user is only looked for when the user is known. */
  private List<Scope> chain(Scope scope) {
    String home = scope instanceof Scope.User user ? owners.homeOf(user) : null;
    return AlertConfigurations.chain(scope, home);
  }
}
