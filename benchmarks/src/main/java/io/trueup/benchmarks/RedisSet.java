package io.trueup.benchmarks;

import java.util.List;

/** A Redis set with the keys of each tag: it is read, and its keys are removed. */
final class RedisSet extends RedisEntries {
  @Override
  public void invalidate() {
    List<String> keys = List.copyOf(connection.sync().smembers(TAG));
    unlink(keys);
    unlink(List.of(TAG));
  }
}
