package io.trueup.cache;

import io.trueup.cache.spi.ChangeLog;
import io.trueup.cache.spi.LogSlice;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/*
 * Hands changes to a listener of the application. It follows the log by a cursor of its own instead
 * of a queue that is filled at commit: nothing grows while a listener is slow, no writer waits for
 * it, nothing is dropped, and changes of other nodes come the same way as this node's.
 */
final class ChangeFeed {
  private static final System.Logger LOG = System.getLogger(ChangeFeed.class.getName());

  private final ChangeLog log;
  private final Follower follower;
  private final ChangeListener listener;
  private Incarnation incarnation;
  private LoggedChange last;

  final LongAdder failures = new LongAdder();

  ChangeFeed(ChangeLog log, Follower follower, ChangeListener listener) {
    this.log = log;
    this.follower = follower;
    this.listener = listener;
    LogSlice head = log.head();
    this.incarnation = head.incarnation();
    this.last = head.changes().get(0);
  }

  /** Hands over everything up to the head. One thread. */
  void run() {
    LogSlice slice;
    do {
      slice = log.read(last.position(), Follower.PAGE);
      if (!continues(slice)) {
        startAnew();
        return;
      }
      deliver(slice.changes().subList(1, slice.changes().size()));
    } while (slice.changes().size() == Follower.PAGE);
  }

  private boolean continues(LogSlice slice) {
    return slice.incarnation().equals(incarnation)
        && !slice.changes().isEmpty()
        && slice.changes().get(0).position().equals(last.position())
        && slice.changes().get(0).change().id().equals(last.change().id());
  }

  private void startAnew() {
    LogSlice head = log.head();
    incarnation = head.incarnation();
    last = head.changes().get(0);
    tell("gap", listener::onGap);
  }

  private void deliver(List<LoggedChange> changes) {
    if (!changes.isEmpty() && follower.generation().horizon() < lastOf(changes)) {
      follower.catchUp();
    }
    for (LoggedChange change : changes) {
      last = change;
      tell("change " + change.position(), () -> listener.onChange(change));
    }
  }

  private static long lastOf(List<LoggedChange> changes) {
    return changes.get(changes.size() - 1).position().value();
  }

  private void tell(String what, Runnable call) {
    try {
      call.run();
    } catch (RuntimeException | Error e) {
      failures.increment();
      LOG.log(System.Logger.Level.ERROR, "a change listener failed on " + what, e);
    }
  }
}
