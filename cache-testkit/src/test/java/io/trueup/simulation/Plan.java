package io.trueup.simulation;

/** What kind of run a seed makes: how many nodes, how slow, how much trouble. */
final class Plan {
  final int nodes;
  final int clients;
  final int operations;
  final boolean soleWriter;
  final boolean sharesValues;
  final boolean troubled;

  /** One of so many ways is a slow one. */
  final int slowness;

  /** Milliseconds of a slow way at most. */
  final int latency;

  /** One of so many changes can't be read; 0 for none. */
  final int unreadable;

  /** One of so many rings is lost. */
  final int ringsLost;

  /** One of so many writes makes many changes. */
  final int bulky;

  /** One cache and one or two keys, which are then read again and again. */
  final boolean focused;

  Plan(Choices choices) {
    this.soleWriter = choices.oneIn(6);
    this.nodes = soleWriter ? 1 : choices.between(1, 3);
    this.clients = choices.between(1, 3);
    this.operations = choices.between(6, 24);
    this.sharesValues = choices.oneIn(2);
    this.troubled = !choices.oneIn(4);
    this.slowness = choices.oneOf(java.util.List.of(2, 4, 10, 50));
    this.latency = choices.oneOf(java.util.List.of(3, 20, 120));
    this.unreadable = choices.oneIn(4) ? choices.between(7, 20) : 0;
    this.bulky = choices.oneOf(java.util.List.of(3, 12));
    this.focused = choices.oneIn(3);
    this.ringsLost = choices.oneOf(java.util.List.of(1, 2, 10));
  }
}
