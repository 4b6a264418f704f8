package io.trueup.testkit;

import io.trueup.cache.spi.SecondLevel;
import io.trueup.cache.spi.SecondLevelKey;
import java.time.Duration;

/** A second level over fresh storage, with what {@link SecondLevelContract} needs to do to it. */
public interface SecondLevelUnderTest extends AutoCloseable {
  /** The second level, always the same. */
  SecondLevel level();

  /** Lets that much time pass for what is kept. */
  void pass(Duration time);

  /** Forgets everything behind the level's back. */
  void lose();

  /** Puts bytes that no level wrote in the place of what is kept under the key. */
  void damage(SecondLevelKey key);

  /** Makes it unreachable. */
  void cut();

  /** Makes it reachable again, and returns when it is used again. */
  void heal();

  /** The largest value that it keeps, in bytes. */
  int mostBytes();

  /** Closes it and drops its storage. */
  @Override
  void close();
}
