package io.trueup.server.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.server.Reply;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * What others got wrong, over HTTP, in whatever environment the servers were started. Each test has
 * an organization of its own. "Next" is the very next request.
 */
abstract class Scenarios {
  private Api api;
  private String organization;
  private Caller ann;

  /** A client of the servers of this environment, which were started once. */
  abstract Api client();

  @BeforeEach
  void begin() {
    api = client();
    organization = "org-" + UUID.randomUUID();
    ann = new Caller(api, organization, "ann");
  }

  @Test
  void a3RaisedBudgetAllowsTheNextCall() {
    String budget = ann.budget("monthly", "1.00");
    assertThat(ann.call("1.00")).isTrue();
    assertThat(ann.call("0.01")).isFalse();
    assertThat(api.patch("/v1/budgets/" + budget, "{\"limit\":\"2.00\"}").status()).isEqualTo(200);
    assertThat(ann.call("0.01")).isTrue();
  }

  @Test
  void a5DeletedProjectsBudgetsAreGone() {
    String project = "/v1/organizations/" + organization + "/projects/p";
    api.put(project, "{\"name\":\"P\"}").is(201);
    String scope = "{\"type\":\"project\",\"id\":\"p\",\"organization\":\"" + organization + "\"}";
    ann.budget(scope, "monthly", "1.00", "UTC");
    assertThat(ann.call("2")).isFalse();
    api.delete(project).is(204);
    assertThat(ann.call("2")).isTrue();
  }

  @Test
  void a7OneOfTwoBudgetsEditedAndBothAsEdited() {
    String daily = ann.budget("daily", "10.00");
    String monthly = ann.budget("monthly", "20.00");
    ann.call("1.00");
    assertThat(limitOf(daily)).isEqualByComparingTo("10");
    assertThat(limitOf(monthly)).isEqualByComparingTo("20");
    api.patch("/v1/budgets/" + daily, "{\"limit\":\"1.50\"}");
    assertThat(limitOf(daily)).isEqualByComparingTo("1.5");
    assertThat(limitOf(monthly)).isEqualByComparingTo("20");
    assertThat(ann.call("0.60")).isFalse();
    assertThat(ann.call("0.50")).isTrue();
  }

  @Test
  void a9BudgetMadeForWhoHadNoneIsSeenNext() {
    assertThat(ann.check("5.00").required("allowed").asBoolean()).isTrue();
    assertThat(ann.check("5.00").required("budgets")).isEmpty();
    String budget = ann.budget("monthly", "1.00");
    JsonNode denied = ann.check("5.00");
    assertThat(denied.required("allowed").asBoolean()).isFalse();
    assertThat(denied.required("denied_by").required("budget_id").asString()).isEqualTo(budget);
  }

  @Test
  void a10DeletedOverrideGivesTheCataloguesPriceBack() {
    String model = "/v1/prices/openai/gpt-4o";
    String query = "/v1/prices?provider=openai&model=gpt-4o";
    String catalogue = inputPrice(query);
    api.put(model, "{\"unit_prices\":{\"input_mtok\":\"7\",\"output_mtok\":\"8\"}}");
    try {
      assertThat(inputPrice(query)).isEqualTo("7");
    } finally {
      assertThat(api.delete(model).status()).isEqualTo(204);
    }
    assertThat(inputPrice(query)).isEqualTo(catalogue);
  }

  @Test
  void b2ColdReadersAtOnceSeeTheSame() throws Exception {
    String budget = ann.budget("monthly", "10.00");
    assertThat(ann.call("4.00")).isTrue();
    api.post("/v1/caches/invalidate", "{\"all\":true}").is(200);
    Callable<BigDecimal> reader = () -> money(budget, "remaining");
    assertThat(AtOnce.all(Collections.nCopies(8, reader)))
        .allSatisfy(it -> assertThat(it).isEqualByComparingTo("6"));
  }

  @Test
  void b3DroppedCachesCountNothingTwice() {
    String budget = ann.budget("monthly", "10.00");
    ann.call("3.00");
    assertThat(spentOf(budget)).isEqualByComparingTo("3");
    assertThat(api.post("/v1/caches/invalidate", "{\"all\":true}").status()).isEqualTo(200);
    ann.call("1.00");
    assertThat(spentOf(budget)).isEqualByComparingTo("4");
  }

  @Test
  void b4RecordWhoseAnswerWasLostCountsOnceWhenItIsRepeated() throws IOException {
    String body = ann.usage("lost", "0.10");
    api.loseAnswer("/v1/usage", body);
    assertThat(api.post("/v1/usage", body).status()).isIn(200, 201);
    assertThat(api.post("/v1/usage", body).status()).isEqualTo(200);
    assertThat(spentBy("user:ann")).isEqualByComparingTo("0.1");
  }

  @Test
  void d1ChangedPriceChargesTheNextCallFromItsEffectiveTime() {
    String path = "/v1/prices/openai/gpt-4o-mini";
    assertThat(ann.recordTokens("gpt-4o-mini", 1_000_000)).isEqualByComparingTo("0.15");
    api.put(path, "{\"unit_prices\":{\"input_mtok\":\"3\",\"output_mtok\":\"4\"}}");
    try {
      assertThat(ann.recordTokens("gpt-4o-mini", 1_000_000)).isEqualByComparingTo("3");
    } finally {
      api.delete(path);
    }
    assertThat(ann.recordTokens("gpt-4o-mini", 1_000_000)).isEqualByComparingTo("0.15");
  }

