package io.trueup.ledger;

import static io.trueup.ledger.schema.Tables.TRUEUP_HOT_KEY;
import static io.trueup.ledger.schema.Tables.TRUEUP_USER;

import io.trueup.cache.spi.HotKeys;
import io.trueup.changelog.Database;
import io.trueup.ledger.schema.tables.TrueupHotKey;
import io.trueup.spend.Scope;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a node's hottest keys in the ledger's database, by the node's name. Keys that name a user
 * whom the ledger does not know are left out, so that an erased user's id does not come back with
 * them. Safe for use by many threads.
 */
public final class HotKeyTable implements HotKeys {
  private static final TrueupHotKey T = TRUEUP_HOT_KEY;

  private final DataSource dataSource;
  private final String node;

  /**
   * For a node of this name.
   *
   * @param dataSource of a database with the ledger's tables
   */
  public HotKeyTable(DataSource dataSource, String node) {
    this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
    this.node = Objects.requireNonNull(node, "node");
  }

  /**
   * {@inheritDoc}
   *
   * @throws LedgerException if the database refuses
   */
  @Override
  public List<String> load(String cache) {
    return inTransaction(
        sql ->
            sql.select(T.KEY_TEXT)
                .from(T)
                .where(T.NODE.eq(node).and(T.CACHE.eq(cache)))
                .orderBy(T.PLACE)
                .fetch(T.KEY_TEXT));
  }

  /**
   * {@inheritDoc}
   *
   * @throws LedgerException if the database refuses
   */
  @Override
  public void save(String cache, List<String> keys) {
    inTransaction(
        sql -> {
          sql.deleteFrom(T).where(T.NODE.eq(node).and(T.CACHE.eq(cache))).execute();
          List<Object[]> rows = new ArrayList<>();
          for (String key : keys) {
            if (isOfNobodyUnknown(sql, cache, key)) {
              rows.add(new Object[] {node, cache, rows.size(), key});
            }
          }
          if (!rows.isEmpty()) {
            sql.batch(sql.insertInto(T).values("", "", 0, ""))
                .bind(rows.toArray(Object[][]::new))
                .execute();
          }
          return rows.size();
        });
  }

  private static boolean isOfNobodyUnknown(DSLContext sql, String cache, String key) {
    Scope.User user = userOf(cache, key);
    return user == null
        || sql.fetchExists(
            TRUEUP_USER,
            TRUEUP_USER.ORGANIZATION.eq(user.organization()).and(TRUEUP_USER.ID.eq(user.id())));
  }

  private static Scope.@Nullable User userOf(String cache, String key) {
    if (cache.equals(CacheName.BUDGETS.text())) {
      return ViewKeys.BUDGETS.parse(key) instanceof BudgetsKey.OfSubject it && it.user() != null
          ? new Scope.User(it.organization(), it.user())
          : null;
    }
    Scope scope = null;
    if (cache.equals(CacheName.SPEND.text())) {
      scope = ViewKeys.SPEND.parse(key).scope();
    } else if (cache.equals(CacheName.BREAKDOWN.text())) {
      scope = ViewKeys.BREAKDOWN.parse(key).scope();
    } else if (cache.equals(CacheName.ALERT_SETTINGS.text())) {
      scope = ViewKeys.SCOPE.parse(key);
    }
    return scope instanceof Scope.User it ? it : null;
  }

  /** Takes the keys of a user out, as the user is erased. */
  static void forget(DSLContext sql, Scope.User user) {
    for (String cache : sql.selectDistinct(T.CACHE).from(T).fetch(T.CACHE)) {
      sql.select(T.NODE, T.PLACE, T.KEY_TEXT)
          .from(T)
          .where(T.CACHE.eq(cache))
          .forEach(
              row -> {
                if (user.equals(userOf(cache, row.value3()))) {
                  sql.deleteFrom(T)
                      .where(T.NODE.eq(row.value1()).and(T.CACHE.eq(cache)))
                      .and(T.PLACE.eq(row.value2()))
                      .execute();
                }
              });
    }
  }

  private interface Work<R> {
    R on(DSLContext sql);
  }

  private <R> R inTransaction(Work<R> work) {
    try (Connection connection = dataSource.getConnection()) {
      SQLDialect dialect = LedgerDatabase.dialectOf(Database.of(connection));
      return DSL.using(connection, dialect, LedgerDatabase.SETTINGS)
          .transactionResult(configuration -> work.on(configuration.dsl()));
    } catch (SQLException e) {
      throw new LedgerException("hot keys of node " + node + ": " + e.getMessage(), e);
    }
  }
}
