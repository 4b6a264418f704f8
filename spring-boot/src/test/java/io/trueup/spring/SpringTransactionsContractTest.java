package io.trueup.spring;

import io.trueup.changelog.ChangeTransactions;
import io.trueup.changelog.ChangeTransactionsContract;
import io.trueup.changelog.ChangeWriter;
import io.trueup.changelog.TestDatabase;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;

@ParameterizedClass
@EnumSource(TestDatabase.class)
final class SpringTransactionsContractTest extends ChangeTransactionsContract {
  SpringTransactionsContractTest(TestDatabase database) {
    super(database);
  }

  @Override
  protected ChangeTransactions transactions(DataSource dataSource, ChangeWriter writer) {
    return new SpringTransactions(dataSource, new DataSourceTransactionManager(dataSource), writer);
  }
}
