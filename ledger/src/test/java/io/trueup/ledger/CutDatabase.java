package io.trueup.ledger;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/**
 * The way to a database, which can be cut: as if its server were gone, for connections that are
 * open too.
 */
final class CutDatabase {
  /** What still reaches a connection that is cut: what ends it. */
  private static final List<String> WITHOUT_SERVER =
      List.of("close", "isClosed", "toString", "hashCode", "equals", "unwrap");

  private final DataSource database;
  private final AtomicInteger commitsToLose = new AtomicInteger();
  private volatile boolean cut;

  CutDatabase(DataSource database) {
    this.database = database;
  }

  DataSource dataSource() {
    return proxy(DataSource.class, database);
  }

  void cut() {
    cut = true;
  }

  void heal() {
    cut = false;
  }

  /** The next commit happens, but its answer is lost, and the database is away from then on. */
  void loseNextCommit() {
    commitsToLose.set(1);
  }

  private <T> T proxy(Class<T> type, Object target) {
    return type.cast(
        Proxy.newProxyInstance(
            CutDatabase.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              if (cut && !WITHOUT_SERVER.contains(method.getName())) {
                throw gone();
              }
              try {
                Object result = method.invoke(target, arguments);
                if (method.getName().equals("commit") && commitsToLose.getAndSet(0) > 0) {
                  cut();
                  throw gone();
                }
                return wrapped(method.getReturnType(), result);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }

  private Object wrapped(Class<?> type, Object result) {
    return type == Connection.class || (Statement.class.isAssignableFrom(type) && result != null)
        ? proxy(type, result)
        : result;
  }

  private static SQLException gone() {
    return new SQLException("the test's database is cut off", "08006");
  }
}
