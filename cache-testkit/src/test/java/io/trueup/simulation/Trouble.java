package io.trueup.simulation;

import io.trueup.cache.CacheException;
import io.trueup.cache.CachePolicy;
import io.trueup.cache.Inside;
import io.trueup.cache.InvalidPolicyException;
import io.trueup.cache.Strategy;
import io.trueup.testkit.InMemorySecondLevel;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Everything that befalls nodes, database and second level. */
final class Trouble implements Runnable {
  private static final List<Integer> MILLIS = List.of(5, 30, 120, 400, 1500);

  private final World world;
  private final Simulation simulation;
  private final Scheduler scheduler;
  private final Choices choices;
  private InMemorySecondLevel.@Nullable Dump dump;

  Trouble(World world, Simulation simulation) {
    this.world = world;
    this.simulation = simulation;
    this.scheduler = world.scheduler;
    this.choices = world.choices;
  }

  @Override
  public void run() {
    for (int i = 0; i < 10 && world.isAtWork(); i++) {
      scheduler.sleep(choices.between(1, 150) * Scheduler.MILLI);
      strike();
    }
    world.inTrouble = false;
  }

  private void strike() {
    SimulatedNode node = choices.oneOf(world.nodes);
    switch (choices.below(18)) {
      case 0 -> pause(node);
      case 1 -> restart(node);
      case 2 -> cut(choices.oneIn(2) ? "" : node.name);
      case 3 -> recover();
      case 4, 5 -> restore(node);
      case 6 -> renew();
      case 7 -> world.database.trim(choices.between(1, 4));
      case 8 -> world.secondLevel.lose();
      case 9 -> dump = world.secondLevel.dump();
      case 10 -> bringBack();
      case 11 -> failSecondLevel();
      case 12 -> reset(node);
      case 13 -> changePolicy(node);
      default -> evict(node);
    }
  }

  private long aWhile() {
    return choices.oneOf(MILLIS) * Scheduler.MILLI;
  }

  private void pause(SimulatedNode node) {
    long length = aWhile();
    scheduler.note("PAUSES " + node.life + " for " + length / 1e6 + " ms");
    scheduler.pause(node.life, length);
  }

  private void restart(SimulatedNode node) {
    scheduler.note("KILLS " + node.life);
    simulation.kill(node);
    if (choices.oneIn(2)) {
      scheduler.sleep(aWhile());
    }
    simulation.start(node.name);
  }

  private void cut(String node) {
    scheduler.note("CUTS OFF " + (node.isEmpty() ? "all" : node));
    world.database.cut(node);
    scheduler.sleep(aWhile());
    world.database.connect(node);
    scheduler.note("CONNECTS " + (node.isEmpty() ? "all" : node));
  }

  private void recover() {
    scheduler.note("IN RECOVERY");
    world.database.primary(false);
    scheduler.sleep(choices.between(1, 200) * Scheduler.MILLI);
    world.database.primary(true);
    scheduler.note("PRIMARY AGAIN");
  }

  private void restore(SimulatedNode node) {
    if (world.plan.soleWriter) {
      return;
    }
    int rowsLost =
        choices.oneIn(2) || node.kinds.isEmpty()
            ? choices.between(0, 6)
            : world.database.rowsAfter(node.caches().horizon());
    world.database.restore(rowsLost, choices.oneIn(2));
    forget();
    switch (choices.below(3)) {
      case 0 -> List.copyOf(world.nodes).forEach(this::evictAll);
      case 1 -> cut("");
      default -> scheduler.note("nothing else");
    }
  }

  private void renew() {
    if (!world.plan.soleWriter) {
      scheduler.note("RENEWS the incarnation");
      world.database.renewIncarnation();
    }
  }

  /** Nobody has to see what was written into a history that is gone. */
  private void forget() {
    world.nodes.forEach(node -> node.written.clear());
  }

  private void bringBack() {
    if (dump != null) {
      scheduler.note("BRINGS BACK old values");
      world.secondLevel.restore(dump);
    }
  }

  private void failSecondLevel() {
    world.secondLevel.fail("down");
    scheduler.sleep(choices.between(1, 200) * Scheduler.MILLI);
    world.secondLevel.recover();
  }

  private void reset(SimulatedNode node) {
    if (node.kinds.isEmpty()) {
      return;
    }
    scheduler.spawn(
        node.life + "/reset",
        node.life,
        null,
        () -> {
          try {
            node.caches().reset();
          } catch (CacheException e) {
            scheduler.note("could not reset");
          }
        });
  }

  private void changePolicy(SimulatedNode node) {
    if (node.kinds.isEmpty()) {
      return;
    }
    var cache = choices.oneOf(node.kinds).cache();
    CachePolicy policy = cache.policy();
    try {
      CachePolicy changed =
          choices.oneIn(3)
              ? policy.withTtl(Duration.ofMillis(200)).withStrategy(Strategy.TTL)
              : policy.withStrategy(
                  choices.oneOf(
                      List.of(
                          Strategy.EVICT,
                          Strategy.STALE_WHILE_REVALIDATE,
                          Strategy.REFRESH,
                          Strategy.OFF)));
      scheduler.note("POLICY of " + cache.name() + " on " + node.life + ": " + changed);
      cache.policy(changed);
    } catch (InvalidPolicyException e) {
      scheduler.note("no such policy: " + e.getMessage());
    }
  }

  private void evictAll(SimulatedNode node) {
    for (SimulatedNode.Kind kind : List.copyOf(node.kinds)) {
      world.keys.forEach(key -> Inside.evict(kind.cache(), key));
    }
  }

  private void evict(SimulatedNode node) {
    if (!node.kinds.isEmpty()) {
      Inside.evict(choices.oneOf(node.kinds).cache(), choices.oneOf(world.keys));
    }
  }
}
