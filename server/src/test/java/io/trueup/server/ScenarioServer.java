package io.trueup.server;

import io.trueup.cache.Caches;
import io.trueup.changelog.Postgres;
import io.trueup.server.scenarios.Api;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.support.GenericApplicationContext;

/** A server of its own in some environment, on a new database in memory. */
public final class ScenarioServer implements AutoCloseable {
  private static final Map<String, Object> ALONE = Map.of("trueup.changelog.sole-writer", true);

  private final Server server;
  private final Api api;

  private ScenarioServer(Server server) {
    this.server = server;
    this.api = new Api(server.uri().toString());
  }

  /** In this profile. */
  public static ScenarioServer inProfile(String profile) {
    return alone(Map.of("spring.profiles.active", profile));
  }

  /** In this profile, on this database. */
  public static ScenarioServer inProfile(String profile, Postgres postgres) {
    return on(postgres, Map.of("spring.profiles.active", profile));
  }

  /** With these properties, on this database. */
  public static ScenarioServer on(Postgres postgres, Map<String, Object> properties) {
    return new ScenarioServer(Server.start(on(postgres), asApplication(properties)));
  }

  private static ServerSettings on(Postgres postgres) {
    return new ServerSettings(0, null, postgres.url(), null);
  }

  private static Map<String, Object> asApplication(Map<String, Object> properties) {
    Map<String, Object> all = new LinkedHashMap<>(properties);
    all.put("spring.datasource.username", Postgres.APPLICATION);
    all.put("spring.datasource.password", Postgres.PASSWORD);
    return all;
  }

  /** With these properties, its database's only writer, as without {@code --db}. */
  public static ScenarioServer alone(Map<String, Object> properties) {
    Map<String, Object> all = new LinkedHashMap<>(properties);
    all.putAll(ALONE);
    return with(all);
  }

  /** With these properties. */
  public static ScenarioServer with(Map<String, Object> properties) {
    return new ScenarioServer(Server.start(settings(), properties));
  }

  /** Whose wall clock is this one. */
  public static ScenarioServer withClock(InstantSource clock) {
    return new ScenarioServer(Server.start(settings(), ALONE, by(clock)));
  }

  /** Whose wall clock is this one, with these properties, on this database. */
  public static ScenarioServer withClock(
      InstantSource clock, Postgres postgres, Map<String, Object> properties) {
    return new ScenarioServer(Server.start(on(postgres), asApplication(properties), by(clock)));
  }

  private static ApplicationContextInitializer<GenericApplicationContext> by(InstantSource clock) {
    return context -> context.registerBean("testClock", InstantSource.class, () -> clock);
  }

  private static ServerSettings settings() {
    return ServerSettings.inMemory("scenarios-" + UUID.randomUUID());
  }

  /** A client of it. */
  public Api api() {
    return api;
  }

  /** How far it has come in the log. */
  public long horizon() {
    return server.part(Caches.class).horizon().value();
  }

  @Override
  public void close() {
    server.close();
  }
}
