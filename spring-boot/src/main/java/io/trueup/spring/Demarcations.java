package io.trueup.spring;

import javax.sql.DataSource;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.ResourceTransactionManager;

/*
 * With two-phase commit the order of commits is not that of the positions: a prepared transaction may
 * become visible long after one that drew a higher position.
 */
/** Which transaction managers can write changes. */
final class Demarcations {
  private static final String JTA = "org.springframework.transaction.jta.JtaTransactionManager";

  private Demarcations() {}

  /** What gives connections of its own, not those of the thread's transaction. */
  static DataSource targetOf(DataSource dataSource) {
    return dataSource instanceof TransactionAwareDataSourceProxy proxy
            && proxy.getTargetDataSource() != null
        ? targetOf(proxy.getTargetDataSource())
        : dataSource;
  }

  @SuppressWarnings("ReferenceEquality") // two data sources of one database are two
  static ConfigurableTransactionManager checked(
      DataSource dataSource, PlatformTransactionManager manager) {
    if (isJta(manager.getClass())) {
      throw new IllegalArgumentException(
          "transaction manager: two-phase commit (JTA, XA) is refused, since it does not commit in"
              + " the order of the change log: use one of JDBC or JPA for this data source");
    }
    if (manager instanceof ResourceTransactionManager resource
        && resource.getResourceFactory() instanceof DataSource other
        && targetOf(other) != dataSource) {
      throw new IllegalArgumentException(
          "transaction manager: is one of another data source than the change log's");
    }
    if (manager instanceof ConfigurableTransactionManager listened) {
      return listened;
    }
    throw new IllegalArgumentException(
        "transaction manager: "
            + manager.getClass().getName()
            + " takes no TransactionExecutionListener: use one that extends"
            + " AbstractPlatformTransactionManager, as those of JDBC and JPA do");
  }

  /**
   * Whether its transactions hold nothing but a connection: no session with a memory of its own.
   */
  static boolean isPlainJdbc(PlatformTransactionManager manager) {
    return manager instanceof ResourceTransactionManager resource
        && resource.getResourceFactory() instanceof DataSource;
  }

  private static boolean isJta(Class<?> type) {
    for (Class<?> is = type; is != null; is = is.getSuperclass()) {
      if (is.getName().equals(JTA)) {
        return true;
      }
    }
    return false;
  }
}
