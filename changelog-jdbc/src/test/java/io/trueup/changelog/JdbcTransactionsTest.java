package io.trueup.changelog;

import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
final class JdbcTransactionsTest extends ChangeTransactionsContract {
  JdbcTransactionsTest(TestDatabase database) {
    super(database);
  }

  @Override
  protected ChangeTransactions transactions(DataSource dataSource, ChangeWriter writer) {
    return new JdbcTransactions(dataSource, writer);
  }
}
