package io.trueup.simulation;

import java.util.List;

/** Where a run gets its decisions from. The same choices give the same run. */
interface Choices {
  /** From 0 to less than {@code bound}, which is 1 or more. */
  int below(int bound);

  /** Whether the running task gives way here, where it need not. */
  boolean givesWay();

  /** Whether time goes on a little here. */
  boolean timePasses();

  /** Whether the running task stalls here, as when its thread is not scheduled. */
  boolean stalls();

  /** Which of the tasks that could go on does; the running one may be among them. */
  default Task next(List<Task> ready, Task running) {
    return oneOf(ready);
  }

  default boolean oneIn(int n) {
    return below(n) == 0;
  }

  default int between(int least, int most) {
    return least + below(most - least + 1);
  }

  default <T> T oneOf(List<T> list) {
    return list.get(below(list.size()));
  }
}
