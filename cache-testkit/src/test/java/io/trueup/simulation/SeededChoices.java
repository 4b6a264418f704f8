package io.trueup.simulation;

import java.util.List;

/**
 * Choices that a seed makes. How often tasks give way, stall, and time goes on is the seed's own,
 * since races hide from any fixed rate.
 */
final class SeededChoices implements Choices {
  private long state;
  private final int givingWay;
  private final int passing;
  private final int stalling;

  SeededChoices(long seed) {
    this.state = seed * 0x9E3779B97F4A7C15L + 0x632BE59BD9B4E019L;
    this.givingWay = oneOf(List.of(300, 100, 30, 10));
    this.passing = oneOf(List.of(20, 50, 200, 1000));
    this.stalling = oneOf(List.of(2, 5, 12, 0));
  }

  private int next() {
    state += 0x9E3779B97F4A7C15L;
    long z = state;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return (int) ((z ^ (z >>> 31)) >>> 33);
  }

  @Override
  public int below(int bound) {
    return next() % bound;
  }

  @Override
  public boolean givesWay() {
    return below(1000) < givingWay;
  }

  @Override
  public boolean timePasses() {
    return below(1000) < 1000 / passing;
  }

  @Override
  public boolean stalls() {
    return below(1000) < stalling;
  }
}
