package io.trueup.ledger;

import java.io.PrintWriter;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** A data source whose commits something happens before and after, and that can be gone. */
final class HookedCommits implements DataSource {
  /** What happens around a commit. */
  interface Hook {
    void run() throws SQLException;
  }

  private final DataSource real;
  private volatile Hook before = () -> {};
  private volatile Hook after = () -> {};
  private volatile boolean gone;

  HookedCommits(DataSource real) {
    this.real = real;
  }

  /** Before the next commit. */
  void beforeCommit(Hook hook) {
    before = hook;
  }

  /** After the next commit. */
  void afterCommit(Hook hook) {
    after = hook;
  }

  /** From now on nothing is reached. */
  void end() {
    gone = true;
  }

  /** It is reached again. */
  void back() {
    gone = false;
  }

  @Override
  public Connection getConnection() throws SQLException {
    check();
    Connection connection = real.getConnection();
    InvocationHandler handler =
        (proxy, method, arguments) -> {
          try {
            return method.getName().equals("commit")
                ? commit(connection)
                : method.invoke(connection, arguments);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        };
    return (Connection)
        Proxy.newProxyInstance(
            HookedCommits.class.getClassLoader(), new Class<?>[] {Connection.class}, handler);
  }

  private Object commit(Connection connection) throws SQLException {
    check();
    Hook first = before;
    Hook then = after;
    before = () -> {};
    after = () -> {};
    try {
      first.run();
    } catch (SQLException e) {
      connection.rollback();
      throw e;
    }
    connection.commit();
    then.run();
    return connection;
  }

  private void check() throws SQLException {
    if (gone) {
      throw new SQLException("the node is gone", "08006");
    }
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    return getConnection();
  }

  @Override
  public PrintWriter getLogWriter() throws SQLException {
    return real.getLogWriter();
  }

  @Override
  public void setLogWriter(PrintWriter out) throws SQLException {
    real.setLogWriter(out);
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    real.setLoginTimeout(seconds);
  }

  @Override
  public int getLoginTimeout() throws SQLException {
    return real.getLoginTimeout();
  }

  @Override
  public Logger getParentLogger() {
    return Logger.getLogger("jdbc");
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return real.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return real.isWrapperFor(type);
  }
}
