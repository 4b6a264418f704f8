package io.trueup.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

final class EnvironmentDefaultsTest {
  private static final String STALENESS = "trueup.caches.breakdown.max-staleness";

  private final StandardEnvironment environment = new StandardEnvironment();

  @TestFactory
  Stream<DynamicTest> whatIsShippedMakesSense() {
    return Stream.of("dev", "test", "staging", "prod")
        .map(profile -> DynamicTest.dynamicTest(profile, () -> assertMakesSense(profile)));
  }

  private static void assertMakesSense(String profile) {
    StandardEnvironment with = new StandardEnvironment();
    defaultsOf(with, profile);
    assertThat(with.getPropertySources().contains("trueup defaults: " + profile)).isTrue();
    assertThatCode(
            () -> new SettingsCheck(with).postProcessBeanFactory(new DefaultListableBeanFactory()))
        .doesNotThrowAnyException();
  }

  @Test
  void theApplicationsOwnSettingsWin() {
    environment
        .getPropertySources()
        .addLast(new MapPropertySource("application.yml", Map.of(STALENESS, "7s")));

    defaultsOf(environment, "prod");

    assertThat(environment.getProperty(STALENESS)).isEqualTo("7s");
  }

  @Test
  void ofSeveralProfilesTheLastCounts() {
    defaultsOf(environment, "test", "prod");

    assertThat(environment.getProperty(STALENESS)).isEqualTo("1s");
    assertThat(environment.getProperty("trueup.caches.budgets.max-staleness")).isEqualTo("0");
  }

  @Test
  void withoutAProfileOnlyWhatIsCommonIsSet() {
    defaultsOf(environment);

    assertThat(environment.getProperty(STALENESS)).isNull();
    assertThat(environment.getProperty("management.endpoint.health.group.readiness.include"))
        .contains("trueup");
  }

  private static void defaultsOf(StandardEnvironment environment, String... profiles) {
    environment.setActiveProfiles(profiles);
    new EnvironmentDefaults().postProcessEnvironment(environment, new SpringApplication());
  }
}
