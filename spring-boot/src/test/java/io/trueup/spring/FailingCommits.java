package io.trueup.spring;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** A data source whose commits can fail, before or after they happened, and its roll-backs. */
final class FailingCommits extends DelegatingDataSource {
  /** What goes wrong. */
  enum Failure {
    NONE,
    BEFORE,
    AFTER
  }

  final AtomicReference<Failure> next = new AtomicReference<>(Failure.NONE);

  /** Whether a roll-back fails as well, as it does where the connection is gone. */
  boolean gone;

  FailingCommits(DataSource target) {
    super(target);
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection target = super.getConnection();
    return (Connection)
        Proxy.newProxyInstance(
            Connection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> call(target, method, arguments));
  }

  private Object call(Connection target, Method method, Object[] arguments) throws Throwable {
    if (gone && method.getName().equals("rollback")) {
      throw new SQLException("the connection is closed");
    }
    Failure failure =
        method.getName().equals("commit") ? next.getAndSet(Failure.NONE) : Failure.NONE;
    if (failure == Failure.BEFORE) {
      throw new SQLException("the commit was not sent");
    }
    try {
      Object result = method.invoke(target, arguments);
      if (failure == Failure.AFTER) {
        throw new SQLException("the commit's answer was lost");
      }
      return result;
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
