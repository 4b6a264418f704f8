package io.trueup.server.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.server.TestServer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Thousands of wrong requests: none gets a 5xx, each a problem that says what is wrong, and nothing
 * of them is recorded.
 */
class HostileRequestsTest {
  private static final List<Endpoint> ENDPOINTS =
      List.of(
          Endpoint.of("POST", "/v1/usage")
              .required("request_id", FieldKind.ID, "'hostile-1'")
              .required("organization", FieldKind.ID, "'hostile'")
              .required("provider", FieldKind.ID, "'openai'")
              .required("model", FieldKind.ID, "'gpt-4o'")
              .optional("project", FieldKind.ID, "'p'")
              .optional("user", FieldKind.ID, "'ann'")
              .optional("conversation", FieldKind.ID, "'c'")
              .optional("occurred_at", FieldKind.INSTANT, "'2026-11-23T10:00:00Z'")
              .optional("usage", FieldKind.OBJECT, "{'input_tokens':1}")
              .optional("cost", FieldKind.MONEY, "'0.01'")
              .optional("metadata", FieldKind.OBJECT, "{'a':'b'}"),
          Endpoint.of("POST", "/v1/budgets")
              .required("scope", FieldKind.OBJECT, "{'type':'organization','id':'acme'}")
              .required("period", FieldKind.WORD, "'monthly'")
              .required("limit", FieldKind.MONEY, "'1.00'")
              .optional("name", FieldKind.TEXT, "'a budget'")
              .optional("enforcement", FieldKind.WORD, "'hard'")
              .optional("time_zone", FieldKind.WORD, "'Europe/Berlin'")
              .optional("fail_policy", FieldKind.WORD, "'closed'")
              .optional("active", FieldKind.FLAG, "true")
              .optional("thresholds", FieldKind.PERCENTS, "[80,100]")
              .optional("filter", FieldKind.OBJECT, "{'provider':'openai'}"),
          Endpoint.of("POST", "/v1/budgets/check")
              .required("organization", FieldKind.ID, "'acme'")
              .required("estimate", FieldKind.OBJECT, "{'amount':'0.01'}")
              .optional("request_id", FieldKind.ID, "'r'")
              .optional("project", FieldKind.ID, "'p'")
              .optional("user", FieldKind.ID, "'ann'")
              .optional("provider", FieldKind.ID, "'openai'")
              .optional("model", FieldKind.ID, "'gpt-4o'"),
          Endpoint.of("PUT", "/v1/organizations/hostile-none")
              .required("name", FieldKind.TEXT, "'Acme'"),
          Endpoint.of("PUT", "/v1/organizations/hostile-none/projects/p")
              .required("name", FieldKind.TEXT, "'Search'"),
          Endpoint.of("PUT", "/v1/organizations/hostile-none/users/u")
              .optional("name", FieldKind.TEXT, "'Ann'")
              .optional("email", FieldKind.TEXT, "'ann@example.com'")
              .optional("project", FieldKind.ID, "'p'")
              .optional("active", FieldKind.FLAG, "true"),
          Endpoint.of("PUT", "/v1/prices/hostile/google/gemini")
              .optional("effective_from", FieldKind.INSTANT, "'2026-11-23T10:00:00Z'")
              .required("unit_prices", FieldKind.OBJECT, "{'input_mtok':'2.5'}"),
          Endpoint.of("PUT", "/v1/alerts/settings/organization/hostile")
              .optional("thresholds", FieldKind.PERCENTS, "[50,80]")
              .optional("channels", FieldKind.LIST, "[{'type':'log'}]")
              .optional("cooldown_minutes", FieldKind.COUNT, "60")
              .optional("enabled", FieldKind.FLAG, "true"),
          Endpoint.of("PUT", "/v1/alerts/settings/user/u?organization=hostile-none")
              .optional("thresholds", FieldKind.PERCENTS, "[50,80]")
              .optional("channels", FieldKind.LIST, "[{'type':'log'}]")
              .optional("enabled", FieldKind.FLAG, "true"),
          Endpoint.of("PATCH", "/v1/caches/spend/policy")
              .optional("strategy", FieldKind.WORD, "'fold'")
              .optional("max_entries", FieldKind.COUNT, "100000")
              .optional("ttl", FieldKind.TIME, "'60s'")
              .optional("max_staleness", FieldKind.TIME, "'250ms'")
              .optional("on_outage", FieldKind.WORD, "'refuse'")
              .optional("warm", FieldKind.FLAG, "false"),
          Endpoint.of("POST", "/v1/caches/warm").optional("caches", FieldKind.LIST, "['prices']"),
          Endpoint.of("POST", "/v1/caches/invalidate")
              .optional("dry_run", FieldKind.FLAG, "true")
              .optional("all", FieldKind.FLAG, "true"),
          Endpoint.of("POST", "/v1/caches/explain")
              .required("change", FieldKind.OBJECT, "{'kind':'BudgetChanged','budget_id':'b'}"));

