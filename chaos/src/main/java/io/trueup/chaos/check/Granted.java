package io.trueup.chaos.check;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/*
 * What clients know for certain, and no more: a reservation counts from its answer until somebody is about
 * to end it, or until it might be over for some node. So the sum is never above what was held and covered
 * at that moment, wherever it is held.
 */
/** What was promised to clients, summed up by budget. Safe for use by many threads. */
public final class Granted {
  /**
   * A reservation that somebody was promised.
   *
   * @param id its id
   * @param budgets of which budgets
   * @param amount how much of each
   */
  public record Promise(String id, List<String> budgets, BigDecimal amount) {}

  private record Live(BigDecimal amount, long expiresAt) {
    boolean isCertain(long now) {
      return expiresAt - HoldsWatch.CLOCKS_APART > now;
    }
  }

  private final Map<String, Map<String, Live>> live = new HashMap<>();
  private final Map<String, BigDecimal> covered = new HashMap<>();
  private final Set<String> seen = new HashSet<>();

  /**
   * It is held until then, in milliseconds since 1970; answers what that makes of each budget,
   * which has to be within the limit.
   */
  public synchronized List<Claim> isHeld(Promise promise, long expiresAt, long now) {
    List<Claim> claims = new ArrayList<>();
    if (!seen.add(promise.id())) {
      claims.add(new Claim.Contradiction("given to two requests: " + promise.id()));
    }
    for (String budget : promise.budgets()) {
      Map<String, Live> of = live.computeIfAbsent(budget, it -> new HashMap<>());
      of.values().removeIf(it -> !it.isCertain(now));
      of.put(promise.id(), new Live(promise.amount(), expiresAt));
      BigDecimal sum = covered.getOrDefault(budget, BigDecimal.ZERO);
      for (Live each : of.values()) {
        sum = sum.add(each.isCertain(now) ? each.amount() : BigDecimal.ZERO);
      }
      claims.add(new Claim.Within("limit:" + budget, sum));
    }
    return claims;
  }

  /** It may end now. */
  public synchronized void isEnding(Promise promise) {
    promise.budgets().forEach(budget -> of(budget).remove(promise.id()));
  }

  private Map<String, Live> of(String budget) {
    return live.computeIfAbsent(budget, it -> new HashMap<>());
  }

  /** Its time of expiry is this now. */
  public synchronized void isHeldUntil(Promise promise, long expiresAt) {
    for (String budget : promise.budgets()) {
      of(budget).computeIfPresent(promise.id(), (id, old) -> new Live(old.amount(), expiresAt));
    }
  }

  /** It was settled in time at this cost. */
  public synchronized void isSettled(Promise promise, BigDecimal cost) {
    for (String budget : promise.budgets()) {
      covered.merge(budget, cost.min(promise.amount()), BigDecimal::add);
    }
  }
}
