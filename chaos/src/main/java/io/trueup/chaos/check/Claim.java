package io.trueup.chaos.check;

import java.math.BigDecimal;

/** Something that an answer says of the state of the world. Immutable. */
public sealed interface Claim {
  /**
   * That something is this.
   *
   * @param key what, such as {@code cost:user:acme/ann}
   * @param value as {@link Series} has it
   */
  record Is(String key, String value) implements Claim {}

  /**
   * That a budget has room.
   *
   * @param limit key of its limit
   * @param cost key of what it counts
   * @param amount how much room at least
   */
  record Room(String limit, String cost, BigDecimal amount) implements Claim {}

  /**
   * That so much is held and covered at most as the largest limit so far allows.
   *
   * @param limit key of the limit
   * @param amount how much is
   */
  record Within(String limit, BigDecimal amount) implements Claim {}

  /**
   * That an answer contradicts itself.
   *
   * @param how in words
   */
  record Contradiction(String how) implements Claim {}

  /** A number is this. */
  static Claim is(String key, BigDecimal number) {
    return new Is(key, Series.text(number));
  }
}
