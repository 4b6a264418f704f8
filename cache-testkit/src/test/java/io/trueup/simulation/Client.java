package io.trueup.simulation;

import io.trueup.cache.CacheException;
import io.trueup.cache.Position;
import io.trueup.cache.spi.ChangeLogException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads and writes through one node. */
final class Client implements Runnable {
  private final World world;
  private final SimulatedNode node;
  private final Scheduler scheduler;
  private final Choices choices;

  Client(World world, SimulatedNode node) {
    this.world = world;
    this.node = node;
    this.scheduler = world.scheduler;
    this.choices = world.choices;
  }

  @Override
  public void run() {
    for (int i = 0; i < world.plan.operations; i++) {
      if (choices.oneIn(2)) {
        scheduler.sleep(choices.between(0, 60) * Scheduler.MILLI);
      }
      act();
    }
  }

  private void act() {
    switch (choices.below(10)) {
      case 0, 1, 2 -> write(null);
      case 3, 4 -> inSession();
      case 5 -> ask(null, Question::lookUp);
      case 6, 7 -> ask(null, Question::get);
      default -> ask(null, question -> question.read(staleness()));
    }
  }

  private @Nullable Duration staleness() {
    int millis = choices.oneOf(List.of(-1, -1, 0, 30));
    return millis < 0 ? null : Duration.ofMillis(millis);
  }

  private void ask(@Nullable Session session, java.util.function.Consumer<Question> way) {
    Question question =
        new Question(world, node, choices.oneOf(node.kinds), choices.oneOf(world.keys), session);
    try {
      way.accept(question);
    } catch (CacheException e) {
      question.failed(e);
    }
  }

  private void inSession() {
    Session session = choices.oneOf(world.sessions);
    if (session.busy) {
      return;
    }
    session.busy = true;
    try {
      if (choices.oneIn(4)) {
        write(session);
      } else {
        ask(session, question -> question.read(staleness()));
      }
    } finally {
      session.busy = false;
    }
  }

  private void write(@Nullable Session session) {
    SimulatedNode.Open mine = node.begin();
    int changes = choices.oneIn(world.plan.bulky) ? choices.between(3, 9) : choices.between(1, 2);
    mine.everything = choices.oneIn(25);
    for (int i = 0; i < changes; i++) {
      mine.facts.add(fact());
      if (choices.oneIn(4)) {
        ask(null, choices.oneIn(2) ? Question::get : Question::lookUp);
      }
    }
    if (choices.oneIn(8)) {
      node.rollBack();
      return;
    }
    int history = world.database.histories;
    try {
      Position written = node.commit(mine);
      wrote(mine, written, history, session);
    } catch (ChangeLogException e) {
      scheduler.note("could not write");
    }
  }

  private Fact fact() {
    List<String> accounts =
        choices.oneIn(4) ? List.of("a", "b") : List.of(choices.oneOf(world.database.accounts));
    long serial = world.database.nextSerial();
    return switch (choices.below(12)) {
      case 0 -> new Fact.Corrected(accounts, serial);
      case 1 -> new Fact.Closed(accounts, serial);
      case 2, 3, 4 -> new Fact.Refunded(accounts, serial);
      default -> new Fact.Spent(accounts, serial);
    };
  }

  /** From now on this node, and this session anywhere, sees it. */
  private void wrote(
      SimulatedNode.Open mine, Position written, int history, @Nullable Session session) {
    if (history != world.database.histories) {
      return;
    }
    scheduler.note("wrote " + written);
    for (Fact fact : mine.facts) {
      for (String account : fact.accounts()) {
        long made = world.database.madeBy(account, fact.serial());
        node.written.merge(account, made, Math::max);
        if (session != null && session.history == history) {
          session.seen.merge(account, made, Math::max);
          session.saw(written);
        }
      }
    }
  }
}
