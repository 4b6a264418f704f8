package io.trueup.chaos.load;

import io.trueup.chaos.check.Granted.Promise;
import io.trueup.chaos.check.HoldsWatch;
import io.trueup.chaos.load.World.Person;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A reservation as the client knows it that was given it. For one thread. */
final class Ticket {
  final Promise promise;
  final Person person;
  private long expiresAt;

  /** What the first settlement answered; null before. */
  @Nullable JsonNode settled;

  /** Whether it was given back while it was held. */
  boolean released;

  Ticket(Promise promise, Person person, long expiresAt) {
    this.promise = promise;
    this.person = person;
    this.expiresAt = expiresAt;
  }

  String path() {
    return "/v1/reservations/" + promise.id();
  }

  BigDecimal amount() {
    return promise.amount();
  }

  long expiresAt() {
    return expiresAt;
  }

  void expiresAt(long millis) {
    expiresAt = millis;
  }

  static long now() {
    return System.currentTimeMillis();
  }

  /** Whether its time is not over for any node, if it is so late at most. */
  boolean isLiveAt(long millis) {
    return millis + HoldsWatch.CLOCKS_APART < expiresAt;
  }

  /** Whether its time is over for every node, if it is so late at least. */
  boolean isOverAt(long millis) {
    return millis - HoldsWatch.CLOCKS_APART > expiresAt;
  }
}
