package io.trueup.spring;

import io.trueup.cache.Position;
import io.trueup.cache.spi.CommitObserver;
import java.util.List;

/** Notes what it is told. */
record Commits(List<String> events) implements CommitObserver {
  @Override
  public void committing(Position last) {
    events.add("committing " + last);
  }

  @Override
  public void committed(Position last) {
    events.add("committed " + last);
  }

  @Override
  public void rolledBack(Position last) {
    events.add("rolledBack " + last);
  }
}
