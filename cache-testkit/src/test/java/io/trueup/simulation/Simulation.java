package io.trueup.simulation;

import io.trueup.cache.AuditReport;
import io.trueup.cache.CacheException;
import io.trueup.cache.Inside;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One run: clients read and write through several nodes while trouble comes over them; at the end
 * everything is mended, and every node must answer the truth at once.
 */
final class Simulation {
  /** Resets and failures are what a run is made of. Held, or the setting would be collected. */
  private static final Logger QUIET = Logger.getLogger("io.trueup.cache");

  private final World world;
  private final Scheduler scheduler;

  private Simulation(Scheduler scheduler) {
    this.scheduler = scheduler;
    this.world = new World(scheduler);
  }

  /** Called by {@link Machine}: digest, violation or null, history. */
  static @Nullable String[] run(long seed, boolean traced) {
    QUIET.setLevel(Level.OFF);
    History history = traced ? new History() : null;
    Scheduler scheduler = new Scheduler(new SeededChoices(seed), history);
    String written = "";
    @Nullable String violation = null;
    long digest = 0;
    try {
      digest = scheduler.run(() -> new Simulation(scheduler).live());
    } catch (Violation e) {
      violation = String.valueOf(e.getMessage());
    }
    if (history != null) {
      written = history.toString();
    }
    return new @Nullable String[] {Long.toHexString(digest), violation, written};
  }

  private void live() {
    for (int i = 1; i <= world.plan.nodes; i++) {
      start("n" + i);
    }
    if (world.plan.troubled) {
      world.inTrouble = true;
      scheduler.spawn("trouble", "", null, new Trouble(world, this));
    }
    scheduler.await(this::isOver, Long.MAX_VALUE);
    mend();
    for (SimulatedNode node : List.copyOf(world.nodes)) {
      scheduler.spawn(node.life + "/judge", node.life, null, () -> judge(node));
    }
    scheduler.await(() -> world.nodes.stream().allMatch(n -> n.judged), Long.MAX_VALUE);
    scheduler.endAll();
  }

  private boolean isOver() {
    return !world.isAtWork() && !world.inTrouble;
  }

  /** A new life of a node, with its clients. */
  void start(String name) {
    String life = name + "." + ++world.lives;
    SimulatedNode node = new SimulatedNode(world, name, life);
    world.nodes.removeIf(other -> other.name.equals(name));
    world.nodes.add(node);
    world.workers.add(
        scheduler.spawn(
            life,
            life,
            null,
            () -> {
              node.start();
              for (int i = 0; i < world.plan.clients; i++) {
                Client client = new Client(world, node);
                world.workers.add(scheduler.spawn(life + "/client" + i, life, null, client));
              }
            }));
  }

  void kill(SimulatedNode node) {
    scheduler.kill(node.life);
    scheduler.await(() -> !scheduler.isAlive(node.life), Long.MAX_VALUE);
  }

  private void mend() {
    scheduler.note("MENDED");
    scheduler.calm();
    scheduler.sleep(2_000 * Scheduler.MILLI);
  }

  private void judge(SimulatedNode node) {
    try {
      node.caches().catchUp();
      for (SimulatedNode.Kind kind : node.kinds) {
        for (String key : world.keys) {
          Question question = new Question(world, node, kind, key, null);
          try {
            question.read(java.time.Duration.ZERO);
          } catch (CacheException e) {
            question.failed(e);
          }
        }
        audit(node, kind);
      }
      checkBounds(node);
    } catch (CacheException e) {
      throw new Violation(node.life + " does not work though nothing is wrong: " + e);
    }
    node.judged = true;
  }

  private void audit(SimulatedNode node, SimulatedNode.Kind kind) {
    AuditReport report = kind.cache().audit();
    if (report.different() != 0) {
      throw new Violation(node.life + " audit of " + kind.cache().name() + ": " + report);
    }
  }

  private void checkBounds(SimulatedNode node) {
    long head = world.database.head().value();
    if (node.caches().horizon().value() != head) {
      throw new Violation(
          node.life + " is at " + node.caches().horizon() + " though the log is at " + head);
    }
    List<Long> held = Inside.journals(node.caches());
    if (held.get(0) > SimulatedNode.MOST_CHANGES
        || held.get(1) > SimulatedNode.MOST_TAGS
        || held.get(2) > held.get(1)
        || held.get(3) > held.get(0)) {
      throw new Violation(node.life + " holds more than its bounds allow: " + held);
    }
    for (SimulatedNode.Kind kind : node.kinds) {
      if (!scheduler.await(() -> Inside.inFlight(kind.cache()) == 0, 1_000 * Scheduler.MILLI)) {
        throw new Violation(node.life + " " + kind.cache().name() + " has loads left in flight");
      }
    }
  }
}
