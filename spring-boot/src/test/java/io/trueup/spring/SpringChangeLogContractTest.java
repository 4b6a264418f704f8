package io.trueup.spring;

import io.trueup.changelog.TestLog;
import io.trueup.testkit.ChangeLogContract;
import io.trueup.testkit.LogUnderTest;
import org.springframework.jdbc.support.JdbcTransactionManager;

final class SpringChangeLogContractTest extends ChangeLogContract {
  @Override
  protected LogUnderTest open() {
    return TestLog.inMemory(
        (dataSource, writer) ->
            new SpringTransactions(dataSource, new JdbcTransactionManager(dataSource), writer));
  }
}
