package io.trueup.changelog;

import javax.sql.DataSource;

final class JdbcTransactionsTest extends ChangeTransactionsContract {
  @Override
  protected ChangeTransactions transactions(DataSource dataSource, ChangeWriter writer) {
    return new JdbcTransactions(dataSource, writer);
  }
}
