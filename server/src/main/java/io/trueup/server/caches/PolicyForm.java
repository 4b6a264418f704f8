package io.trueup.server.caches;

import io.trueup.cache.CachePolicy;
import io.trueup.cache.OnOutage;
import io.trueup.cache.Strategy;
import io.trueup.server.http.Faults;
import io.trueup.server.http.MergePatch;
import io.trueup.server.http.Range;
import io.trueup.spend.InvalidInputException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How a cache is to behave. Its fields are the keys of its settings, written {@code max_staleness}
 * or {@code max-staleness}; times are milliseconds or texts as in settings, such as {@code 250ms}.
 *
 * @param strategy how it keeps up with changes
 * @param ttl how long an entry lives at most; null for no such limit
 * @param ttlJitter share of the time to live that is cut off at random, from 0 to less than 1
 * @param maxStaleness how old an answer may be
 * @param maxEntries how many entries are kept on a node
 * @param levelTwo whether values are shared through the second level
 * @param onOutage {@code refuse} or {@code serve-stale}
 * @param warm whether it is warmed
 * @param critical whether a node is ready only once it was
 * @param loadTimeoutSoft after how long a reader takes a proven old value; null for never
 * @param loadTimeoutHard how long a reader waits for a load
 * @param singleLoadWait how long a load waits for another node's of the same key; null for never
 */
record PolicyForm(
    String strategy,
    @Nullable JsonNode ttl,
    JsonNode ttlJitter,
    JsonNode maxStaleness,
    @Range(min = 1) long maxEntries,
    boolean levelTwo,
    String onOutage,
    boolean warm,
    boolean critical,
    @Nullable JsonNode loadTimeoutSoft,
    JsonNode loadTimeoutHard,
    @Nullable JsonNode singleLoadWait) {
  private static final Pattern SIMPLE = Pattern.compile("([0-9]{1,12})(ms|s|m|h|d)?");
  private static final Map<String, Long> MILLIS =
      Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);
  private static final Duration MAX = Duration.ofDays(3_650);

  /** What the patch makes of a policy. */
  static CachePolicy patched(CachePolicy old, MergePatch patch) {
    return new MergePatch(inSnakeCase(patch.patch()))
        .applyTo(PolicyBody.of(old), PolicyForm.class)
        .toPolicy();
  }

  private static ObjectNode inSnakeCase(ObjectNode patch) {
    ObjectNode renamed = patch.objectNode();
    Faults faults = new Faults();
    patch
        .properties()
        .forEach(
            field -> {
              String name = field.getKey().replace('-', '_');
              if (renamed.has(name)) {
                faults.add(name, "is given twice");
              }
              renamed.set(name, field.getValue());
            });
    faults.throwIfAny();
    return renamed;
  }

  private CachePolicy toPolicy() {
    Faults faults = new Faults();
    Strategy as = faults.check(() -> constant("strategy", strategy, Strategy.values()));
    OnOutage outage = faults.check(() -> constant("on_outage", onOutage, OnOutage.values()));
    Double jitter = faults.check(() -> share(ttlJitter));
    Duration lives = faults.check(() -> duration("ttl", ttl));
    Duration staleness = faults.check(() -> duration("max_staleness", maxStaleness));
    Duration soft = faults.check(() -> duration("load_timeout_soft", loadTimeoutSoft));
    Duration hard = faults.check(() -> duration("load_timeout_hard", loadTimeoutHard));
    Duration wait = faults.check(() -> duration("single_load_wait", singleLoadWait));
    faults.throwIfAny();
    return new CachePolicy(
        Objects.requireNonNull(as),
        lives,
        Objects.requireNonNull(jitter),
        Objects.requireNonNull(staleness),
        maxEntries,
        levelTwo,
        Objects.requireNonNull(outage),
        warm,
        critical,
        soft,
        Objects.requireNonNull(hard),
        wait);
  }

  private static <E extends Enum<E>> E constant(String field, String name, E[] constants) {
    return Arrays.stream(constants)
        .filter(it -> PolicyBody.name(it).equals(name.replace('_', '-')))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInputException(
                    field,
                    "must be one of "
                        + Arrays.stream(constants)
                            .map(PolicyBody::name)
                            .collect(Collectors.joining(", "))));
  }

  private static double share(JsonNode node) {
    if (node.isNumber()
        && node.decimalValue().signum() >= 0
        && node.decimalValue().compareTo(BigDecimal.ONE) < 0) {
      return node.doubleValue();
    }
    throw new InvalidInputException("ttl_jitter", "must be a number from 0 to less than 1");
  }

  private static @Nullable Duration duration(String field, @Nullable JsonNode node) {
    if (node == null) {
      return null;
    }
    if (node.isString() || node.isIntegralNumber()) {
      Duration duration = parsed(field, node.asString());
      if (!duration.isNegative() && duration.compareTo(MAX) <= 0) {
        return duration;
      }
    }
    throw refusal(field);
  }

  private static InvalidInputException refusal(String field) {
    return new InvalidInputException(
        field, "must be a time such as \"250ms\", \"10s\" or \"PT1M\", at most ten years");
  }

  private static Duration parsed(String field, String text) {
    Matcher simple = SIMPLE.matcher(text);
    if (simple.matches()) {
      String unit = Objects.requireNonNullElse(simple.group(2), "ms");
      return Duration.ofMillis(
          Math.multiplyExact(Long.parseLong(simple.group(1)), MILLIS.getOrDefault(unit, 1L)));
    }
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException e) {
      throw refusal(field);
    }
  }
}
