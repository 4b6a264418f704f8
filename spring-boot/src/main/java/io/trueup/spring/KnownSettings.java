package io.trueup.spring;

import io.trueup.cache.OnOutage;
import io.trueup.cache.Strategy;
import io.trueup.changelog.LogTrimmer;
import io.trueup.ledger.UnknownPrice;
import io.trueup.spend.Enforcement;
import io.trueup.spend.FailPolicy;
import io.trueup.spend.InvalidInputException;
import io.trueup.spend.Money;
import io.trueup.spend.Period;
import io.trueup.spring.TrueupProperties.DoorbellKind;
import io.trueup.spring.TrueupProperties.SmtpSecurity;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

/** Every setting below {@code trueup}, with its type and its rule. */
final class KnownSettings {
  /**
   * One of them.
   *
   * @param rule what it must be, in words
   */
  record Setting<T>(Class<T> type, Predicate<T> fits, String rule) {}

  /** What later versions bring; today it has no effect. */
  private static final List<String> RESERVED =
      List.of("auditor.", "data-dir", "security.", "server.", "write-catch-up-timeout");

  private static final Duration HOUR = Duration.ofHours(1);

  private static final Map<String, Setting<?>> OF_A_CACHE =
      Map.ofEntries(
          Map.entry("strategy", oneOf(Strategy.class)),
          Map.entry("ttl", positive()),
          Map.entry(
              "ttl-jitter",
              new Setting<>(Double.class, it -> it >= 0 && it < 1, "from 0 to less than 1")),
          Map.entry(
              "max-staleness", new Setting<>(Duration.class, it -> !it.isNegative(), "0 or more")),
          Map.entry("max-entries", new Setting<>(Long.class, it -> it >= 1, "1 or more")),
          Map.entry("level-two", toggle()),
          Map.entry("on-outage", oneOf(OnOutage.class)),
          Map.entry("warm", toggle()),
          Map.entry("critical", toggle()),
          Map.entry("load-timeout-soft", positive()),
          Map.entry("load-timeout-hard", positive()),
          Map.entry("single-load-wait", positive()));

  private static final Map<String, Setting<?>> FIXED =
      Map.ofEntries(
          Map.entry(
              "node",
              new Setting<>(
                  String.class, it -> !it.isEmpty() && it.length() <= 200, "1 to 200 characters")),
          Map.entry("at-least-timeout", upTo(HOUR)),
          Map.entry(
              "budgets.default-for-users.limit",
              new Setting<>(String.class, KnownSettings::isAmount, "a decimal, 0 or more")),
          Map.entry("budgets.default-for-users.period", oneOf(Period.class)),
          Map.entry("budgets.default-for-users.enforcement", oneOf(Enforcement.class)),
          Map.entry(
              "budgets.default-for-users.time-zone",
              new Setting<>(ZoneId.class, it -> true, "a time zone such as Europe/Berlin")),
          Map.entry("budgets.fail-policy", oneOf(FailPolicy.class)),
          Map.entry(
              "reservations.lease-ttl",
              new Setting<>(
                  Duration.class,
                  it -> it.toSeconds() >= 1 && it.compareTo(Duration.ofMinutes(5)) <= 0,
                  "1s to 5m")),
          Map.entry("reservations.leases", toggle()),
          Map.entry(
              "reservations.ttl",
              new Setting<>(
                  Duration.class,
                  it -> it.toSeconds() >= 1 && it.compareTo(Duration.ofDays(1)) <= 0,
                  "1s to 24h")),
          Map.entry("alerts.allow-private-targets", toggle()),
          Map.entry("alerts.deliver", toggle()),
          Map.entry(
              "alerts.poll-interval",
              new Setting<>(
                  Duration.class,
                  it -> it.toMillis() >= 10 && it.compareTo(HOUR) <= 0,
                  "10ms to 1h")),
          Map.entry(
              "alerts.threads", new Setting<>(Integer.class, it -> it >= 1 && it <= 64, "1 to 64")),
          Map.entry("alerts.timeout", upTo(Duration.ofSeconds(60))),
          Map.entry(
              "alerts.attempts",
              new Setting<>(Integer.class, it -> it >= 1 && it <= 100, "1 to 100")),
          Map.entry("alerts.first-retry", upTo(HOUR)),
          Map.entry("alerts.longest-retry", positive()),
          Map.entry("alerts.forecasts", toggle()),
          Map.entry("alerts.anomalies", toggle()),
          Map.entry("alerts.anomaly-factor", atLeast(BigDecimal.ONE)),
          Map.entry("alerts.anomaly-floor", atLeast(BigDecimal.ZERO)),
          Map.entry("alerts.smtp.host", text("a name")),
          Map.entry(
              "alerts.smtp.port",
              new Setting<>(Integer.class, it -> it >= 1 && it <= 65_535, "1 to 65535")),
          Map.entry("alerts.smtp.security", oneOf(SmtpSecurity.class)),
          Map.entry("alerts.smtp.username", text("a name")),
          Map.entry("alerts.smtp.password", text("a password")),
          Map.entry("alerts.smtp.from", text("an address")),
          Map.entry(
              "currency",
              new Setting<>(String.class, it -> it.matches("[A-Z]{3}"), "three capital letters")),
          Map.entry("changelog.poll-interval", upTo(HOUR)),
          Map.entry("changelog.lock-timeout", upTo(HOUR)),
          Map.entry(
              "changelog.retention",
              new Setting<>(
                  Duration.class,
                  it -> it.compareTo(LogTrimmer.SHORTEST_RETENTION) >= 0,
                  "1h or more")),
          Map.entry("changelog.doorbell", oneOf(DoorbellKind.class)),
          Map.entry("changelog.sole-writer", toggle()),
          Map.entry("changelog.triggers", toggle()),
          Map.entry("ledger.enabled", toggle()),
          Map.entry("redis.url", text("an address")),
          Map.entry("redis.timeout", upTo(Duration.ofSeconds(10))),
          Map.entry(
              "redis.key-prefix",
              new Setting<>(
                  String.class, it -> !it.isEmpty() && it.length() <= 100, "1 to 100 characters")),
          Map.entry("recording.queue", count()),
          Map.entry("recording.batch", count()),
          Map.entry("recording.create-unknown-owners", toggle()),
          Map.entry("recording.unknown-price", oneOf(UnknownPrice.class)),
          Map.entry(
              "warming.concurrency",
              new Setting<>(Integer.class, it -> it >= 1 && it <= 64, "1 to 64")),
          Map.entry("warming.loads-per-second", count()),
          Map.entry("warming.time-limit", upTo(HOUR)),
          Map.entry(
              "retention.alerts",
              new Setting<>(Duration.class, it -> it.toDays() >= 1, "a day or more")),
          Map.entry(
              "retention.records",
              new Setting<>(Duration.class, it -> it.toDays() >= 1, "a day or more")));

