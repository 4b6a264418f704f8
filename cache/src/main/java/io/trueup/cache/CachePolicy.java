package io.trueup.cache;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How one cache behaves. Immutable.
 *
 * @param strategy how it keeps up with changes
 * @param ttl how long an entry lives at most; null for no such limit
 * @param ttlJitter share of the time to live, from 0 to less than 1, of which each entry loses a
 *     random part, so that what was loaded together does not expire together
 * @param maxStaleness how old an answer may be; zero makes each read linearizable. Has no meaning
 *     for {@link Strategy#TTL} and {@link Strategy#OFF}
 * @param maxEntries how many entries are kept on this node
 * @param levelTwo whether values are shared through the node's second level
 * @param onOutage what happens when freshness can't be proven
 * @param warm whether the hottest keys are kept for the next start, and reloaded in the background
 *     after a bulk invalidation
 * @param critical whether the node is ready only once this cache was warmed
 * @param loadTimeoutSoft after how long a reader who waits for a load takes the old value, if one
 *     can be proven to be within the bound; null for never. With it, loads run on threads of the
 *     node, else on the reader's own
 * @param loadTimeoutHard how long a reader waits for a load. With a soft time-out it fails then; a
 *     load on the reader's own thread can't be ended, and who waited that long for another's load
 *     loads for itself
 * @param singleLoadWait how long a load waits at most for another node that loads the same key, to
 *     take what that one puts into the second level; null for never: each node loads for itself
 */
public record CachePolicy(
    Strategy strategy,
    @Nullable Duration ttl,
    double ttlJitter,
    Duration maxStaleness,
    long maxEntries,
    boolean levelTwo,
    OnOutage onOutage,
    boolean warm,
    boolean critical,
    @Nullable Duration loadTimeoutSoft,
    Duration loadTimeoutHard,
    @Nullable Duration singleLoadWait) {

  /**
   * Evicting, no time to live, 250 ms, 100 000 entries, this node only, refusing in an outage, not
   * warmed, no soft time-out, 10 s for a load, no waiting for other nodes' loads.
   */
  public static final CachePolicy DEFAULT =
      new CachePolicy(
          Strategy.EVICT,
          null,
          0,
          Duration.ofMillis(250),
          100_000,
          false,
          OnOutage.REFUSE,
          false,
          false,
          null,
          Duration.ofSeconds(10),
          null);

  /**
   * @throws InvalidPolicyException naming everything that makes no sense, by the names of the
   *     settings
   */
  public CachePolicy {
    Objects.requireNonNull(strategy, "strategy");
    Objects.requireNonNull(maxStaleness, "maxStaleness");
    Objects.requireNonNull(onOutage, "onOutage");
    Objects.requireNonNull(loadTimeoutHard, "loadTimeoutHard");
    Reasons reasons = new Reasons();
    reasons.addIf(ttl != null && !isPositive(ttl), "ttl: must be more than 0");
    reasons.addIf(!(ttlJitter >= 0 && ttlJitter < 1), "ttl-jitter: must be from 0 to less than 1");
    reasons.addIf(maxStaleness.isNegative(), "max-staleness: must be 0 or more");
    reasons.addIf(
        maxEntries < 1, "max-entries: must be 1 or more; to keep nothing use strategy off");
    reasons.addIf(
        loadTimeoutSoft != null && !isPositive(loadTimeoutSoft),
        "load-timeout-soft: must be more than 0");
    reasons.addIf(!isPositive(loadTimeoutHard), "load-timeout-hard: must be more than 0");
    reasons.addIf(
        loadTimeoutSoft != null && loadTimeoutSoft.compareTo(loadTimeoutHard) >= 0,
        "load-timeout-soft: must be less than load-timeout-hard");
    checkWait(singleLoadWait, levelTwo, loadTimeoutHard, reasons);
    reasons.addIf(ttlJitter > 0 && ttl == null, "ttl-jitter: needs a ttl");
    reasons.addIf(critical && !warm, "critical: needs warm, or the node would never be ready");
    reasons.addIf(strategy == Strategy.TTL && ttl == null, "ttl: strategy ttl needs one");
    if (servesOld(strategy)) {
      reasons.addIf(
          maxStaleness.isZero(),
          "max-staleness: with 0 nothing old may be served, strategy "
              + nameOf(strategy)
              + " needs more");
    }
    if (!strategy.followsChanges()) {
      String with = " makes no sense with strategy " + nameOf(strategy);
      reasons.addIf(
          onOutage == OnOutage.SERVE_STALE,
          "on-outage: serve-stale" + with + ", which never waits for the log");
      reasons.addIf(
          loadTimeoutSoft != null,
          "load-timeout-soft:" + with + ", where no old value can be proven");
    } else {
      reasons.addIf(
          loadTimeoutSoft != null && maxStaleness.isZero(),
          "load-timeout-soft: with max-staleness 0 there is never an old value to take");
    }
    if (strategy == Strategy.OFF) {
      reasons.addIf(warm, "warm: makes no sense with strategy off, which keeps nothing");
      reasons.addIf(levelTwo, "level-two: makes no sense with strategy off, which keeps nothing");
    }
    reasons.throwIfAny();
  }

  private static void checkWait(
      @Nullable Duration wait, boolean levelTwo, Duration hard, Reasons reasons) {
    if (wait != null) {
      reasons.addIf(!isPositive(wait), "single-load-wait: must be more than 0");
      reasons.addIf(
          wait.compareTo(hard) >= 0, "single-load-wait: must be less than load-timeout-hard");
      reasons.addIf(!levelTwo, "single-load-wait: needs level-two, through which nodes share");
    }
  }

  private static boolean servesOld(Strategy strategy) {
    return strategy == Strategy.REFRESH || strategy == Strategy.STALE_WHILE_REVALIDATE;
  }

  private static boolean isPositive(Duration duration) {
    return !duration.isNegative() && !duration.isZero();
  }

  private static String nameOf(Strategy strategy) {
    return strategy.settingName();
  }

  /** What is wrong, gathered so that all of it can be said at once. */
  static final class Reasons {
    private final List<String> found = new ArrayList<>();

    void addIf(boolean wrong, String reason) {
      if (wrong) {
        found.add(reason);
      }
    }

    void throwIfAny() {
      if (!found.isEmpty()) {
        throw new InvalidPolicyException(found);
      }
    }
  }

  /** The same with another strategy. */
  public CachePolicy withStrategy(Strategy other) {
    return new CachePolicy(
        other,
        ttl,
        ttlJitter,
        maxStaleness,
        maxEntries,
        levelTwo,
        onOutage,
        warm,
        critical,
        loadTimeoutSoft,
        loadTimeoutHard,
        singleLoadWait);
  }

  /** The same with another time to live; null for none. */
  public CachePolicy withTtl(@Nullable Duration other) {
    return new CachePolicy(
        strategy,
        other,
        ttlJitter,
        maxStaleness,
        maxEntries,
        levelTwo,
        onOutage,
        warm,
        critical,
        loadTimeoutSoft,
        loadTimeoutHard,
        singleLoadWait);
  }

  /** The same with another share of the time to live that is cut off at random. */
  public CachePolicy withTtlJitter(double other) {
    return new CachePolicy(
        strategy,
        ttl,
        other,
        maxStaleness,
        maxEntries,
        levelTwo,
        onOutage,
        warm,
        critical,
        loadTimeoutSoft,
        loadTimeoutHard,
        singleLoadWait);
  }

  /** The same with another bound. */
  public CachePolicy withMaxStaleness(Duration other) {
    return new CachePolicy(
        strategy,
        ttl,
        ttlJitter,
        other,
        maxEntries,
        levelTwo,
        onOutage,
        warm,
        critical,
        loadTimeoutSoft,
        loadTimeoutHard,
        singleLoadWait);
  }

  /** The same with another size. */
  public CachePolicy withMaxEntries(long other) {
    return new CachePolicy(
        strategy,
        ttl,
        ttlJitter,
        maxStaleness,
        other,
        levelTwo,
        onOutage,
        warm,
        critical,
        loadTimeoutSoft,
        loadTimeoutHard,
        singleLoadWait);
  }

  /** The same with or without the second level. */
  public CachePolicy withLevelTwo(boolean other) {
    return new CachePolicy(
        strategy,
        ttl,
        ttlJitter,
        maxStaleness,
        maxEntries,
        other,
        onOutage,
        warm,
        critical,
        loadTimeoutSoft,
        loadTimeoutHard,
        singleLoadWait);
  }

  /** The same with another behaviour in an outage. */
  public CachePolicy withOnOutage(OnOutage other) {
    return new CachePolicy(
        strategy,
        ttl,
        ttlJitter,
        maxStaleness,
        maxEntries,
        levelTwo,
        other,
        warm,
        critical,
        loadTimeoutSoft,
        loadTimeoutHard,
        singleLoadWait);
  }

  /** The same with or without warming. */
  public CachePolicy withWarm(boolean other) {
    return new CachePolicy(
        strategy,
        ttl,
        ttlJitter,
        maxStaleness,
        maxEntries,
        levelTwo,
        onOutage,
        other,
        critical,
        loadTimeoutSoft,
        loadTimeoutHard,
        singleLoadWait);
  }

  /** The same with and needed, or not, before the node is ready. */
  public CachePolicy withCritical(boolean other) {
    return new CachePolicy(
        strategy,
        ttl,
        ttlJitter,
        maxStaleness,
        maxEntries,
        levelTwo,
        onOutage,
        warm,
        other,
        loadTimeoutSoft,
        loadTimeoutHard,
        singleLoadWait);
  }

  /** The same with another soft time-out; null for none. */
  public CachePolicy withLoadTimeoutSoft(@Nullable Duration other) {
    return new CachePolicy(
        strategy,
        ttl,
        ttlJitter,
        maxStaleness,
        maxEntries,
        levelTwo,
        onOutage,
        warm,
        critical,
        other,
        loadTimeoutHard,
        singleLoadWait);
  }

  /** The same with another hard time-out. */
  public CachePolicy withLoadTimeoutHard(Duration other) {
    return new CachePolicy(
        strategy,
        ttl,
        ttlJitter,
        maxStaleness,
        maxEntries,
        levelTwo,
        onOutage,
        warm,
        critical,
        loadTimeoutSoft,
        other,
        singleLoadWait);
  }

  /** The same with another time to wait for other nodes' loads; null for none. */
  public CachePolicy withSingleLoadWait(@Nullable Duration other) {
    return new CachePolicy(
        strategy,
        ttl,
        ttlJitter,
        maxStaleness,
        maxEntries,
        levelTwo,
        onOutage,
        warm,
        critical,
        loadTimeoutSoft,
        loadTimeoutHard,
        other);
  }
}
