package io.trueup.spring;

import io.trueup.cache.CacheException;
import io.trueup.cache.Caches;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/*
 * Without the log nothing can be proven to be fresh: down. Without the second level or the doorbell
 * everything is right and slower: degraded, which is answered with 200 and takes no node out of service. Before the critical
 * caches are warm the node is out of service.
 */
/** Whether this node can answer, and how well. */
final class TrueupHealth extends AbstractHealthIndicator {
  /** Right, but slower than it could be. */
  static final Status DEGRADED = new Status("DEGRADED");

  private final Caches caches;
  private final Supplier<List<String>> missing;

  /**
   * @param missing the parts that are, in order
   */
  TrueupHealth(Caches caches, Supplier<List<String>> missing) {
    super("the state of the caches can't be told");
    this.caches = caches;
    this.missing = missing;
  }

  @Override
  protected void doHealthCheck(Health.Builder builder) {
    List<String> degraded = missing.get();
    if (!degraded.isEmpty()) {
      builder.withDetail("degraded", degraded);
    }
    try {
      caches.catchUp();
      builder.status(status(degraded.isEmpty()));
    } catch (CacheException e) {
      builder.down(e).withDetail("reason", "the change log can't be read");
    }
    builder
        .withDetail("horizon", caches.horizon().value())
        .withDetail("warm", caches.isWarm())
        .withDetail("freshness", caches.freshnessAge().toMillis() + " ms");
  }

  private Status status(boolean isComplete) {
    if (!caches.isWarm()) {
      return Status.OUT_OF_SERVICE;
    }
    return isComplete ? Status.UP : DEGRADED;
  }
}