  /** By names without dashes, which a variable of the process can't hold. */
  private static final Map<String, Setting<?>> PLAIN_OF_A_CACHE = plain(OF_A_CACHE);

  private static final Map<String, Setting<?>> PLAIN_FIXED = plain(FIXED);

  private KnownSettings() {}

  /** The setting of a name, with or without its dashes; null if there is none. */
  static @Nullable Setting<?> named(ConfigurationPropertyName name) {
    if (!isOfACache(name)) {
      return PLAIN_FIXED.get(plain(name.subName(1).toString()));
    }
    return name.getNumberOfElements() == 4 ? ofACache(name) : null;
  }

  /**
   * Whether it names a cache in more than one part, as a variable with too many underscores does.
   */
  static boolean isOfASplitCache(ConfigurationPropertyName name) {
    return isOfACache(name) && name.getNumberOfElements() > 4 && ofACache(name) != null;
  }

  private static boolean isOfACache(ConfigurationPropertyName name) {
    return name.getNumberOfElements() > 1 && name.getElement(1, Form.UNIFORM).equals("caches");
  }

  private static @Nullable Setting<?> ofACache(ConfigurationPropertyName name) {
    return PLAIN_OF_A_CACHE.get(name.getLastElement(Form.UNIFORM));
  }

  private static Map<String, Setting<?>> plain(Map<String, Setting<?>> settings) {
    Map<String, Setting<?>> plain = new TreeMap<>();
    settings.forEach((name, setting) -> plain.put(plain(name), setting));
    return plain;
  }

  private static String plain(String name) {
    return name.replace("-", "");
  }

  /** All of them by their whole names, with this name for a cache. */
  static Map<String, Setting<?>> all(String cache) {
    Map<String, Setting<?>> all = new TreeMap<>();
    FIXED.forEach((name, setting) -> all.put("trueup." + name, setting));
    OF_A_CACHE.forEach((name, setting) -> all.put("trueup.caches." + cache + "." + name, setting));
    return all;
  }

  static boolean isReserved(String name) {
    return RESERVED.stream()
        .anyMatch(it -> it.endsWith(".") ? name.startsWith(it) : name.equals(it));
  }

  private static boolean isAmount(String text) {
    try {
      return !Money.of(text).isNegative();
    } catch (InvalidInputException e) {
      return false;
    }
  }

  private static Setting<Duration> positive() {
    return new Setting<>(Duration.class, it -> !it.isZero() && !it.isNegative(), "more than 0");
  }

  private static Setting<Duration> upTo(Duration most) {
    return new Setting<>(
        Duration.class,
        it -> it.toMillis() >= 1 && it.compareTo(most) <= 0,
        "1ms to " + (most.equals(HOUR) ? "1h" : most.toSeconds() + "s"));
  }

  private static Setting<Integer> count() {
    return new Setting<>(Integer.class, it -> it >= 1, "a whole number, 1 or more");
  }

  private static Setting<BigDecimal> atLeast(BigDecimal least) {
    return new Setting<>(BigDecimal.class, it -> it.compareTo(least) >= 0, least + " or more");
  }

  private static Setting<String> text(String rule) {
    return new Setting<>(String.class, it -> !it.isBlank(), rule);
  }

  private static Setting<Boolean> toggle() {
    return new Setting<>(Boolean.class, it -> true, "true or false");
  }

  private static <E extends Enum<E>> Setting<E> oneOf(Class<E> type) {
    List<String> names =
        Stream.of(type.getEnumConstants())
            .map(it -> it.name().toLowerCase(Locale.ROOT).replace('_', '-'))
            .toList();
    return new Setting<>(type, it -> true, "one of " + String.join(", ", names));
  }
}
