package io.trueup.benchmarks;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;

/** No key list: all keys of Redis are walked, and those of the pattern removed. */
final class RedisScan extends RedisEntries {
  @Override
  public void invalidate() {
    ScanArgs pattern = ScanArgs.Builder.matches("budget:*").limit(BATCH);
    KeyScanCursor<String> found = connection.sync().scan(pattern);
    unlink(found.getKeys());
    while (!found.isFinished()) {
      found = connection.sync().scan(ScanCursor.of(found.getCursor()), pattern);
      unlink(found.getKeys());
    }
  }
}
