package io.trueup.server.scenarios;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Work that is begun at the same time, on a thread for each part. */
final class AtOnce {
  private AtOnce() {}

  /** Something to do that has no result. */
  interface Step {
    void take() throws Exception;
  }

  /** The results in the order of the work. */
  static <T> List<T> all(List<Callable<T>> work) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(work.size());
    List<T> done = new ArrayList<>();
    try {
      for (Future<T> each : threads.invokeAll(work)) {
        done.add(each.get());
      }
    } finally {
      threads.shutdownNow();
    }
    return done;
  }

  /** Takes the step of each number below the count. */
  static void each(int count, IntFunction<Step> steps) throws Exception {
    List<Callable<Boolean>> work =
        IntStream.range(0, count)
            .<Callable<Boolean>>mapToObj(
                i ->
                    () -> {
                      steps.apply(i).take();
                      return true;
                    })
            .toList();
    all(work);
  }
}
