package io.trueup.ledger;

import static io.trueup.ledger.schema.Tables.TRUEUP_ALERT_SETTINGS;

import io.trueup.ledger.LedgerChange.AlertConfigurationChanged;
import io.trueup.ledger.schema.tables.TrueupAlertSettings;
import io.trueup.spend.AlertSettings;
import io.trueup.spend.Scope;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** Sets and removes alert settings of scopes. Safe for use by many threads. */
public final class AlertConfigurations {
  private static final TrueupAlertSettings T = TRUEUP_ALERT_SETTINGS;

  private final LedgerDatabase database;
  private final InstantSource clock;

  AlertConfigurations(LedgerDatabase database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Sets what holds for a scope from the next threshold that is crossed.
   *
   * @param expectedVersion the version that the caller saw, or null to set it anyway
   * @return their version
   * @throws LostUpdateException if the scope's settings have another version
   */
  public long put(Scope scope, AlertSettings settings, @Nullable Long expectedVersion) {
    return database.write(
        tx -> {
          Long old = versionOf(tx.sql(), scope);
          long version =
              Versioned.next(tx.sql(), "alert settings of", scope.text(), expectedVersion, old);
          write(tx.sql(), scope, settings, version);
          tx.append(new AlertConfigurationChanged(scope));
          return version;
        });
  }

  private void write(DSLContext sql, Scope scope, AlertSettings settings, long version) {
    Instant now = clock.instant();
    String text = AlertSettingsJson.text(settings);
    int updated =
        sql.update(T)
            .set(T.SETTINGS, text)
            .set(T.VERSION, version)
            .set(T.UPDATED_AT, now)
            .where(T.SCOPE.eq(scope.text()))
            .execute();
    if (updated == 0) {
      sql.insertInto(T).values(scope.text(), text, version, now, now).execute();
    }
  }

  private static @Nullable Long versionOf(DSLContext sql, Scope scope) {
    return sql.select(T.VERSION).from(T).where(T.SCOPE.eq(scope.text())).fetchOne(T.VERSION);
  }

  /**
   * Removes a scope's own settings; it inherits again.
   *
   * @param expectedVersion the version that the caller saw, or null to remove any
   * @throws UnknownObjectException if it has none
   * @throws LostUpdateException if they have another version
   */
  public void delete(Scope scope, @Nullable Long expectedVersion) {
    database.write(
        tx -> {
          Long old = versionOf(tx.sql(), scope);
          if (old == null) {
            throw new UnknownObjectException("alert settings of", scope.text());
          }
          Versioned.check("alert settings of", scope.text(), expectedVersion, old);
          deleteIfAny(tx, scope);
          return old;
        });
  }

  static void deleteIfAny(LedgerTransaction tx, Scope scope) {
    Long version = versionOf(tx.sql(), scope);
    if (version != null) {
      VersionFloor.raiseAbove(tx.sql(), version);
      tx.sql().deleteFrom(T).where(T.SCOPE.eq(scope.text())).execute();
      tx.append(new AlertConfigurationChanged(scope));
    }
  }

  /** Removes at most so many of the organization, its projects and users; answers how many. */
  static int deleteWithin(LedgerTransaction tx, Scope.Organization organization, int limit) {
    List<String> scopes =
        tx.sql()
            .select(T.SCOPE)
            .from(T)
            .where(LedgerDatabase.within(organization, T.SCOPE))
            .limit(limit)
            .fetch(T.SCOPE);
    scopes.forEach(scope -> deleteIfAny(tx, Scope.parse(scope)));
    return scopes.size();
  }

  /** The scope's own settings, else those of the nearest scope that it inherits from. */
  static SettingsInForce inForce(DSLContext sql, Scope scope) {
    String home =
        scope instanceof Scope.User user
            ? BudgetQueries.homeOf(sql, user.organization(), user.id())
            : null;
    List<Scope> chain = chain(scope, home);
    Map<Scope, AlertSettings> set = new HashMap<>();
    Map<Scope, Long> versions = new HashMap<>();
    sql.select(T.SCOPE, T.SETTINGS, T.VERSION)
        .from(T)
        .where(T.SCOPE.in(chain.stream().map(Scope::text).toList()))
        .forEach(
            row -> {
              Scope of = Scope.parse(row.value1());
              set.put(of, AlertSettingsJson.settings(row.value2()));
              versions.put(of, row.value3());
            });
    AlertSettings.Inherited found = AlertSettings.inForce(chain, set);
    return new SettingsInForce(found.settings(), found.from(), versions.get(found.from()), home);
  }

  /** The scope and those that it inherits from, nearest first. */
  static List<Scope> chain(Scope scope, @Nullable String homeProject) {
    if (scope instanceof Scope.User it) {
      Scope organization = new Scope.Organization(it.organization());
      return homeProject == null
          ? List.of(scope, organization, new Scope.Global())
          : List.of(
              scope,
              new Scope.Project(it.organization(), homeProject),
              organization,
              new Scope.Global());
    }
    if (scope instanceof Scope.Project it) {
      return List.of(scope, new Scope.Organization(it.organization()), new Scope.Global());
    }
    return scope instanceof Scope.Organization
        ? List.of(scope, new Scope.Global())
        : List.of(scope);
  }
}
