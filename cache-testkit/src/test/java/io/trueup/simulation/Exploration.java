package io.trueup.simulation;

import io.trueup.cache.Play;
import io.trueup.cache.SmallCase;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/*
 * Every schedule of a small case over the real classes: where the simulation draws a few of very many
 * long runs, this runs all of very few short ones, so what it does not find is not there, within the
 * case and its bound on preemptions. That bound is what makes cases through the whole cache short
 * enough: each broken rule of SmallMutant shows with one or two. With -Dtrueup.preemptions=2 no case
 * has fewer, which takes minutes.
 */
final class Exploration {
  /** So many schedules of one case at most: more is a case that is not small. */
  private static final int MOST = 200_000;

  private static final Logger QUIET = Logger.getLogger("io.trueup.cache");

  private final SmallCase small;
  private final EveryChoice choices;

  private Exploration(SmallCase small) {
    this.small = small;
    this.choices = new EveryChoice(small.mostPreemptions());
  }

  /** Called by {@link Machine}: number of schedules, what went wrong or null, in which. */
  static @Nullable String[] run(String name) {
    QUIET.setLevel(Level.OFF);
    return new Exploration(SmallCase.valueOf(name)).explore();
  }

  private @Nullable String[] explore() {
    int schedules = 0;
    do {
      if (++schedules > MOST) {
        throw new IllegalStateException(small + " has more than " + MOST + " schedules");
      }
      String wrong = played(false);
      if (wrong != null) {
        played(true);
        return new @Nullable String[] {String.valueOf(schedules), wrong, choices.switches()};
      }
    } while (choices.advance());
    return new @Nullable String[] {String.valueOf(schedules), null, ""};
  }

  private @Nullable String played(boolean traced) {
    choices.begin(traced);
    Scheduler scheduler = new Scheduler(choices, null);
    try {
      scheduler.run(() -> play(scheduler));
      return null;
    } catch (Violation e) {
      return String.valueOf(e.getMessage());
    }
  }

  private void play(Scheduler scheduler) {
    Play play = small.play(Scheduler::point);
    AtomicInteger left = new AtomicInteger(play.actors().size());
    play.actors()
        .forEach(
            (name, steps) ->
                scheduler.spawn(
                    name,
                    name,
                    new Thread(name),
                    () -> {
                      steps.run();
                      left.decrementAndGet();
                    }));
    scheduler.await(() -> left.get() == 0, Long.MAX_VALUE);
    play.end();
    String wrong = play.wrong();
    if (wrong != null) {
      throw new Violation(wrong);
    }
  }
}
