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
  void alertSettingsThatDoNotGoTogetherAreNamed() {
    set(
        Map.of(
            "trueup.alerts.first-retry", "1m",
            "trueup.alerts.longest-retry", "1s",
            "trueup.alerts.smtp.host", "mail.example.com",
            "trueup.alerts.smtp.username", "ann"));

    assertThat(problems())
        .hasSize(3)
        .anyMatch(it -> it.startsWith("trueup.alerts.longest-retry = PT1S: must be at least"))
        .anyMatch(it -> it.startsWith("trueup.alerts.smtp.from: must be set"))
        .anyMatch(it -> it.startsWith("trueup.alerts.smtp.username = ann: must be set"));
  }

  @Test
  void settingsOfLaterVersionsAreLetPass() {
    set(Map.of("trueup.reservations.ttl", "300s", "trueup.auditor.share", "0.1"));

    assertThat(problems()).isEmpty();
  }

  @Test
  void variablesOfTheProcessThatAreNoSettingsAreLetPass() {
    setVariables(Map.of("TRUEUP_JAVA_OPTS", "-Xmx1g", "TRUEUP_RECORDING_QUEUE", "none"));

    assertThat(problems())
        .containsExactly("trueup.recording.queue = none: must be a whole number, 1 or more");
  }

  @Test
  void variablesAreCheckedUnderTheirNamesWithoutDashes() {
    setVariables(
        Map.of(
            "TRUEUP_CHANGELOG_POLLINTERVAL", "soon",
            "TRUEUP_CACHES_BUDGETSTATUS_MAXENTRIES", "0"));

    assertThat(problems())
        .containsExactlyInAnyOrder(
            "trueup.changelog.pollinterval = soon: must be 1ms to 1h",
            "trueup.caches.budgetstatus.maxentries = 0: must be 1 or more");
  }

  @Test
  void aVariableFindsTheCacheWhoseNameHasDashesOrCapitals() {
    setVariables(
        Map.of(
            "TRUEUP_CACHES_BUDGETSTATUS_MAXENTRIES", "7",
            "TRUEUP_CACHES_ALERTSETTINGS_MAXENTRIES", "8",
            "TRUEUP_CACHES_SHOPITEMS_MAXENTRIES", "9"));

    CachePolicies policies = new CachePolicies(bound().caches());
    CachePolicy byDefault = CachePolicies.defaultOf("budget-status");

    assertThat(problems()).isEmpty();
    assertThat(policies.of("budget-status", byDefault)).isEqualTo(byDefault.withMaxEntries(7));
    assertThat(policies.of("alert-settings").maxEntries()).isEqualTo(8);
    assertThat(policies.of("shopItems").maxEntries()).isEqualTo(9);
    assertThat(policies.of("shop-items").maxEntries()).isEqualTo(9);
  }

  @Test
  void aVariableIsJudgedByThePolicyOfTheCacheThatItIsFor() {
    setVariables(Map.of("TRUEUP_CACHES_BUDGETSTATUS_CRITICAL", "true"));
    assertThat(problems()).as("budget-status is warmed by default").isEmpty();

    setVariables(Map.of("TRUEUP_CACHES_ALERTSETTINGS_CRITICAL", "true"));
    set(Map.of("trueup.caches.alert-settings.ttl", "1s"));
    assertThat(problems())
        .singleElement()
        .asString()
        .startsWith("trueup.caches.alert-settings.critical = true: needs warm");
  }

  @Test
  void whereFileAndVariableSetTheSameTheStrongerCounts() {
    setVariables(Map.of("TRUEUP_CACHES_BUDGETSTATUS_MAXENTRIES", "7"));
    environment
        .getPropertySources()
        .addLast(
            new MapPropertySource("file", Map.of("trueup.caches.budget-status.max-entries", "5")));

    CachePolicies policies = new CachePolicies(bound().caches());

    assertThat(policies.of("budget-status").maxEntries()).isEqualTo(7);
  }

  @Test
  void aVariableThatSplitsACachesNameIsRefused() {
    setVariables(Map.of("TRUEUP_CACHES_BUDGET_STATUS_TTL", "5s", "TRUEUP_CACHES_DIR", "/tmp"));

    assertThat(problems())
        .singleElement()
        .asString()
        .startsWith("trueup.caches.budget.status.ttl = 5s: there is no such setting: a cache's");
  }

  @Test
  void aCacheWithAnyNameCanBeSetInBrackets() {
    set(Map.of("trueup.caches[shop.items_1].max-entries", "9"));

    assertThat(problems()).isEmpty();
    assertThat(new CachePolicies(bound().caches()).of("shop.items_1").maxEntries()).isEqualTo(9);

    set(Map.of("trueup.caches[shop.items_1].strategy", "ttl"));
    assertThat(problems())
        .containsExactly("trueup.caches[shop.items_1].ttl: strategy ttl needs one");
  }

  @Test
  void whatOnlyTheServerReadsIsCheckedToo() {
    set(Map.of("trueup.currency", "dollars", "trueup.alerts.allow-private-targets", "maybe"));

    assertThat(problems())
        .containsExactlyInAnyOrder(
            "trueup.currency = dollars: must be three capital letters",
            "trueup.alerts.allow-private-targets = maybe: must be true or false");
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

  private void setVariables(Map<String, Object> variables) {
    environment
        .getPropertySources()
        .replace(
            StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
            new SystemEnvironmentPropertySource(
                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
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
