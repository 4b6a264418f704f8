package io.trueup.chaos.load;

import io.trueup.chaos.load.Http.Request;
import io.trueup.chaos.load.World.Person;
import java.math.BigDecimal;
import java.util.Objects;
import java.util.Random;

/**
 * Something that an administrator does. Immutable.
 *
 * @param kind for the count
 * @param request what to send
 */
record Change(String kind, Request request) {
  private static final String PRICES = "/v1/prices/openai/";

  /** One of all. */
  static Change any(World world, Random random) {
    Person person = world.anybody(random);
    return switch (random.nextInt(9)) {
      case 0, 1, 2 -> limit(world, scope(person, random), random);
      case 3, 4 -> price(World.model(random), random);
      case 5 -> cooldown(person, random);
      case 6 -> rename(person, random);
      case 7 -> budget(world.guest(random).userScope(), World.amount(random));
      default -> removal(person, random);
    };
  }

  private static String scope(Person person, Random random) {
    return person.scopes().get(random.nextInt(person.scopes().size()));
  }

  /** Around what is spent soon, so that some requests are denied. */
  static BigDecimal limit(Random random) {
    return BigDecimal.valueOf(random.nextInt(20)).add(World.amount(random));
  }

  private static Change limit(World world, String scope, Random random) {
    return new Change(
        "limit",
        new Request(
            "PATCH",
            "/v1/budgets/" + Objects.requireNonNull(world.budget(scope)),
            "{\"limit\":\"" + limit(random).toPlainString() + "\"}"));
  }

  static Change price(String model, Random random) {
    return new Change(
        "price",
        new Request(
            "PUT",
            PRICES + model,
            "{\"effective_from\":\"2020-01-01T00:00:00Z\",\"unit_prices\":{\"input_mtok\":\"%s\"}}"
                .formatted(World.amount(random).toPlainString())));
  }

  private static Change cooldown(Person person, Random random) {
    return new Change(
        "alert settings",
        new Request(
            "PUT", settings(person), "{\"cooldown_minutes\":" + random.nextInt(40_000) + "}"));
  }

  private static String settings(Person person) {
    return "/v1/alerts/settings/user/" + person.user() + "?organization=" + person.organization();
  }

  private static Change rename(Person person, Random random) {
    return new Change(
        "user",
        new Request(
            "PATCH",
            "/v1/organizations/" + person.organization() + "/users/" + person.user(),
            "{\"name\":\"name " + random.nextInt(1_000_000) + "\"}"));
  }

  /** Makes a budget for a scope. */
  static Change budget(String scope, BigDecimal limit) {
    String[] parts = scope.split("[:/]", -1);
    String body =
        parts.length == 2
            ? "{\"type\":\"%s\",\"id\":\"%s\"}".formatted(parts[0], parts[1])
            : "{\"type\":\"%s\",\"id\":\"%s\",\"organization\":\"%s\"}"
                .formatted(parts[0], parts[2], parts[1]);
    return new Change(
        "budget",
        new Request(
            "POST",
            "/v1/budgets",
            "{\"scope\":%s,\"period\":\"total\",\"limit\":\"%s\"}"
                .formatted(body, limit.toPlainString())));
  }

  static Change deletion(String budget) {
    return new Change("budget deleted", new Request("DELETE", "/v1/budgets/" + budget, null));
  }

  private static Change removal(Person person, Random random) {
    return random.nextBoolean()
        ? new Change("price deleted", new Request("DELETE", PRICES + World.model(random), null))
        : new Change("settings deleted", new Request("DELETE", settings(person), null));
  }
}
