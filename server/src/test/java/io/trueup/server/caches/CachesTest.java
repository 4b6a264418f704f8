package io.trueup.server.caches;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.trueup.server.Reply;
import io.trueup.server.TestServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class CachesTest {
  private final String organization = TestServer.organization();
  private final String spendOfAnn =
      "/v1/spend?scope=user:ann&organization=" + organization + "&period=monthly";

  private String record(String requestId) {
    return TestServer.post(
            "/v1/usage",
            """
            {"request_id": "%s", "organization": "%s", "user": "ann", "provider": "openai",
             "model": "gpt-4o", "usage": {"input_tokens": 1000}}"""
                .formatted(requestId, organization))
        .is(201)
        .header("Trueup-Position");
  }

  private static Reply patch(String cache, String json) {
    return TestServer.json("PATCH", "/v1/caches/" + cache + "/policy", json);
  }

  @Test
  void everyCacheIsListedWithPolicyAndCounts() {
    JsonNode items = TestServer.get("/v1/caches").is(200).json().at("/items");
    assertThat(items.valueStream().map(it -> it.at("/name").asString()))
        .containsExactlyInAnyOrder(
            "budgets", "budget-status", "spend", "breakdown", "prices", "alert-settings");
    TestServer.get(spendOfAnn).is(200);
    TestServer.get(spendOfAnn).is(200);
    Reply spend = TestServer.get("/v1/caches/spend").is(200);
    assertThat(spend.at("/policy/strategy")).isEqualTo("fold");
    assertThat(spend.at("/policy/max_staleness")).isEqualTo("250ms");
    assertThat(spend.json().at("/size").longValue()).isPositive();
    assertThat(spend.json().at("/hits").longValue()).isPositive();
    assertThat(spend.json().at("/misses").propertyNames())
        .containsExactly("cold", "expired", "changed", "evicted", "bypassed");
    assertThat(spend.json().at("/ages").propertyNames())
        .containsExactly("p50_ms", "p90_ms", "p99_ms");
    TestServer.get("/v1/caches/nonesuch").isProblem(404, "not-found");
    assertThat(TestServer.get("/v1/caches?x=1").badFields()).containsExactly("x");
  }

  @Test
  void anEntrySaysWhatLastTouchedIt() {
    TestServer.get(spendOfAnn).is(200);
    String position = record("e-1");
    assertThat(TestServer.get(spendOfAnn).is(200).header("Trueup-Cache")).isEqualTo("fold");
    String tag = "spend:user:" + organization + "/ann";
    Reply entries = TestServer.get("/v1/caches/spend/entries?tag=" + tag + "&limit=5").is(200);
    assertThat(entries.json().at("/items")).hasSize(1);
    String key = entries.at("/items/0/key");
    assertThat(key).startsWith("user:" + organization + "/ann:monthly:");
    Reply entry = TestServer.get("/v1/caches/spend/entries/" + key).is(200);
    assertThat(entry.at("/tags/0")).isEqualTo(tag);
    assertThat(entry.json().at("/current").booleanValue()).isTrue();
    assertThat(entry.at("/last_change/position")).isEqualTo(position);
    assertThat(entry.at("/last_change/kind")).isEqualTo("CostRecorded");
    assertThat(entry.at("/last_change/effect")).isEqualTo("folded");
    assertThat(entry.at("/last_change/node")).isNotEmpty();
    assertThat(entry.at("/last_change/at")).isNotEmpty();
    for (String none : List.of("nonsense", "user:nobody/x:monthly:2026-11", "a//b", "%20", "")) {
      TestServer.get("/v1/caches/spend/entries/" + none).isProblem(404, "not-found");
    }
    assertThat(TestServer.get("/v1/caches/spend/entries?tag=").badFields()).containsExactly("tag");
    assertThat(TestServer.get("/v1/caches/spend/entries?limit=0").badFields())
        .containsExactly("limit");
  }

  @Test
  void aKeyMayHoldEmptyParts() {
    TestServer.post(
            "/v1/budgets/check",
            """
            {"organization": "%s", "user": "ann", "estimate": {"amount": "0.01"}}"""
                .formatted(organization))
        .is(200);
    TestServer.get("/v1/caches/budgets/entries/subject:" + organization + "//ann").is(200);
  }

  @Test
  void anInvalidationIsAChangeInTheLog() {
    TestServer.get(spendOfAnn).is(200);
    String tag = "spend:user:" + organization + "/ann";
    String byTag = "{\"tags\": [\"" + tag + "\"], \"dry_run\": true}";
    Reply dry = TestServer.post("/v1/caches/invalidate", byTag).is(200);
    assertThat(dry.json().at("/entries").longValue()).isEqualTo(1);
    assertThat(dry.at("/scope")).isEqualTo("node");
    assertThat(dry.at("/tags/0")).isEqualTo(tag);
    assertThat(dry.json().at("/dry_run").booleanValue()).isTrue();
    assertThat(TestServer.get(spendOfAnn).header("Trueup-Cache")).isEqualTo("hit");
    Reply done = TestServer.post("/v1/caches/invalidate", byTag.replace("true", "false")).is(200);
    assertThat(done.json().at("/dry_run").booleanValue()).isFalse();
    assertThat(TestServer.get(spendOfAnn).header("Trueup-Cache")).isEqualTo("miss");
    long before = done.json().at("/position").longValue() - 1;
    Reply changes = TestServer.get("/v1/changes?after=" + before + "&limit=1").is(200);
    assertThat(changes.at("/items/0/tags/0")).isEqualTo(tag);

    String key = TestServer.get("/v1/caches/spend/entries?tag=" + tag).is(200).at("/items/0/key");
    TestServer.post("/v1/caches/invalidate", "{\"cache\": \"spend\", \"keys\": [\"" + key + "\"]}")
        .is(200);
    assertThat(TestServer.get(spendOfAnn).header("Trueup-Cache")).isEqualTo("miss");
    assertThat(
            TestServer.post("/v1/caches/invalidate", "{\"all\": true}")
                .is(200)
                .json()
                .at("/entries")
                .longValue())
        .isPositive();
    assertThat(TestServer.get(spendOfAnn).header("Trueup-Cache")).isEqualTo("miss");
  }

  @Test
  void badInvalidationsAreNamed() {
    for (String wrong :
        List.of(
            "{}",
            "{\"tags\": []}",
            "{\"tags\": [\"\"]}",
            "{\"tags\": [\"a\"], \"all\": true}",
            "{\"cache\": \"spend\"}",
            "{\"keys\": [\"a\"]}",
            "{\"cache\": \"nonesuch\", \"keys\": [\"a\"]}",
            "{\"cache\": \"spend\", \"keys\": [\"nonsense\"]}",
            "{\"cache\": \"spend\", \"keys\": []}",
            "{\"all\": false}")) {
      assertThat(TestServer.post("/v1/caches/invalidate", wrong).badFields()).as(wrong).hasSize(1);
    }
  }

  @Test
  void aChangeIsExplainedForEveryCache() {
    TestServer.get(spendOfAnn).is(200);
    Reply cost =
        explain(
            """
            {"kind": "CostRecorded", "organization": "%s", "user": "ann", "provider": "openai",
             "model": "gpt-4o", "occurred_at": "2026-11-23T10:00:00Z", "cost": "0.5"}"""
                .formatted(organization));
    assertThat(cost.is(200).text()).contains("\"spend:user:" + organization + "/ann\"");
    JsonNode spend =
        cost.json()
            .at("/caches")
            .valueStream()
            .filter(it -> it.at("/cache").asString().equals("spend"))
            .findFirst()
            .orElseThrow();
    assertThat(spend.at("/strategy").asString()).isEqualTo("fold");
    assertThat(spend.at("/entries").longValue()).isPositive();
    explain("{\"kind\": \"BudgetChanged\", \"budget_id\": \"none\"}").is(200);
    explain("{\"kind\": \"UserChanged\", \"organization\": \"a\", \"user\": \"b\"}").is(200);
    explain("{\"kind\": \"ModelPriceChanged\", \"provider\": \"a\", \"model\": \"b/c\"}").is(200);
    Reply scope =
        explain(
            """
            {"kind": "AlertConfigurationChanged", "scope": {"type": "organization", "id": "a"}}""");
    assertThat(scope.is(200).at("/tags/0")).isEqualTo("alert-settings:organization:a");
    assertThat(
            explain("{\"kind\": \"AlertConfigurationChanged\", \"scope\": \"global\"}")
                .is(200)
                .at("/tags/0"))
        .isEqualTo("alert-settings:global");
    assertThat(explain("{\"kind\": \"Nonesuch\"}").badFields()).containsExactly("change.kind");
    assertThat(explain("{\"kind\": \"UserChanged\", \"user\": \"b\"}").badFields())
        .containsExactly("change.organization");
    assertThat(
            explain("{\"kind\": \"BudgetChanged\", \"budget_id\": \"1\", \"user\": \"b\"}")
                .badFields())
        .containsExactly("change.user");
    assertThat(explain("{\"kind\": \"AlertConfigurationChanged\", \"scope\": 7}").badFields())
        .containsExactly("change.scope");
  }

  private static Reply explain(String change) {
    return TestServer.post("/v1/caches/explain", "{\"change\": " + change + "}");
  }

  @Test
  void warmingIsAJob() {
    Reply begun = TestServer.post("/v1/caches/warm", "{\"caches\": [\"prices\"]}").is(202);
    assertThat(begun.header("Location")).isEqualTo("/v1/jobs/" + begun.at("/id"));
    assertThat(begun.at("/kind")).isEqualTo("warm");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> TestServer.get(begun.header("Location")).at("/state").equals("done"));
    Reply done = TestServer.get(begun.header("Location")).is(200);
    assertThat(done.json().at("/done").longValue())
        .isEqualTo(done.json().at("/planned").longValue());
    assertThat(done.json().at("/failed").longValue()).isZero();
    assertThat(done.at("/result/caches/0")).isEqualTo("prices");
    assertThat(done.at("/started_at")).isNotEmpty();
    assertThat(TestServer.post("/v1/caches/warm", "{\"caches\": [\"x\"]}").badFields())
        .containsExactly("caches[0]");
    TestServer.get("/v1/jobs/none").isProblem(404, "not-found");
    TestServer.post("/v1/caches/audit", "{}").isProblem(405, "method-not-allowed");
  }

  @Test
  void aPolicyIsChangedWhileTheCacheWorksAndAudited() {
    Reply changed = patch("alert-settings", "{\"max-entries\": 500, \"ttl\": \"1m\"}").is(200);
    assertThat(changed.json().at("/max_entries").longValue()).isEqualTo(500);
    assertThat(changed.at("/ttl")).isEqualTo("60s");
    assertThat(TestServer.get("/v1/caches/alert-settings").json().at("/policy"))
        .isEqualTo(changed.json());
    Reply audit = TestServer.get("/v1/audit-log?limit=1").is(200);
    assertThat(audit.at("/items/0/action")).isEqualTo("cache-policy-changed");
    assertThat(audit.at("/items/0/object")).isEqualTo("alert-settings");
    assertThat(audit.json().at("/items/0/after/max_entries").longValue()).isEqualTo(500);
    assertThat(audit.json().at("/items/0/before/ttl").isNull()).isTrue();
    Reply back = patch("alert-settings", "{\"max_entries\": 100000, \"ttl\": null}").is(200);
    assertThat(back.json().at("/ttl").isNull()).isTrue();
    assertThat(TestServer.get("/v1/audit-log?limit=500").is(200).json().at("/items").size())
        .isGreaterThanOrEqualTo(2);
  }

  @Test
  void aPolicyThatMakesNoSenseIsAConflictWithAllReasons() {
    JsonNode before = TestServer.get("/v1/caches/budgets").json().at("/policy");
    Reply refused =
        patch("budgets", "{\"strategy\": \"fold\", \"ttl_jitter\": 0.5, \"critical\": true}");
    refused.isProblem(409, "conflict");
    assertThat(refused.json().at("/reasons").size()).isGreaterThanOrEqualTo(2);
    assertThat(refused.json().at("/reasons").toString()).contains("ttl-jitter", "critical");
    patch("budgets", "{\"strategy\": \"fold\"}").isProblem(409, "conflict");
    patch("budgets", "{\"level_two\": true}").isProblem(409, "conflict");
    patch("budgets", "{\"strategy\": \"off\", \"warm\": true}").isProblem(409, "conflict");
    assertThat(TestServer.get("/v1/caches/budgets").json().at("/policy")).isEqualTo(before);
    assertThat(
            patch(
                    "budgets",
                    """
                    {"strategy": "x", "ttl": "soon", "ttl_jitter": 1, "max_staleness": -1,
                     "on_outage": "panic", "load_timeout_hard": "PT9999999999H"}""")
                .badFields())
        .containsExactlyInAnyOrder(
            "strategy", "ttl", "ttl_jitter", "max_staleness", "on_outage", "load_timeout_hard");
    assertThat(patch("budgets", "{\"max_entries\": 0, \"warm\": \"yes\", \"x\": 1}").badFields())
        .containsExactlyInAnyOrder("max_entries", "warm", "x");
    patch("nonesuch", "{}").isProblem(404, "not-found");
  }
}
