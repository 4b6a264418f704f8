package io.trueup.server.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.changelog.Postgres;
import io.trueup.server.Reply;
import io.trueup.server.ScenarioServer;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What others got wrong between nodes: something is changed on A, and the very next request on B
 * brings no position along. With the doorbell, and without it and without polling: then B looks at
 * the log only because its answers would be older than their bound.
 */
@ParameterizedClass
@ValueSource(strings = {"auto", "off"})
@SuppressWarnings("NullAway.Init") // all is set before the first test
class TwoNodesTest {
  private static Postgres postgres;
  private static ScenarioServer first;
  private static ScenarioServer second;

  private final String doorbell;
  private final String organization = "org-" + UUID.randomUUID();
  private Api a;
  private Api b;
  private Caller onA;
  private Caller onB;

  TwoNodesTest(String doorbell) {
    this.doorbell = doorbell;
  }

  @BeforeParameterizedClassInvocation
  static void start(String doorbell) {
    postgres = Postgres.ofApplication();
    Map<String, Object> properties =
        Map.of("trueup.changelog.doorbell", doorbell, "trueup.changelog.poll-interval", "1h");
    first = ScenarioServer.on(postgres, properties);
    second = ScenarioServer.on(postgres, properties);
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    first.close();
    second.close();
    postgres.close();
  }

  @BeforeEach
  void begin() {
    a = first.api();
    b = second.api();
    onA = new Caller(a, organization, "ann");
    onB = new Caller(b, organization, "ann");
  }

  private static BigDecimal limit(Api node, String budget) {
    return money(node.get("/v1/budgets/" + budget + "/status"), "/limit");
  }

  private static BigDecimal money(Reply reply, String pointer) {
    return new BigDecimal(reply.is(200).at(pointer));
  }

  @Test
  void a2AWarmCopyElsewhereIsNotServedAfterTheChange() {
    String budget = onA.budget("monthly", "1.00");
    for (int i = 2; i < 6; i++) {
      assertThat(limit(b, budget)).isEqualByComparingTo(Integer.toString(i - 1));
      a.patch("/v1/budgets/" + budget, "{\"limit\":\"" + i + "\"}").is(200);
      assertThat(limit(b, budget)).as(doorbell).isEqualByComparingTo(Integer.toString(i));
    }
  }

  @Test
  void a5ADeletedProjectsBudgetsAreGoneEverywhere() {
    String project = "/v1/organizations/" + organization + "/projects/p";
    a.put(project, "{\"name\":\"P\"}").is(201);
    String scope = "{\"type\":\"project\",\"id\":\"p\",\"organization\":\"" + organization + "\"}";
    onA.budget(scope, "monthly", "1.00", "UTC");
    assertThat(onA.check("2").required("allowed").asBoolean()).isFalse();
    assertThat(onB.check("2").required("allowed").asBoolean()).isFalse();
    a.delete(project).is(204);
    assertThat(onB.check("2").required("allowed").asBoolean()).isTrue();
    assertThat(onA.check("2").required("allowed").asBoolean()).isTrue();
  }

  @Test
  void a7OneOfTwoBudgetsEditedAndBothAsEditedOnBoth() {
    String daily = onA.budget("daily", "10.00");
    String monthly = onB.budget("monthly", "20.00");
    assertThat(limit(b, daily)).isEqualByComparingTo("10");
    assertThat(limit(a, monthly)).isEqualByComparingTo("20");
    a.patch("/v1/budgets/" + daily, "{\"limit\":\"1.50\"}").is(200);
    for (Api node : List.of(b, a)) {
      assertThat(limit(node, daily)).isEqualByComparingTo("1.5");
      assertThat(limit(node, monthly)).isEqualByComparingTo("20");
    }
    assertThat(onB.call("1.60")).isFalse();
    assertThat(onB.call("1.50")).isTrue();
  }

