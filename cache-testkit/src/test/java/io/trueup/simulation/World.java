package io.trueup.simulation;

import io.trueup.testkit.InMemorySecondLevel;
import java.util.ArrayList;
import java.util.List;

/** What all nodes of a run share. */
final class World {
  private static final List<String> KEYS = List.of("a", "b", "a+b", "b+c");
  private static final List<String> SHAPES =
      List.of("plain", "snapshot", "fold", "revalidate", "refresh");

  final Scheduler scheduler;
  final Choices choices;
  final Plan plan;
  final Database database;
  final InMemorySecondLevel secondLevel;
  final List<String> shapes = new ArrayList<>();
  final List<String> keys = new ArrayList<>();
  final List<SimulatedNode> nodes = new ArrayList<>();
  final List<Session> sessions = List.of(new Session(), new Session());

  /** Those that start a node, and clients. */
  final List<Task> workers = new ArrayList<>();

  int lives;
  boolean inTrouble;

  World(Scheduler scheduler) {
    this.scheduler = scheduler;
    this.choices = scheduler.choices;
    this.plan = new Plan(choices);
    List<String> accounts = List.of("a", "b", "c");
    this.database = new Database(scheduler, plan, accounts);
    this.secondLevel = new InMemorySecondLevel(scheduler::now);
    secondLevel.beforeUse(this::onTheWayToTheSecondLevel);
    choose(KEYS, plan.focused ? choices.between(1, 2) : KEYS.size(), keys);
    choose(SHAPES, plan.focused ? 1 : choices.between(1, 4), shapes);
  }

  /** So many of them, each once. */
  private void choose(List<String> from, int count, List<String> into) {
    List<String> left = new ArrayList<>(from);
    for (int i = 0; i < count; i++) {
      into.add(left.remove(choices.below(left.size())));
    }
  }

  private void onTheWayToTheSecondLevel() {
    scheduler.pass();
    if (!scheduler.isCalm() && choices.oneIn(plan.slowness)) {
      scheduler.sleep(choices.between(0, plan.latency) * Scheduler.MILLI);
    }
  }

  boolean isAtWork() {
    return workers.stream().anyMatch(task -> !task.done);
  }

  /** A ring for each node, which may be lost, late or doubled. */
  void ring() {
    for (SimulatedNode node : List.copyOf(nodes)) {
      int copies = choices.oneIn(plan.ringsLost) ? 0 : choices.between(1, 2);
      for (int i = 0; i < copies; i++) {
        scheduler.spawn(
            node.life + "/bell",
            node.life,
            null,
            () -> {
              scheduler.sleep(choices.between(0, 40) * Scheduler.MILLI);
              node.hears();
            });
      }
    }
  }
}