  @Test
  void d4FreeRequestPassesOverBudget() {
    ann.budget("monthly", "1.00");
    ann.call("1.00");
    assertThat(ann.call("0.01")).isFalse();
    assertThat(ann.call("0")).isTrue();
  }

  @Test
  void e5NewDailyBudgetStartsWithTodayOnly() {
    ann.recordAt("50.00", "2026-01-02T03:04:05Z");
    ann.budget("daily", "10.00");
    assertThat(ann.call("9.99")).isTrue();
    assertThat(ann.call("0.02")).isFalse();
  }

  @Test
  void f3SameRequestAtOnceIsOneRecordAndAnotherPayloadAConflict() throws Exception {
    String body = ann.usage("req", "0.10");
    List<Reply> replies = AtOnce.all(Collections.nCopies(5, () -> api.post("/v1/usage", body)));
    assertThat(replies).extracting(Reply::status).containsOnlyOnce(201).contains(200);
    assertThat(replies)
        .extracting(r -> r.json().required("id").asString())
        .containsOnly(replies.get(0).json().required("id").asString());
    assertThat(api.post("/v1/usage", ann.usage("req", "0.11")).status()).isEqualTo(409);
    assertThat(spentBy("user:ann")).isEqualByComparingTo("0.1");
  }

  @Test
  void f4TotalsAreEqualByWhateverTheyAreGrouped() {
    BigDecimal expected = BigDecimal.ZERO;
    for (int i = 0; i < 24; i++) {
      String cost = "0.0" + (i % 9 + 1);
      expected = expected.add(new BigDecimal(cost));
      assertThat(
              api.post(
                      "/v1/usage",
                      """
                      {"request_id": "f4-%d", "organization": "%s", "user": "u%d",
                       "project": "p%d", "conversation": "c%d", "provider": "openai",
                       "model": "m%d", "usage": {"input_tokens": %d}, "cost": "%s",
                       "occurred_at": "2026-11-%02dT12:%02d:00Z"}
                      """
                          .formatted(
                              i, organization, i % 3, i % 2, i % 5, i % 4, i, cost, 10 + i % 6, i))
                  .status())
          .isEqualTo(201);
    }
    String range = "&from=2026-11-01&to=2026-11-20&organization=" + organization;
    for (String by :
        List.of("provider", "model", "project", "user", "conversation", "day", "hour")) {
      JsonNode answer = api.get("/v1/analytics/breakdown?by=" + by + range).json();
      BigDecimal sum = BigDecimal.ZERO;
      for (JsonNode item : answer.required("items")) {
        sum = sum.add(new BigDecimal(item.required("cost").asString()));
      }
      assertThat(sum).as(by).isEqualByComparingTo(expected);
      assertThat(new BigDecimal(answer.required("total").required("cost").asString()))
          .as(by)
          .isEqualByComparingTo(expected);
      assertThat(answer.required("total").required("requests").asInt()).as(by).isEqualTo(24);
    }
  }

  @Test
  void f5AThresholdThatWasCrossedIsOneAlertThoughCachesAreDropped() {
    String budget = ann.budget("monthly", "10.00");
    assertThat(ann.call("8.00")).isTrue();
    api.post("/v1/caches/invalidate", "{\"all\":true}").is(200);
    assertThat(ann.call("0.50")).isTrue();
    assertThat(ann.call("0.50")).isTrue();
    assertThat(alertsOf(budget))
        .extracting(it -> it.required("threshold").asInt())
        .containsExactly(80);
  }

  @Test
  void f6EightyThenHundredPercentWithinTheCoolDownAreBothSent() {
    String budget = ann.budget("monthly", "10.00");
    assertThat(ann.call("8.00")).isTrue();
    assertThat(ann.call("2.00")).isTrue();
    assertThat(alertsOf(budget))
        .extracting(it -> it.required("threshold").asInt())
        .containsExactly(100, 80);
    assertThat(alertsOf(budget))
        .allSatisfy(it -> assertThat(it.required("suppressed").isNull()).isTrue())
        .allSatisfy(it -> assertThat(it.required("deliveries")).hasSize(1));
  }

  private List<JsonNode> alertsOf(String budget) {
    JsonNode listed = api.get("/v1/alerts?budget=" + budget).json();
    return listed.required("items").valueStream().toList();
  }

  private String inputPrice(String query) {
    JsonNode item = api.get(query).json().required("items").get(0);
    return item.required("unit_prices").required("input_mtok").asString();
  }

  private BigDecimal limitOf(String budget) {
    return money(budget, "limit");
  }

  private BigDecimal spentOf(String budget) {
    return money(budget, "spent");
  }

  private BigDecimal money(String budget, String field) {
    JsonNode status = api.get("/v1/budgets/" + budget + "/status").json();
    return new BigDecimal(status.required(field).asString());
  }

  private BigDecimal spentBy(String scope) {
    JsonNode spend =
        api.get("/v1/spend?period=total&scope=" + scope + "&organization=" + organization).json();
    return new BigDecimal(spend.required("cost").asString());
  }
}