  /** Path and the methods that it has; OPTIONS and HEAD are the framework's own. */
  private static final Map<String, String> METHODS =
      methods(
          "/v1/usage", "GET,POST",
          "/v1/usage/batch", "GET,POST",
          "/v1/budgets", "GET,POST",
          "/v1/budgets/check", "GET,PUT,PATCH,DELETE,POST",
          "/v1/spend", "GET",
          "/v1/analytics/breakdown", "GET",
          "/v1/organizations", "GET",
          "/v1/organizations/acme/users", "GET",
          "/v1/caches", "GET",
          "/v1/caches/spend/policy", "PATCH",
          "/v1/alerts/settings/global/default", "GET,PUT,DELETE",
          "/v1/changes", "GET",
          "/v1/audit-log", "GET",
          "/v1/usage/none", "GET",
          "/v1/budgets/none", "GET,PUT,PATCH,DELETE",
          "/v1/budgets/none/status", "GET",
          "/v1/organizations/none", "GET,PUT,PATCH,DELETE",
          "/v1/organizations/none/projects", "GET",
          "/v1/organizations/none/projects/none", "GET,PUT,PATCH,DELETE",
          "/v1/organizations/none/users/none", "GET,PUT,PATCH,DELETE",
          "/v1/prices", "GET",
          "/v1/prices/openrouter/google/gemini-2.5-flash", "GET,PUT,DELETE",
          "/v1/caches/spend", "GET",
          "/v1/caches/spend/entries", "GET",
          "/v1/caches/spend/entries/a/b", "GET",
          "/v1/caches/invalidate", "GET,POST",
          "/v1/jobs/none", "GET");

  private static Map<String, String> methods(String... pathsAndMethods) {
    Map<String, String> methods = new LinkedHashMap<>();
    for (int i = 0; i < pathsAndMethods.length; i += 2) {
      methods.put(pathsAndMethods[i], pathsAndMethods[i + 1]);
    }
    return methods;
  }

  private static RawHttp http;

  @BeforeAll
  static void connect() {
    http = new RawHttp(TestServer.server().port());
  }

  @Test
  void everyWrongRequestIsRefusedAsTheContractSays() {
    List<WrongRequest> requests = new ArrayList<>(WrongRequests.of(ENDPOINTS, METHODS));
    requests.addAll(QueryCases.all());
    assertThat(requests.size()).isGreaterThan(2_000);
    List<String> wrong = new ArrayList<>();
    for (WrongRequest request : requests) {
      check(request, http.send(request), wrong);
    }
    assertThat(wrong).isEmpty();
    for (String organization : List.of("hostile", "hostile-none")) {
      TestServer.get("/v1/organizations/" + organization).isProblem(404, "not-found");
      assertThat(TestServer.get("/v1/usage?organization=" + organization).json().at("/items"))
          .isEmpty();
    }
    TestServer.get("/v1/prices/hostile/google/gemini").isProblem(404, "not-found");
  }

  private static void check(WrongRequest request, RawHttp.Reply reply, List<String> wrong) {
    if (!request.statuses().contains(reply.status())) {
      wrong.add(request + " got " + reply.status() + " " + shortened(reply.body()));
    } else if (!isProblem(reply)) {
      wrong.add(request + " got no problem: " + shortened(reply.body()));
    } else if (request.field() != null && !reply.body().contains(request.field())) {
      wrong.add(request + " does not name " + request.field() + ": " + shortened(reply.body()));
    } else if (tellsTooMuch(reply.body())) {
      wrong.add(request + " tells too much: " + shortened(reply.body()));
    } else if (reply.status() == 405 && !reply.headers().containsKey("allow")) {
      wrong.add(request + " got no Allow");
    }
  }

  private static boolean isProblem(RawHttp.Reply reply) {
    String type = reply.headers().getOrDefault("content-type", "");
    try {
      JsonNode problem = JsonMapper.shared().readTree(reply.body());
      return type.startsWith("application/problem+json")
          && problem.path("type").asString("").startsWith("/problems/")
          && !problem.path("title").asString("").isEmpty()
          && problem.path("status").asInt(0) == reply.status();
    } catch (JacksonException e) {
      return false;
    }
  }

  private static boolean tellsTooMuch(String body) {
    return body.contains("Exception")
        || body.contains("io.trueup")
        || body.contains("org.springframework")
        || body.contains("jackson")
        || body.matches("(?s).*\\b(select|insert|update) .* (from|into|set) .*");
  }

  private static String shortened(String text) {
    return text.length() <= 300 ? text : text.substring(0, 300) + "…";
  }
}
