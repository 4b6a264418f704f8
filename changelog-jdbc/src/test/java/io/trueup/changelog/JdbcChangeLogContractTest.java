package io.trueup.changelog;

import io.trueup.testkit.ChangeLogContract;
import io.trueup.testkit.LogUnderTest;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
final class JdbcChangeLogContractTest extends ChangeLogContract {
  private final TestDatabase database;

  JdbcChangeLogContractTest(TestDatabase database) {
    this.database = database;
  }

  @Override
  protected LogUnderTest open() {
    return database.newLog();
  }
}