  @Test
  void a9ABudgetForWhoHadNone() {
    assertThat(onB.check("5.00").required("budgets")).isEmpty();
    String budget = onA.budget("monthly", "1.00");
    assertThat(onB.check("5.00").required("denied_by").required("budget_id").asString())
        .isEqualTo(budget);
  }

  @Test
  void a10AndD1APriceChangedAndItsOverrideDeleted() {
    String model = "o1-" + organization;
    String path = "/v1/prices/openai/" + model;
    String query = "/v1/prices?provider=openai&model=" + model;
    a.put(path, "{\"unit_prices\":{\"input_mtok\":\"7\"}}").is(201);
    assertThat(money(b.get(query), "/items/0/unit_prices/input_mtok")).isEqualByComparingTo("7");
    assertThat(onB.recordTokens(model, 1_000_000)).isEqualByComparingTo("7");
    a.put(path, "{\"unit_prices\":{\"input_mtok\":\"9\"}}").is(201);
    assertThat(money(b.get(query), "/items/0/unit_prices/input_mtok")).isEqualByComparingTo("9");
    assertThat(onB.recordTokens(model, 1_000_000)).isEqualByComparingTo("9");
    String catalogue = a.get(query.replace(model, "gpt-4o")).at("/items/0/source");
    a.delete(path).is(204);
    assertThat(catalogue).isEqualTo("catalogue");
    assertThat(b.get(query).is(200).json().at("/items/0/source").asString("none"))
        .isNotEqualTo("override");
  }

  @Test
  void b2ColdReadersOnBothNodesAtOnceSeeTheSame() throws Exception {
    String budget = onA.budget("monthly", "10.00");
    assertThat(onA.call("4.00")).isTrue();
    a.post("/v1/caches/invalidate", "{\"all\":true}").is(200);
    List<Callable<BigDecimal>> readers =
        IntStream.range(0, 8)
            .<Callable<BigDecimal>>mapToObj(
                i -> () -> money(node(i).get("/v1/budgets/" + budget + "/status"), "/remaining"))
            .toList();
    assertThat(AtOnce.all(readers)).allSatisfy(it -> assertThat(it).isEqualByComparingTo("6"));
  }

  private Api node(int i) {
    return i % 2 == 0 ? a : b;
  }

  /** 16 threads of 25 calls; 64 of 1 000 are for a machine that has the time. */
  @Test
  void b5ManyThreadsOnBothNodesLoseNothing() throws Exception {
    AtOnce.each(
        16,
        i ->
            () -> {
              Caller caller = new Caller(node(i), organization, "u" + i);
              for (int call = 0; call < 25; call++) {
                node(i).post("/v1/usage", caller.usage(i + "-" + call, "0.001")).is(201);
              }
            });
    assertSpent("organization:" + organization, "0.4");
  }

  private void assertSpent(String scope, String cost) {
    String path = "/v1/spend?period=total&scope=" + scope;
    String whole =
        scope.startsWith("organization:") ? path : path + "&organization=" + organization;
    for (Api node : List.of(a, b)) {
      assertThat(money(node.get(whole, "Trueup-Max-Staleness", "0"), "/cost"))
          .as(scope)
          .isEqualByComparingTo(cost);
    }
  }

  @Test
  void b3DroppedCachesCountNothingTwice() {
    String budget = onA.budget("monthly", "10.00");
    assertThat(onA.call("3.00")).isTrue();
    assertThat(spent(b, budget)).isEqualByComparingTo("3");
    a.post("/v1/caches/invalidate", "{\"all\":true}").is(200);
    assertThat(onB.call("b3", "1.00")).isTrue();
    for (Api node : List.of(b, a)) {
      assertThat(spent(node, budget)).isEqualByComparingTo("4");
    }
  }

  private static BigDecimal spent(Api node, String budget) {
    String path = "/v1/budgets/" + budget + "/status";
    return money(node.get(path, "Trueup-Max-Staleness", "0"), "/spent");
  }

