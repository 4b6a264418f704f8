package io.trueup.ledger;

import io.trueup.cache.Caches;
import io.trueup.changelog.ChangeWriter;
import io.trueup.changelog.JdbcChangeLog;
import io.trueup.changelog.JdbcTransactions;
import io.trueup.spend.Catalogue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;

/**
 * A node with clocks of its own, which follows and keeps its leases only when it is told to. Its
 * monotonic clock runs a little fast or slow and stands still while its machine is suspended; its
 * wall clock is wrong.
 */
final class SimulatedNode {
  /** What all nodes share. */
  interface World {
    /** The true time, which is the database's. */
    Instant now();

    /** A node waits. */
    void pause(SimulatedNode waiting, Duration time);
  }

  private final World world;
  private final HookedCommits database;
  private final Caches caches;
  private final JdbcChangeLog log;
  private final double rate;
  private Duration wallOffset;
  private long nanos;
  private boolean suspended;
  private Duration lag = Duration.ZERO;
  private Runnable beforeClock = () -> {};
  private Runnable onClock = () -> {};
  final Ledger ledger;

  SimulatedNode(World world, DataSource real, LeaseRules rules, Duration wallOffset, double rate) {
    this.world = world;
    this.wallOffset = wallOffset;
    this.rate = rate;
    this.database = new HookedCommits(real);
    JdbcTransactions transactions =
        new JdbcTransactions(database, new ChangeWriter(LedgerChange.codec(), "n"));
    log = JdbcChangeLog.builder(database, LedgerChange.codec()).sharedWriters().build();
    caches =
        Caches.follow(log).transactions(transactions).ticker(() -> nanos).withoutPolling().build();
    ledger =
        Ledger.on(database)
            .over(transactions, caches, log)
            .migrated()
            .catalogue(new Catalogue(List.of()))
            .clock(this::now)
            .ticker(() -> nanos)
            .pause(time -> world.pause(this, time))
            .leaseWorkings(new LeaseWorkings(rules, this::wall, false))
            .open();
  }

  /** The database's time as the node knows it: behind, after a suspension, until it asks. */
  private Instant now() {
    return world.now().minus(lag);
  }

  /** Between its reading and its use anything may happen. */
  private Instant wall() {
    Runnable first = beforeClock;
    beforeClock = () -> {};
    first.run();
    Instant read = world.now().plus(wallOffset);
    Runnable hook = onClock;
    onClock = () -> {};
    hook.run();
    return read;
  }

  void passed(Duration time) {
    if (suspended) {
      lag = lag.plus(time);
    } else {
      nanos += (long) (time.toNanos() * rate);
    }
  }

  /** The machine is suspended until it is resumed. */
  void suspend(boolean yes) {
    suspended = yes;
  }

  /** Whether it takes itself for fresher than it is. */
  boolean lags() {
    return !lag.isZero();
  }

  /** It hears from the database what time it is. */
  void hears() {
    lag = Duration.ZERO;
  }

  void moveWallClock(Duration by) {
    wallOffset = wallOffset.plus(by);
  }

  /** What happens before it next looks at its wall clock. */
  void beforeClock(Runnable hook) {
    beforeClock = hook;
  }

  /** What happens when it has next looked at its wall clock. */
  void onClock(Runnable hook) {
    onClock = hook;
  }

  HookedCommits database() {
    return database;
  }

  /** Its process is killed: nothing is given back. */
  void crash() {
    database.end();
    stop();
  }

  void stop() {
    ledger.close();
    caches.close();
    log.close();
  }
}
