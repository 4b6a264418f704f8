package io.trueup.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.trueup.cache.Caches;
import io.trueup.cache.LocalDoorbell;
import io.trueup.cache.Position;
import io.trueup.cache.spi.Doorbell;
import io.trueup.changelog.Postgres;
import io.trueup.changelog.PostgresDoorbell;
import io.trueup.ledger.Ledger;
import io.trueup.ledger.UsageRequest;
import io.trueup.redis.RedisDoorbell;
import io.trueup.spend.ModelId;
import io.trueup.spend.Money;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;

final class DoorbellTest {
  private static final ApplicationContextRunner APPLICATION =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  DataSourceAutoConfiguration.class,
                  DataSourceTransactionManagerAutoConfiguration.class,
                  TrueupAutoConfiguration.class,
                  LedgerAutoConfiguration.class,
                  HealthAutoConfiguration.class));

  private static ApplicationContextRunner on(Postgres postgres) {
    return APPLICATION.withPropertyValues(
        "spring.datasource.url=" + postgres.url(),
        "spring.datasource.username=" + Postgres.USER,
        "trueup.changelog.poll-interval=1h");
  }

  private static Position write(ConfigurableApplicationContext node) {
    UsageRequest request =
        UsageRequest.builder("r", "acme", new ModelId("openai", "gpt-4o"))
            .cost(Money.of("1"))
            .build();
    return Objects.requireNonNull(node.getBean(Ledger.class).usage().record(request).position());
  }

  private static void awaitListening(ConfigurableApplicationContext node) {
    await().until(() -> node.getBean(PostgresDoorbell.class).isListening());
  }

  /** Nobody polls, and nobody reads, so only a ring tells the other node. */
  @Test
  void onPostgresOtherNodesAreTold() {
    try (Postgres postgres = Postgres.empty()) {
      on(postgres)
          .run(
              here ->
                  on(postgres)
                      .run(
                          there -> {
                            awaitListening(there);
                            Position written = write(here);
                            Caches caches = there.getBean(Caches.class);
                            await()
                                .atMost(Duration.ofSeconds(20))
                                .until(() -> caches.horizon().compareTo(written) >= 0);
                          }));
    }
  }

  @Test
  void whereOneProcessWritesItIsOfThatProcess() {
    APPLICATION
        .withPropertyValues("spring.datasource.generate-unique-name=true")
        .run(node -> assertThat(node.getBean(Doorbell.class)).isInstanceOf(LocalDoorbell.class));
    try (Postgres postgres = Postgres.empty()) {
      on(postgres)
          .withPropertyValues("trueup.changelog.sole-writer=true")
          .run(node -> assertThat(node.getBean(Doorbell.class)).isInstanceOf(LocalDoorbell.class));
      on(postgres)
          .withPropertyValues("trueup.changelog.doorbell=off")
          .run(node -> assertThat(node.getBean(Doorbell.class)).isInstanceOf(SilentDoorbell.class));
    }
  }

  @Test
  void whereThereIsRedisItIsRedis() {
    APPLICATION
        .withConfiguration(AutoConfigurations.of(RedisAutoConfiguration.class))
        .withPropertyValues(
            "spring.datasource.generate-unique-name=true", "trueup.redis.url=redis://127.0.0.1:1")
        .run(
            node -> {
              assertThat(node.getBean(Doorbell.class)).isInstanceOf(RedisDoorbell.class);
              assertDegraded(node, List.of("doorbell", "redis"));
            });
    APPLICATION
        .withConfiguration(AutoConfigurations.of(RedisAutoConfiguration.class))
        .withPropertyValues(
            "spring.datasource.generate-unique-name=true",
            "trueup.changelog.sole-writer=true",
            "trueup.redis.url=redis://127.0.0.1:1")
        .run(node -> assertThat(node.getBean(Doorbell.class)).isInstanceOf(LocalDoorbell.class));
  }

  private static void assertDegraded(ConfigurableApplicationContext node, List<String> parts) {
    await().until(node.getBean(Caches.class)::isWarm);
    Health health = Objects.requireNonNull(node.getBean(HealthIndicator.class).health());
    assertThat(health.getStatus()).isEqualTo(new Status("DEGRADED"));
    assertThat(health.getDetails()).containsEntry("degraded", parts);
  }

  /** Deaf to other nodes. */
  private static final class Deaf implements Doorbell {
    @Override
    public void ring() {}

    @Override
    public Listening listen(Runnable listener) {
      return () -> {};
    }

    @Override
    public boolean isListening() {
      return false;
    }

    @Override
    public void close() {}
  }

  @Test
  void oneThatHearsNothingDegradesAndIsNamed() {
    APPLICATION
        .withPropertyValues("spring.datasource.generate-unique-name=true")
        .withBean(Doorbell.class, Deaf::new)
        .run(node -> assertDegraded(node, List.of("doorbell")));
  }
}
