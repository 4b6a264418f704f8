package io.trueup.simulation;

import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A thread of a simulated run. It does something only while it holds the baton. */
final class Task {
  final String name;
  final String node;

  /** Whom production code takes the thread for. */
  final @Nullable Thread alias;

  final Semaphore baton = new Semaphore(0);
  final int ordinal;
  @Nullable Thread thread;
  @Nullable BooleanSupplier until;
  long wakeAt;
  int atomic;
  boolean done;
  boolean doomed;
  boolean interrupted;

  Task(int ordinal, String name, String node, @Nullable Thread alias) {
    this.ordinal = ordinal;
    this.name = name;
    this.node = node;
    this.alias = alias;
  }

  /** Whether it could go on at this time. */
  boolean isReady(long now) {
    if (done) {
      return false;
    }
    if (doomed) {
      return true;
    }
    BooleanSupplier condition = until;
    return wakeAt <= now || (condition != null && condition.getAsBoolean());
  }

  @Override
  public String toString() {
    return name;
  }
}
