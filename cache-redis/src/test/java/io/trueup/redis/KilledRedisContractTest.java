package io.trueup.redis;

import io.trueup.testkit.SecondLevelContract;
import io.trueup.testkit.SecondLevelUnderTest;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class KilledRedisContractTest extends SecondLevelContract {
  private RealRedis redis;

  @SuppressWarnings("NullAway.Init")
  KilledRedisContractTest() {}

  @BeforeAll
  void startRedis(@TempDir Path directory) {
    redis = new RealRedis(directory);
  }

  @AfterAll
  void stopRedis() {
    redis.close();
  }

  @Override
  protected SecondLevelUnderTest open() {
    return new RedisUnderTest(redis, redis::kill, redis::start);
  }
}
