package io.trueup.chaos.load;

import static io.trueup.chaos.load.World.Person;

import io.trueup.chaos.check.Claim;
import io.trueup.chaos.load.Http.Request;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * A read, and what its answer says. Immutable.
 *
 * @param kind for the count
 * @param request what to send
 * @param boundMillis how old the answer may be by the cache's own bound; 0 for one from the
 *     database
 * @param claims reads the answer
 */
record Question(String kind, Request request, long boundMillis, Claims claims) {
  private static final long MONEY = 250;
  private static final long ANALYTICS = 1000;
  private static final String ABSENT = "absent";

  /** Reads an answer of 200. */
  interface Claims {
    List<Claim> of(JsonNode answer);
  }

  /** Whether its bound is one of those that writers wait for. */
  boolean isBounded() {
    return boundMillis <= MONEY;
  }

  /** One of all. */
  static Question any(World world, Random random) {
    Person person = world.anybody(random);
    return switch (random.nextInt(10)) {
      case 0, 1 -> status(world, scope(person, random));
      case 2, 3 -> spend(scope(person, random));
      case 4, 5 -> check(world, person, World.amount(random));
      case 6 -> price(World.model(random));
      case 7 -> cooldown(person);
      case 8 -> random.nextBoolean() ? guest(world, world.guest(random)) : user(person);
      default -> breakdown(person.organization());
    };
  }

  /** All there are. */
  static Stream<Question> all(World world) {
    Stream<Question> ofPeople =
        world.people().stream()
            .flatMap(
                person ->
                    Stream.concat(
                        person.scopes().stream()
                            .flatMap(scope -> Stream.of(status(world, scope), spend(scope))),
                        Stream.of(
                            cooldown(person), user(person), breakdown(person.organization()))));
    return Stream.of(
            ofPeople,
            World.models().stream().map(Question::price),
            world.guests().map(guest -> guest(world, guest)))
        .flatMap(it -> it);
  }

  private static String scope(Person person, Random random) {
    return person.scopes().get(random.nextInt(person.scopes().size()));
  }

  static Question status(World world, String scope) {
    return status(Objects.requireNonNull(world.budget(scope)), scope);
  }

  /** Where the budget of a scope stands, which has seen all that was spent there. */
  static Question status(String id, String scope) {
    return new Question(
        "status",
        Request.get("/v1/budgets/" + id + "/status"),
        MONEY,
        answer -> {
          BigDecimal limit = money(answer, "limit");
          BigDecimal spent = money(answer, "spent");
          BigDecimal reserved = money(answer, "reserved");
          BigDecimal remaining = money(answer, "remaining");
          BigDecimal left = limit.subtract(spent).subtract(reserved);
          if (reserved.signum() < 0 || remaining.compareTo(left.max(BigDecimal.ZERO)) != 0) {
            return List.of(new Claim.Contradiction(answer.toString()));
          }
          return List.of(
              Claim.is("limit:" + id, limit),
              Claim.is("cost:" + scope, spent),
              new Claim.Within(
                  "limit:" + id, spent.subtract(money(answer, "overrun")).add(reserved)));
        });
  }

  static Question spend(String scope) {
    String organization = scope.replaceAll("^[a-z]+:|/.*", "");
    String name =
        scope.startsWith("organization:")
            ? scope
            : scope.replace(":" + organization + "/", ":") + "&organization=" + organization;
    return new Question(
        "spend",
        Request.get("/v1/spend?period=total&scope=" + name),
        MONEY,
        answer ->
            List.of(
                Claim.is("cost:" + scope, money(answer, "cost")),
                Claim.is(
                    "requests:" + scope, new BigDecimal(answer.required("requests").asLong()))));
  }

  /** Whether a request may be made: the decision has to agree with figures that held together. */
  static Question check(World world, Person person, BigDecimal amount) {
    String body =
        "{\"organization\":\"%s\",\"project\":\"%s\",\"user\":\"%s\",\"estimate\":{\"amount\":\"%s\"}}"
            .formatted(
                person.organization(), person.project(), person.user(), amount.toPlainString());
    return new Question(
        "check",
        new Request("POST", "/v1/budgets/check", body),
        MONEY,
        answer ->
            answer.required("allowed").asBoolean()
                ? rooms(world, person, amount)
                : denial(answer.required("denied_by"), world, person, amount));
  }