  /** The client is gone before A answers, and asks B, perhaps while A is still at it. */
  @Test
  void b4ARecordWhoseAnswerWasLostIsRepeatedElsewhereAndCountsOnce() throws IOException {
    for (int i = 0; i < 10; i++) {
      String body = onA.usage("lost-" + i, "0.10");
      a.loseAnswer("/v1/usage", body);
      assertThat(b.post("/v1/usage", body).status()).isIn(200, 201);
      a.post("/v1/usage", body).is(200);
    }
    assertSpent("user:ann", "1");
  }

  /** Whoever begins with another user than the rest holds other rows first. */
  @Test
  void f2ManyWritersOverTheSameUsersInDifferentOrdersLoseNothing() throws Exception {
    AtOnce.each(
        32,
        i ->
            () -> {
              List<Integer> order = new ArrayList<>(IntStream.range(0, 10).boxed().toList());
              Collections.shuffle(order, new Random(i));
              for (int user : order) {
                Caller caller = new Caller(node(i), organization, "u" + user);
                String project = "p" + (user + i) % 10;
                node(i).post("/v1/usage", caller.usage(i + "-" + user, project, "0.001")).is(201);
              }
            });
    assertSpent("organization:" + organization, "0.32");
    for (int i = 0; i < 10; i++) {
      assertSpent("user:u" + i, "0.032");
      assertSpent("project:p" + i, "0.032");
    }
  }

  @Test
  void f3TheSameRequestAtOnceOnBothNodesIsOneRecord() throws Exception {
    String body = onA.usage("req", "0.10");
    List<Callable<Reply>> five =
        IntStream.range(0, 6)
            .<Callable<Reply>>mapToObj(i -> () -> node(i).post("/v1/usage", body))
            .toList();
    List<Reply> replies = AtOnce.all(five);
    assertThat(replies).extracting(Reply::status).containsOnlyOnce(201).contains(200);
    assertThat(replies).extracting(it -> it.at("/id")).containsOnly(replies.get(0).at("/id"));
    b.post("/v1/usage", onB.usage("req", "0.11")).isProblem(409, "idempotency-conflict");
  }

  /** K3: who brings the position of its write along reads it anywhere. */
  @Test
  void aRecordIsSeenElsewhereByItsPosition() {
    String path = "/v1/spend?period=total&scope=user:ann&organization=" + organization;
    BigDecimal spent = BigDecimal.ZERO;
    for (int i = 0; i < 50; i++) {
      Reply recorded = a.post("/v1/usage", onA.usage("r" + i, "0.01")).is(201);
      spent = spent.add(new BigDecimal("0.01"));
      Reply read = b.get(path, "Trueup-At-Least", recorded.header("Trueup-Position"));
      assertThat(money(read, "/cost")).isEqualByComparingTo(spent);
    }
  }

  /** A strict read right after the answer, with no position. */
  @Test
  void aStrictReadElsewhereSeesWhatWasAcknowledged() {
    String path = "/v1/spend?period=total&scope=user:ann&organization=" + organization;
    BigDecimal spent = BigDecimal.ZERO;
    for (int i = 0; i < 50; i++) {
      a.post("/v1/usage", onA.usage("r" + i, "0.01")).is(201);
      spent = spent.add(new BigDecimal("0.01"));
      assertThat(money(b.get(path, "Trueup-Max-Staleness", "0"), "/cost"))
          .isEqualByComparingTo(spent);
    }
  }

  /** Who sends it along elsewhere does not go back behind what was read. */
  @Test
  void aReadOfTheDatabaseAnswersAPositionThatContainsWhatItSaw() {
    String user = "/v1/organizations/" + organization + "/users/ann";
    a.put(user, "{\"name\":\"Ann\"}").is(201);
    assertThat(b.get(user).at("/name")).isEqualTo("Ann");
    long changed = position(a.patch(user, "{\"name\":\"Anna\"}"));
    Reply read = b.get(user);
    assertThat(read.at("/name")).isEqualTo("Anna");
    assertThat(position(read)).isGreaterThanOrEqualTo(changed);
  }

  private static long position(Reply reply) {
    return Long.parseLong(reply.header("Trueup-Position"));
  }
}
