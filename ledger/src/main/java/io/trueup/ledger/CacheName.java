package io.trueup.ledger;

import io.trueup.cache.CachePolicy;
import io.trueup.cache.Caches;
import io.trueup.cache.OnOutage;
import io.trueup.cache.Strategy;
import java.time.Duration;

/** The ledger's caches. */
public enum CacheName {
  /** Which budgets a request is charged to. */
  BUDGETS("budgets", CachePolicy.DEFAULT),
  /** Where a budget stands in a window. */
  BUDGET_STATUS("budget-status", CachePolicy.DEFAULT.withStrategy(Strategy.FOLD)),
  /** What a scope spent in a window. */
  SPEND("spend", CachePolicy.DEFAULT.withStrategy(Strategy.FOLD)),
  /** Spending by groups. */
  BREAKDOWN(
      "breakdown",
      CachePolicy.DEFAULT
          .withStrategy(Strategy.FOLD)
          .withMaxStaleness(Duration.ofSeconds(1))
          .withOnOutage(OnOutage.SERVE_STALE)
          .withMaxEntries(1_000)),
  /** What models cost. */
  PRICES("prices", CachePolicy.DEFAULT.withMaxEntries(10_000)),
  /** Alert settings in force. */
  ALERT_SETTINGS("alert-settings", CachePolicy.DEFAULT);

  private final String text;

  @SuppressWarnings("ImmutableEnumChecker") // a record of immutable parts
  private final CachePolicy policy;

  CacheName(String text, CachePolicy policy) {
    this.text = text;
    this.policy = policy;
  }

  /** The name as it stands in settings and the HTTP contract. */
  public String text() {
    return text;
  }

  /** How it behaves on this node unless set otherwise: with a second level if the node has one. */
  public CachePolicy defaultPolicyOn(Caches node) {
    boolean shared = node.hasSecondLevel() && (this == BUDGETS || this == PRICES);
    return shared ? policy.withLevelTwo(true) : policy;
  }

  /** How it behaves unless set otherwise, on a node without a second level. */
  public CachePolicy defaultPolicy() {
    return policy;
  }
}
