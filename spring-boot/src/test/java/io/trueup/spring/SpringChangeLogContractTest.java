package io.trueup.spring;

import io.trueup.changelog.TestDatabase;
import io.trueup.testkit.ChangeLogContract;
import io.trueup.testkit.LogUnderTest;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.support.JdbcTransactionManager;

@ParameterizedClass
@EnumSource(TestDatabase.class)
final class SpringChangeLogContractTest extends ChangeLogContract {
  private final TestDatabase database;

  SpringChangeLogContractTest(TestDatabase database) {
    this.database = database;
  }

  @Override
  protected LogUnderTest open() {
    return database.newLog(
        (dataSource, writer) ->
            new SpringTransactions(dataSource, new JdbcTransactionManager(dataSource), writer));
  }
}
