package io.trueup.spring;

import io.trueup.changelog.ChangeWriter;
import io.trueup.changelog.Database;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.boot.jdbc.UnsupportedDataSourcePropertyException;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * The application's database as Trueup uses it.
 *
 * @param dataSource the application's, as its transaction manager knows it
 * @param manager demarcates the transactions on it
 */
record TrueupDatabase(DataSource dataSource, PlatformTransactionManager manager) {

  static TrueupDatabase of(ListableBeanFactory beans) {
    return new TrueupDatabase(dataSource(beans), manager(beans));
  }

  private static DataSource dataSource(ListableBeanFactory beans) {
    ObjectProvider<DataSource> candidates = beans.getBeanProvider(DataSource.class);
    DataSource dataSource = only(candidates, DataSource.class, beans);
    return Demarcations.targetOf(dataSource);
  }

  private static PlatformTransactionManager manager(ListableBeanFactory beans) {
    return only(
        beans.getBeanProvider(PlatformTransactionManager.class),
        PlatformTransactionManager.class,
        beans);
  }

  private static <T> T only(
      ObjectProvider<T> candidates, Class<T> type, ListableBeanFactory beans) {
    try {
      T found = candidates.getIfAvailable();
      if (found != null) {
        return found;
      }
    } catch (NoUniqueBeanDefinitionException e) {
      Map<String, T> all = beans.getBeansOfType(type, false, false);
      throw new UnusableDatabaseException(
          "there are several beans of type " + type.getSimpleName() + ": " + all.keySet(),
          "Mark the one of Trueup's database with @Primary, or the others with"
              + " @Bean(defaultCandidate = false).",
          e);
    }
    throw new UnusableDatabaseException(
        "there is no bean of type " + type.getSimpleName(),
        "Trueup keeps its change log in the application's database: set spring.datasource.url and"
            + " add a driver, for example com.h2database:h2.",
        null);
  }

  /** The application's transactions as those that write changes. */
  SpringTransactions transactions(ChangeWriter writer) {
    try {
      return new SpringTransactions(dataSource, manager, writer);
    } catch (IllegalArgumentException e) {
      throw new UnusableDatabaseException(
          String.valueOf(e.getMessage()),
          "Mark with @Primary a transaction manager of the data source that Trueup uses, such as a"
              + " JdbcTransactionManager or a JpaTransactionManager.",
          e);
    }
  }

  /** Whether it is of this product. Opens a connection for a moment. */
  boolean is(Database product) {
    return Database.of(dataSource) == product;
  }

  /*
   * A few connections are held for good, to follow the log and for the doorbell. Taken from the pool
   * they would be missed by the application, and reported as leaks.
   */
  /** Gives connections from no pool, if the pool says where to. */
  DataSource direct() {
    try {
      return DataSourceBuilder.derivedFrom(dataSource).type(SimpleDriverDataSource.class).build();
    } catch (UnsupportedDataSourcePropertyException | IllegalStateException e) {
      System.getLogger(TrueupDatabase.class.getName())
          .log(
              System.Logger.Level.INFO,
              "the change log is followed on a connection of the pool: " + e.getMessage());
      return dataSource;
    }
  }
}
