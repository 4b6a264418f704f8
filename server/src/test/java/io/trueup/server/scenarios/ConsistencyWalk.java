package io.trueup.server.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.server.Reply;
import io.trueup.server.scenarios.BooksKept.Limit;
import io.trueup.server.scenarios.BooksKept.Spending;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Random changes of one organization's books over HTTP, and reads of every kind that must say what
 * was acknowledged so far, on whichever node. Other walks may go on beside it. One thread.
 */
final class ConsistencyWalk {
  private static final int STANDARD_THRESHOLD = 80;
  private static final List<String> USERS = List.of("ann", "a/n%n", "\u6f22 ~");
  private static final List<String> PROJECTS = List.of("p1", "p:2/3");
  private static final List<String> CACHES = List.of("spend", "breakdown", "budget-status");

  private final List<Api> nodes;
  private final String organization;
  private final String model;
  private final Random random;
  private final BooksKept books = new BooksKept();
  private final Map<String, Integer> answers = new HashMap<>();
  private int requests;
  private @Nullable String position;
  private String last = "nothing";

  ConsistencyWalk(List<Api> nodes, String organization, long seed) {
    this.nodes = nodes;
    this.organization = organization;
    this.model = "lab/" + organization;
    this.random = new Random(seed);
  }

  /** Changes and reads so many times; a failure says what was done last. */
  void take(int steps) {
    for (int step = 0; step < steps; step++) {
      try {
        change();
        for (int i = 0; i < 3; i++) {
          read();
        }
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("step " + step + ", after " + last + ": " + e.getMessage(), e);
      }
    }
  }

  /** How often caches answered how. */
  Map<String, Integer> answers() {
    return answers;
  }

