package io.trueup.simulation;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Choices that a search makes, depth first: run after run, each schedule of a case once. Who is
 * stopped where it could go on is counted; with a bound on that, every schedule with so many.
 */
final class EveryChoice implements Choices {
  /** A place where the run could have gone on otherwise. */
  private static final class Fork {
    final int ways;
    int way;

    Fork(int ways) {
      this.ways = ways;
    }
  }

  private final int mostPreemptions;
  private final List<Fork> path = new ArrayList<>();
  private int depth;
  private int preemptions;
  private @Nullable StringBuilder switches;

  EveryChoice(int mostPreemptions) {
    this.mostPreemptions = mostPreemptions;
  }

  /** Makes the next run another schedule; false if there is none left. */
  boolean advance() {
    while (!path.isEmpty()) {
      Fork last = path.get(path.size() - 1);
      if (++last.way < last.ways) {
        return true;
      }
      path.remove(path.size() - 1);
    }
    return false;
  }

  /** Before each run, which then takes the ways chosen. */
  void begin(boolean traced) {
    depth = 0;
    preemptions = 0;
    switches = traced ? new StringBuilder() : null;
  }

  /** Who was stopped where for whom, in a run that was traced. */
  String switches() {
    return String.valueOf(switches);
  }

  @Override
  public int below(int bound) {
    if (depth == path.size()) {
      path.add(new Fork(bound));
    }
    Fork fork = path.get(depth++);
    if (fork.ways != bound) {
      throw new IllegalStateException("not the same run again: " + fork.ways + " is " + bound);
    }
    return fork.way;
  }

  @Override
  public Task next(List<Task> ready, Task running) {
    if (!ready.contains(running)) {
      return noted(running, ready.get(below(ready.size())));
    }
    List<Task> others = ready.stream().filter(task -> task != running).toList();
    int way = below(ready.size());
    if (way == 0) {
      return running;
    }
    preemptions++;
    return noted(running, others.get(way - 1));
  }

  private Task noted(Task from, Task to) {
    if (switches != null) {
      switches.append(from).append(from.done ? " has ended" : place()).append(", then ");
      switches.append(to).append('\n');
    }
    return to;
  }

  private static String place() {
    return StackWalker.getInstance()
        .walk(
            frames ->
                frames
                    .filter(f -> f.getClassName().startsWith("io.trueup.cache."))
                    .findFirst()
                    .map(f -> " stands before " + f.toStackTraceElement())
                    .orElse(" stands"));
  }

  /** Not where that would be of no effect: most of a run is after the last preemption. */
  @Override
  public boolean givesWay() {
    return preemptions < mostPreemptions;
  }

  @Override
  public boolean timePasses() {
    return false;
  }

  @Override
  public boolean stalls() {
    return false;
  }
}