  private static List<Claim> rooms(World world, Person person, BigDecimal amount) {
    return person.scopes().stream()
        .<Claim>map(
            scope -> new Claim.Room("limit:" + world.budget(scope), "cost:" + scope, amount))
        .toList();
  }

  private static List<Claim> denial(
      JsonNode denial, World world, Person person, BigDecimal amount) {
    List<Claim> claims = new ArrayList<>();
    for (JsonNode each : denial.required("denied_by_all")) {
      String id = each.required("budget_id").asString();
      String scope =
          person.scopes().stream()
              .filter(it -> id.equals(world.budget(it)))
              .findFirst()
              .orElse("unknown");
      BigDecimal limit = money(each, "limit");
      BigDecimal spent = money(each, "spent");
      claims.add(Claim.is("limit:" + id, limit));
      claims.add(Claim.is("cost:" + scope, spent));
      if (limit.subtract(spent).subtract(money(each, "reserved")).compareTo(amount) >= 0) {
        claims.add(new Claim.Contradiction(each.toString()));
      }
    }
    return claims;
  }

  /** Which budgets somebody has whose budgets come and go. */
  static Question guest(World world, Person guest) {
    String body =
        "{\"organization\":\"%s\",\"user\":\"%s\",\"estimate\":{\"amount\":\"0\"}}"
            .formatted(guest.organization(), guest.user());
    return new Question(
        "budgets",
        new Request("POST", "/v1/budgets/check", body),
        MONEY,
        answer -> {
          TreeSet<String> ids = new TreeSet<>();
          answer.required("budgets").forEach(id -> ids.add(id.asString()));
          ids.remove(world.budget(guest.organizationScope()));
          return List.of(new Claim.Is("budgets:" + guest.userScope(), ids.toString()));
        });
  }

  static Question price(String model) {
    return new Question(
        "price",
        Request.get("/v1/prices?provider=openai&model=" + model),
        MONEY,
        answer -> List.of(new Claim.Is("price:openai/" + model, priceIn(answer))));
  }

  private static String priceIn(JsonNode answer) {
    for (JsonNode item : answer.required("items")) {
      if (item.required("source").asString().equals("override")) {
        return text(new BigDecimal(item.at("/unit_prices/input_mtok").asString()));
      }
    }
    return ABSENT;
  }

  static Question cooldown(Person person) {
    return new Question(
        "alert settings",
        Request.get(
            "/v1/alerts/settings/user/" + person.user() + "?organization=" + person.organization()),
        MONEY,
        answer ->
            List.of(
                new Claim.Is(
                    "cooldown:" + person.userScope(),
                    answer.hasNonNull("inherited_from")
                        ? ABSENT
                        : text(new BigDecimal(answer.required("cooldown_minutes").asLong())))));
  }

  static Question user(Person person) {
    return new Question(
        "user",
        Request.get("/v1/organizations/" + person.organization() + "/users/" + person.user()),
        0,
        answer ->
            List.of(
                new Claim.Is("name:" + person.userScope(), answer.required("name").asString())));
  }

  static Question breakdown(String organization) {
    return new Question(
        "breakdown",
        Request.get("/v1/analytics/breakdown?by=user&limit=500&organization=" + organization),
        ANALYTICS,
        answer -> {
          List<Claim> claims = new ArrayList<>();
          BigDecimal sum = BigDecimal.ZERO;
          for (JsonNode item : answer.required("items")) {
            BigDecimal cost = money(item, "cost");
            sum = sum.add(cost);
            claims.add(
                Claim.is(
                    "cost:user:" + organization + "/" + item.required("key").asString(), cost));
          }
          BigDecimal total = money(answer.required("total"), "cost");
          claims.add(Claim.is("cost:organization:" + organization, total));
          if (sum.compareTo(total) != 0) {
            claims.add(new Claim.Contradiction(answer.toString()));
          }
          return claims;
        });
  }

  private static BigDecimal money(JsonNode node, String field) {
    return new BigDecimal(node.required(field).asString());
  }

  private static String text(BigDecimal number) {
    return ((Claim.Is) Claim.is("", number)).value();
  }
}
