package io.trueup.testkit;

import io.trueup.cache.Position;
import io.trueup.cache.spi.ChangeLog;
import io.trueup.cache.spi.CommitObserver;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Writes down what a commit observer is told, and what the log showed to others at that time. */
final class RecordedCommits implements CommitObserver {
  /**
   * One call.
   *
   * @param call the method
   * @param last its argument
   * @param visible whether the log's head had come that far
   */
  record Call(String call, Position last, boolean visible) {}

  private final ChangeLog log;
  private final List<Call> calls = new CopyOnWriteArrayList<>();

  RecordedCommits(ChangeLog log) {
    this.log = log;
  }

  List<Call> calls() {
    return List.copyOf(calls);
  }

  List<String> names() {
    return calls.stream().map(Call::call).toList();
  }

  @Override
  public void committing(Position last) {
    note("committing", last);
  }

  @Override
  public void committed(Position last) {
    note("committed", last);
  }

  @Override
  public void rolledBack(Position last) {
    note("rolledBack", last);
  }

  private void note(String call, Position last) {
    Position head = log.head().changes().get(0).position();
    calls.add(new Call(call, last, head.compareTo(last) >= 0));
  }
}
