package io.trueup.changelog;

import io.trueup.testkit.ChangeLogContract;
import io.trueup.testkit.LogUnderTest;

final class H2ChangeLogContractTest extends ChangeLogContract {
  @Override
  protected LogUnderTest open() {
    return H2Log.inMemory();
  }
}
