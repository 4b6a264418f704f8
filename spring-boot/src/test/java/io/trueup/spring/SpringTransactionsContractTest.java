package io.trueup.spring;

import io.trueup.changelog.ChangeTransactions;
import io.trueup.changelog.ChangeTransactionsContract;
import io.trueup.changelog.ChangeWriter;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;

final class SpringTransactionsContractTest extends ChangeTransactionsContract {
  @Override
  protected ChangeTransactions transactions(DataSource dataSource, ChangeWriter writer) {
    return new SpringTransactions(dataSource, new DataSourceTransactionManager(dataSource), writer);
  }
}
