package io.trueup.alerts;

import com.github.kagkarlsson.scheduler.SchedulerBuilder;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.task.Task;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import javax.sql.DataSource;

/*
 * The scheduler goes by the ledger's clock, the database's unless the application has its own, so that
 * all nodes agree on what is due and on who has not been heard of.
 */
/** Builds schedulers over the ledger's table. */
final class LedgerScheduler extends SchedulerBuilder {
  private static final String TABLE = "trueup_scheduled_task";
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);
  private static final int MISSED_HEARTBEATS = 6;

  private LedgerScheduler(DataSource dataSource, InstantSource time, List<Task<?>> tasks) {
    super(dataSource, tasks);
    this.clock = time::instant;
  }

  static SchedulerBuilder over(
      DataSource dataSource, InstantSource time, Task<?> task, MessengerSettings settings) {
    return new LedgerScheduler(dataSource, time, List.of(task))
        .tableName(TABLE)
        .schedulerName(new SchedulerName.Fixed("trueup"))
        .threads(settings.threads())
        .pollingInterval(settings.pollInterval())
        .heartbeatInterval(HEARTBEAT)
        .missedHeartbeatsLimit(MISSED_HEARTBEATS)
        .shutdownMaxWait(settings.timeout());
  }
}
