package io.trueup.alerts;

import com.github.kagkarlsson.scheduler.SchedulerBuilder;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.Waiter;
import com.github.kagkarlsson.scheduler.task.Task;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import javax.sql.DataSource;

/*
 * The scheduler goes by the ledger's clock, the database's unless the application has its own, so that
 * all nodes agree on what is due and on who has not been heard of. Between two looks it waits by the
 * machine's: a clock that is set back, or stands still in a test, must not keep it waiting.
 */
/** Builds schedulers over the ledger's table. */
final class LedgerScheduler extends SchedulerBuilder {
  private static final String TABLE = "trueup_scheduled_task";
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);
  private static final int MISSED_HEARTBEATS = 6;

  private final Duration pollInterval;

  private LedgerScheduler(
      DataSource dataSource, InstantSource time, Task<?> task, Duration pollInterval) {
    super(dataSource, List.of(task));
    this.clock = time::instant;
    this.pollInterval = pollInterval;
  }

  @Override
  protected Waiter buildWaiter() {
    return new Waiter(pollInterval);
  }

  static SchedulerBuilder over(
      DataSource dataSource, InstantSource time, Task<?> task, MessengerSettings settings) {
    return new LedgerScheduler(dataSource, time, task, settings.pollInterval())
        .tableName(TABLE)
        .schedulerName(new SchedulerName.Fixed("trueup"))
        .threads(settings.threads())
        .heartbeatInterval(HEARTBEAT)
        .missedHeartbeatsLimit(MISSED_HEARTBEATS)
        .shutdownMaxWait(settings.timeout());
  }
}
