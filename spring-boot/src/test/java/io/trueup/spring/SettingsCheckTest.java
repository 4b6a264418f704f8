package io.trueup.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.cache.CachePolicy;
import io.trueup.cache.Strategy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

final class SettingsCheckTest {
  private final StandardEnvironment environment = new StandardEnvironment();

  @Test
  void everyWrongSettingIsNamedWithItsValueAndItsRule() {
    set(
        Map.of(
            "trueup.changelog.poll-interval", "soon",
            "trueup.recording.queue", "0",
            "trueup.caches.budgets.strategy", "magic",
            "trueup.caches.products.max-staleness", "-1s",
            "trueup.cashes.budgets.ttl", "1s"));

    assertThat(problems())
        .containsExactlyInAnyOrder(
            "trueup.changelog.poll-interval = soon: must be 1ms to 1h",
            "trueup.recording.queue = 0: must be a whole number, 1 or more",
            "trueup.caches.budgets.strategy = magic: must be one of "
                + String.join(", ", names(Strategy.values())),
            "trueup.caches.products.max-staleness = -1s: must be 0 or more",
            "trueup.cashes.budgets.ttl = 1s: there is no such setting");
  }

  @Test
  void whatMakesNoSenseTogetherIsNamed() {
    set(
        Map.of(
            "trueup.recording.queue", "10",
            "trueup.recording.batch", "11",
            "trueup.caches.prices.strategy", "ttl"));

    assertThat(problems())
        .hasSize(2)
        .anyMatch(it -> it.startsWith("trueup.recording.batch = 11: must be at most"))
        .anyMatch(it -> it.equals("trueup.caches.prices.ttl: strategy ttl needs one"));
  }

  @Test
  void settingsOfLaterVersionsAreLetPass() {
    set(Map.of("trueup.reservations.ttl", "300s", "trueup.currency", "USD"));

    assertThat(problems()).isEmpty();
  }

  @Test
  void variablesOfTheProcessThatAreNoSettingsAreLetPass() {
    environment
        .getPropertySources()
        .addFirst(
            new SystemEnvironmentPropertySource(
                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                Map.of("TRUEUP_JAVA_OPTS", "-Xmx1g", "TRUEUP_RECORDING_QUEUE", "none")));

    assertThat(problems())
        .containsExactly("trueup.recording.queue = none: must be a whole number, 1 or more");
  }

  @Test
  void aPolicyIsTheCachesOwnWithWhatIsSet() {
    set(Map.of("trueup.caches.budget-status.max-staleness", "1s"));

    CachePolicies policies = new CachePolicies(bound().caches());

    CachePolicy byDefault = CachePolicies.defaultOf("budget-status");
    assertThat(byDefault.critical()).isTrue();
    assertThat(policies.of("budget-status", byDefault))
        .isEqualTo(byDefault.withMaxStaleness(Duration.ofSeconds(1)));
    assertThat(policies.of("products")).isEqualTo(CachePolicy.DEFAULT);
  }

  @Test
  void defaultsThatMakeNoSenseWithTheStrategyAreNone() {
    set(
        Map.of(
            "trueup.caches.prices.strategy", "off",
            "trueup.caches.breakdown.strategy", "ttl",
            "trueup.caches.breakdown.ttl", "1m"));

    assertThat(problems()).isEmpty();

    set(Map.of("trueup.caches.prices.strategy", "off", "trueup.caches.prices.warm", "true"));

    assertThat(problems()).singleElement().asString().contains("trueup.caches.prices");
  }

  private TrueupProperties bound() {
    return Binder.get(environment).bindOrCreate("trueup", TrueupProperties.class);
  }

  private void set(Map<String, Object> settings) {
    environment.getPropertySources().addFirst(new MapPropertySource("test", settings));
  }

  private List<String> problems() {
    try {
      new SettingsCheck(environment).postProcessBeanFactory(new DefaultListableBeanFactory());
      return List.of();
    } catch (InvalidSettingsException e) {
      return e.problems().stream().map(SettingsProblem::toString).toList();
    }
  }

  private static List<String> names(Strategy[] strategies) {
    return List.of(strategies).stream()
        .map(it -> it.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'))
        .toList();
  }
}
