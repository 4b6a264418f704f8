package io.trueup.testkit;

import io.trueup.cache.Position;
import io.trueup.cache.spi.ChangeLog;
import java.time.Duration;

/** A change log over fresh storage, with what {@link ChangeLogContract} needs to do to it. */
public interface LogUnderTest extends AutoCloseable {
  /** The log, always the same. */
  ChangeLog log();

  /** A writer to this log, independent of those given before as far as the log has such. */
  LogWriter newWriter();

  /** Makes the fact of this change unreadable behind the log's back; its tags stay. */
  void damageFact(Position position);

  /** Makes the tags of this change unreadable behind the log's back. */
  void damageTags(Position position);

  /** Makes the rows up to this position older by that much, behind the log's back. */
  void age(Position upTo, Duration by);

  /** Closes the log and drops its storage. */
  @Override
  void close();
}