  private <T> T oneOf(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  private Api node() {
    return oneOf(nodes);
  }

  /** A write was acknowledged. */
  private Reply wrote(String what, Reply reply, int... statuses) {
    last = what + " -> " + reply.status();
    assertThat(statuses).as("%s: %s", what, reply.text()).contains(reply.status());
    position = reply.has("Trueup-Position") ? reply.header("Trueup-Position") : null;
    return reply;
  }

  private void change() {
    int die = random.nextInt(100);
    if (die < 45) {
      record();
    } else if (die < 52) {
      recordMany();
    } else if (die < 70) {
      changeBudget();
    } else if (die < 76) {
      changePrice();
    } else if (die < 84) {
      changeThreshold();
    } else if (die < 90) {
      moveHome();
    } else if (die < 94) {
      erase();
    } else {
      touchCaches();
    }
  }

  private void record() {
    String user = oneOf(USERS);
    String project = random.nextBoolean() ? oneOf(PROJECTS) : null;
    if (random.nextInt(3) == 0) {
      recordTokens(user, project);
      return;
    }
    BigDecimal cost = cost();
    String body = usage(user, project, "gpt-4o", "\"usage\": {}, \"cost\": \"" + text(cost) + "\"");
    keep(wrote("record", node().post("/v1/usage", body), 201).json(), user, project, cost);
    if (random.nextInt(4) == 0) {
      Reply again = wrote("record again", node().post("/v1/usage", body), 200);
      assertThat(again.json().at("/duplicate").booleanValue()).isTrue();
    }
  }

  /** The model has the price that was set last, or none. */
  private void recordTokens(String user, @Nullable String project) {
    long tokens = 1L + random.nextInt(100_000);
    String body = usage(user, project, model, "\"usage\": {\"input_tokens\": " + tokens + "}");
    BigDecimal price = books.price;
    if (price == null) {
      wrote("record unpriced", node().post("/v1/usage", body), 422);
      return;
    }
    BigDecimal cost = price.multiply(BigDecimal.valueOf(tokens)).movePointLeft(6);
    keep(wrote("record tokens", node().post("/v1/usage", body), 201).json(), user, project, cost);
  }

  private void recordMany() {
    StringBuilder batch = new StringBuilder("[");
    int size = 1 + random.nextInt(6);
    String user = oneOf(USERS);
    BigDecimal cost = cost();
    for (int i = 0; i < size; i++) {
      batch
          .append(i == 0 ? "" : ",")
          .append(usage(user, null, "gpt-4o", "\"usage\": {}, \"cost\": \"" + text(cost) + "\""));
    }
    Reply reply = wrote("batch", node().post("/v1/usage/batch", batch.append(']').toString()), 200);
    reply.json().at("/results").valueStream().forEach(record -> keep(record, user, null, cost));
  }

  private void keep(JsonNode record, String user, @Nullable String project, BigDecimal cost) {
    assertThat(new BigDecimal(record.required("cost").asString())).isEqualByComparingTo(cost);
    String charged = project == null ? books.homes.get(user) : project;
    assertThat(record.at("/project").asString(null)).isEqualTo(charged);
    Instant at = Instant.parse(record.required("occurred_at").asString());
    String of = record.required("provider").asString() + "/" + record.required("model").asString();
    books.spendings.add(new Spending(user, charged, of, cost, at));
  }

  private String usage(String user, @Nullable String project, String of, String rest) {
    boolean late = random.nextInt(4) == 0;
    Instant at = Instant.now().minus(late ? random.nextInt(20) : 0, ChronoUnit.DAYS);
    return """
        {"request_id": "r%d", "organization": "%s", "user": "%s", "project": %s, "provider": "%s",
         "model": "%s", "occurred_at": "%s", %s}
        """
        .formatted(
            ++requests,
            organization,
            user,
            project == null ? "null" : '"' + project + '"',
            of.equals(model) ? "lab" : "openai",
            of.equals(model) ? organization : of,
            at.truncatedTo(ChronoUnit.MICROS),
            rest)
        .replace("\"project\": null,", "");
  }

  private BigDecimal cost() {
    return BigDecimal.valueOf(random.nextInt(100_000), random.nextInt(12));
  }

  private static String text(BigDecimal amount) {
    return amount.toPlainString();
  }

  private void changeBudget() {
    int die = random.nextInt(4);
    if ((die < 2 && books.budgets.size() < 5) || books.budgets.isEmpty()) {
      makeBudget();
      return;
    }
    String id = oneOf(List.copyOf(books.budgets.keySet()));
    if (die == 3) {
      wrote("delete budget", node().delete("/v1/budgets/" + id), 204);
      books.budgets.remove(id);
      return;
    }
    BigDecimal limit = BigDecimal.valueOf(random.nextInt(1_000_000), 2);
    String patch = "{\"limit\": \"" + text(limit) + "\"}";
    wrote("patch budget", node().patch("/v1/budgets/" + id, patch), 200);
    books.budgets.computeIfPresent(id, (same, old) -> new Limit(old.user(), limit));
  }

  private void makeBudget() {
    String user = random.nextInt(3) == 0 ? null : oneOf(USERS);
    BigDecimal limit = BigDecimal.valueOf(random.nextInt(100_000), 2);
    String scope =
        user == null
            ? "{\"type\": \"organization\", \"id\": \"" + organization + "\"}"
            : "{\"type\": \"user\", \"id\": \"%s\", \"organization\": \"%s\"}"
                .formatted(user, organization);
    Reply made =
        wrote(
            "make budget",
            node()
                .post(
                    "/v1/budgets",
                    "{\"scope\": %s, \"period\": \"total\", \"limit\": \"%s\"}"
                        .formatted(scope, text(limit))),
            201);
    books.budgets.put(made.at("/id"), new Limit(user, limit));
  }

  private void changePrice() {
    String path = "/v1/prices/lab/" + organization;
    if (books.price != null && random.nextInt(3) == 0) {
      wrote("delete price", node().delete(path), 204);
      books.price = null;
      return;
    }
    BigDecimal price = BigDecimal.valueOf(1 + random.nextInt(5000), 3);
    String body =
        "{\"effective_from\": \"2020-01-01T00:00:00Z\", \"unit_prices\": {\"input_mtok\": \"%s\"}}"
            .formatted(text(price));
    wrote("set price", node().put(path, body), 200, 201);
    books.price = price;
  }

  private String settingsPath(String user) {
    return user.isEmpty()
        ? "/v1/alerts/settings/organization/" + organization
        : "/v1/alerts/settings/user/" + encoded(user) + "?organization=" + organization;
  }

  private void changeThreshold() {
    String user = random.nextInt(3) == 0 ? "" : oneOf(USERS);
    if (books.thresholds.containsKey(user) && random.nextBoolean()) {
      wrote("delete settings", node().delete(settingsPath(user)), 204);
      books.thresholds.remove(user);
      return;
    }
    int threshold = 1 + random.nextInt(100);
    String body = "{\"thresholds\": [" + threshold + "]}";
    wrote("set settings", node().put(settingsPath(user), body), 200, 201);
    books.thresholds.put(user, threshold);
  }

  private String userPath(String user) {
    return "/v1/organizations/" + organization + "/users/" + encoded(user);
  }

  private void moveHome() {
    String user = oneOf(USERS);
    String project = oneOf(PROJECTS);
    String body = "{\"project\": \"" + project + "\"}";
    wrote("move user", node().put(userPath(user), body), 200, 201);
    books.homes.put(user, project);
  }

  private void erase() {
    String user = oneOf(USERS);
    if (wrote("erase user", node().delete(userPath(user)), 204, 404).status() == 204) {
      books.erase(user);
    }
  }

  private void touchCaches() {
    if (random.nextBoolean()) {
      wrote("invalidate", node().post("/v1/caches/invalidate", "{\"all\": true}"), 200);
    } else {
      String body = "{\"max_entries\": " + (1 + random.nextInt(1000)) + "}";
      wrote("policy", node().patch("/v1/caches/" + oneOf(CACHES) + "/policy", body), 200);
    }
  }

  private Reply get(String path) {
    return count(node().get(path, upToDate()));
  }

  private Reply count(Reply reply) {
    if (reply.has("Trueup-Cache")) {
      answers.merge(reply.header("Trueup-Cache"), 1, Integer::sum);
    }
    return reply;
  }

  /** What a client sends to read its own writes; on the only node nothing has to be asked for. */
  private String[] upToDate() {
    boolean strict = (position == null && nodes.size() > 1) || random.nextInt(4) == 0;
    if (strict) {
      return new String[] {"Trueup-Max-Staleness", "0"};
    }
    return position == null ? new String[0] : new String[] {"Trueup-At-Least", position};
  }

  private void read() {
    switch (random.nextInt(6)) {
      case 0 -> readSpend();
      case 1 -> readBudget();
      case 2 -> readBreakdown();
      case 3 -> readPrice();
      case 4 -> readThreshold();
      default -> check();
    }
  }

  private void readSpend() {
    String user = oneOf(USERS);
    String period = oneOf(List.of("total", "daily", "yearly"));
    Reply reply =
        get("/v1/spend?organization="
                + organization
                + "&period="
                + period
                + "&scope=user:"
                + encoded(user))
            .is(200);
    JsonNode window = reply.json().at("/window");
    Instant from = instant(window.at("/from"), Instant.MIN);
    Instant to = instant(window.at("/to"), Instant.MAX);
    assertAmount(
        reply,
        "/cost",
        books.spent(
            it -> user.equals(it.user()) && !it.at().isBefore(from) && it.at().isBefore(to)));
    assertThat(reply.json().at("/requests").longValue())
        .isEqualTo(
            books.requests(
                it -> user.equals(it.user()) && !it.at().isBefore(from) && it.at().isBefore(to)));
  }

  private static Instant instant(JsonNode text, Instant otherwise) {
    return text.isNull() ? otherwise : Instant.parse(text.asString());
  }

  private static void assertAmount(Reply reply, String pointer, BigDecimal amount) {
    assertThat(new BigDecimal(reply.at(pointer)))
        .as("%s of %s: %s", pointer, reply.response().uri(), reply.text())
        .isEqualByComparingTo(amount);
  }

  private void readBudget() {
    if (books.budgets.isEmpty()) {
      return;
    }
    String id = oneOf(List.copyOf(books.budgets.keySet()));
    Limit budget = Objects.requireNonNull(books.budgets.get(id));
    Reply status = get("/v1/budgets/" + id + "/status").is(200);
    assertAmount(status, "/limit", budget.amount());
    assertAmount(status, "/spent", books.spentOf(budget));
    assertAmount(
        status, "/remaining", budget.amount().subtract(books.spentOf(budget)).max(BigDecimal.ZERO));
    assertAmount(get("/v1/budgets/" + id).is(200), "/limit", budget.amount());
  }

  private void readBreakdown() {
    boolean byProject = random.nextBoolean();
    Reply reply =
        get("/v1/analytics/breakdown?limit=500&organization="
                + organization
                + "&by="
                + (byProject ? "project" : "model"))
            .is(200);
    Map<String, BigDecimal> found = new HashMap<>();
    reply
        .json()
        .at("/items")
        .valueStream()
        .forEach(
            it ->
                found.put(
                    it.at("/key").asString("null"), new BigDecimal(it.at("/cost").asString())));
    Map<String, BigDecimal> kept = books.groups(byProject ? Spending::project : Spending::model);
    assertThat(found.keySet()).isEqualTo(kept.keySet());
    kept.forEach((key, cost) -> assertThat(found.get(key)).as(key).isEqualByComparingTo(cost));
    assertAmount(reply, "/total/cost", books.spent(it -> true));
  }

  private void readPrice() {
    Reply reply = get("/v1/prices?provider=lab&model=" + organization).is(200);
    if (books.price == null) {
      assertThat(reply.json().at("/items").size()).isZero();
    } else {
      assertAmount(reply, "/items/0/unit_prices/input_mtok", books.price);
    }
  }

  private void readThreshold() {
    String user = oneOf(USERS);
    assertThat(get(settingsPath(user)).is(200).json().at("/thresholds/0").intValue())
        .isEqualTo(books.thresholdOf(user, STANDARD_THRESHOLD));
  }

  private void check() {
    String user = oneOf(USERS);
    BigDecimal amount = cost();
    String body =
        "{\"organization\": \"%s\", \"user\": \"%s\", \"estimate\": {\"amount\": \"%s\"}}"
            .formatted(organization, user, text(amount));
    Reply reply = count(node().post("/v1/budgets/check", body, upToDate())).is(200);
    assertThat(reply.json().at("/allowed").booleanValue())
        .as(reply.text())
        .isEqualTo(books.allows(user, amount));
  }

  private static String encoded(String id) {
    return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
