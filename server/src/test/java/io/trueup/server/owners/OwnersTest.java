package io.trueup.server.owners;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.server.Reply;
import io.trueup.server.ScenarioServer;
import io.trueup.server.TestServer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OwnersTest {
  private final String organization = TestServer.organization();
  private final String path = "/v1/organizations/" + organization;

  private static Reply put(String path, String json, String... headers) {
    return TestServer.json("PUT", path, json, headers);
  }

  private static Reply patch(String path, String json, String... headers) {
    return TestServer.json("PATCH", path, json, headers);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/projects/search", "/users/ann"})
  void whatIsNewIsCreatedAndWhatIsThereIsUpdated(String below) {
    Reply made = put(path + below, "{\"name\": \"First\"}").is(201);
    assertThat(made.header("Location")).isEqualTo(path + below);
    assertThat(made.at("/name")).isEqualTo("First");
    Reply found = TestServer.get(path + below).is(200);
    assertThat(found.header("ETag")).isEqualTo(made.header("ETag"));
    assertThat(found.at("/id")).isEqualTo(made.at("/id"));
    assertThat(found.header("Trueup-Position")).isNotNull();
    Reply changed = put(path + below, "{\"name\": \"Second\"}").is(200);
    assertThat(changed.has("Location")).isFalse();
    assertThat(changed.header("ETag")).isNotEqualTo(made.header("ETag"));
    assertThat(TestServer.get(path + below).at("/name")).isEqualTo("Second");
    TestServer.delete(path + below).is(204);
    TestServer.get(path + below).isProblem(404, "not-found");
    TestServer.delete(path + below).isProblem(404, "not-found");
    patch(path + below, "{\"name\": \"x\"}").isProblem(404, "not-found");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/projects/search", "/users/ann"})
  void ifMatchGuardsEveryWrite(String below) {
    put(path + below, "{\"name\": \"a\"}", "If-Match", "\"1\"").isProblem(412, "lost-update");
    put(path + below, "{\"name\": \"a\"}", "If-Match", "*").isProblem(412, "lost-update");
    put(path + below, "{\"name\": \"a\"}", "If-Match", "W/\"1\"").isProblem(412, "lost-update");
    TestServer.get(path + below).isProblem(404, "not-found");
    String first = put(path + below, "{\"name\": \"a\"}").is(201).header("ETag");
    String second =
        put(path + below, "{\"name\": \"b\"}", "If-Match", first).is(200).header("ETag");
    put(path + below, "{\"name\": \"c\"}", "If-Match", first).isProblem(412, "lost-update");
    patch(path + below, "{\"name\": \"c\"}", "If-Match", first).isProblem(412, "lost-update");
    TestServer.delete(path + below, "If-Match", first).isProblem(412, "lost-update");
    patch(path + below, "{\"name\": \"d\"}", "If-Match", first + ", " + second).is(200);
    String last = put(path + below, "{\"name\": \"e\"}", "If-Match", "*").is(200).header("ETag");
    assertThat(put(path + below, "{\"name\": \"f\"}", "If-Match", "nonsense").badFields())
        .containsExactly("If-Match");
    TestServer.delete(path + below, "If-Match", last).is(204);
  }

  @Test
  void aUserKeepsWhatAPatchDoesNotName() {
    Reply made =
        put(
                path + "/users/ann",
                """
                {"name": "Ann", "email": "ann@example.com", "project": "search"}""")
            .is(201);
    assertThat(made.json().at("/active").booleanValue()).isTrue();
    assertThat(made.header("Trueup-Position")).isEqualTo(made.at("/position"));
    Reply patched = patch(path + "/users/ann", "{\"active\": false, \"email\": null}").is(200);
    assertThat(patched.at("/name")).isEqualTo("Ann");
    assertThat(patched.at("/project")).isEqualTo("search");
    assertThat(patched.json().at("/email").isNull()).isTrue();
    assertThat(patched.json().at("/active").booleanValue()).isFalse();
    Reply replaced = put(path + "/users/ann", "{}").is(200);
    assertThat(replaced.at("/name")).isEqualTo("ann");
    assertThat(replaced.json().at("/project").isNull()).isTrue();
    assertThat(replaced.json().at("/active").booleanValue()).isTrue();
  }

  @Test
  void aUserBringsOrganizationAndHomeProjectAlong() {
    put(path + "/users/ann", "{\"project\": \"search\"}").is(201);
    assertThat(TestServer.get(path).is(200).at("/name")).isEqualTo(organization);
    assertThat(TestServer.get(path + "/projects/search").is(200).at("/organization"))
        .isEqualTo(organization);
  }

  @Test
  void recordingForAnUnknownOwnerMakesIt() {
    TestServer.post(
            "/v1/usage",
            """
            {"request_id": "r", "organization": "%s", "project": "p", "user": "u",
             "provider": "openai", "model": "gpt-4o", "usage": {"input_tokens": 1}}"""
                .formatted(organization))
        .is(201);
    TestServer.get(path).is(200);
    TestServer.get(path + "/projects/p").is(200);
    TestServer.get(path + "/users/u").is(200);
  }

  @Test
  void recordingForAnUnknownOwnerIsRefusedWhereItMayNotMakeOne() {
    try (ScenarioServer server =
        ScenarioServer.alone(Map.of("trueup.recording.create-unknown-owners", "false"))) {
      String record =
          """
          {"request_id": "r", "organization": "acme", "user": "u", "provider": "openai",
           "model": "gpt-4o", "usage": {"input_tokens": 1}}""";
      server.api().post("/v1/usage", record).isProblem(404, "not-found");
      server.api().get("/v1/organizations/acme").isProblem(404, "not-found");
      server.api().put("/v1/organizations/acme/users/u", "{}").is(201);
      server.api().post("/v1/usage", record).is(201);
    }
  }

  @Test
  void listsGoById() {
    for (String id : List.of("c", "a", "b")) {
      put(path + "/users/" + id, "{}").is(201);
      put(path + "/projects/" + id, "{\"name\": \"" + id + "\"}").is(201);
    }
    for (String list : List.of(path + "/users", path + "/projects")) {
      Reply first = TestServer.get(list + "?limit=2").is(200);
      assertThat(ids(first)).containsExactly("a", "b");
      Reply second = TestServer.get(list + "?limit=2&cursor=" + first.at("/next_cursor")).is(200);
      assertThat(ids(second)).containsExactly("c");
      assertThat(second.json().at("/next_cursor").isNull()).isTrue();
    }
    TestServer.get("/v1/organizations/" + TestServer.organization() + "/users")
        .isProblem(404, "not-found");
    TestServer.get("/v1/organizations/" + TestServer.organization() + "/projects")
        .isProblem(404, "not-found");
    assertThat(TestServer.get(path + "/users?limit=0&sort=name").badFields())
        .containsExactlyInAnyOrder("limit", "sort");
    assertThat(TestServer.get("/v1/organizations?limit=500").is(200).text())
        .contains("\"id\":\"" + organization + "\"");
  }

  private static List<String> ids(Reply list) {
    return list.json().at("/items").valueStream().map(it -> it.at("/id").asString()).toList();
  }

  @Test
  void badFieldsAreNamed() {
    assertThat(put(path, "{\"nom\": \"x\"}").badFields()).containsExactlyInAnyOrder("nom", "name");
    assertThat(put(path, "{\"name\": \"\"}").badFields()).containsExactly("name");
    assertThat(put(path, "{\"name\": \"" + "x".repeat(201) + "\"}").badFields())
        .containsExactly("name");
    assertThat(
            put(path + "/users/u", "{\"project\": \"..\", \"active\": 1, \"name\": 5}").badFields())
        .containsExactlyInAnyOrder("project", "active", "name");
    assertThat(put(path + "/users/u", "{\"email\": \"a\\u0000b\"}").badFields())
        .containsExactly("email");
    assertThat(put("/v1/organizations/" + "x".repeat(201), "{\"name\": \"x\"}").badFields())
        .containsExactly("organization");
    TestServer.get(path).isProblem(404, "not-found");
  }

  @Test
  void ofManyWhoPutAtOnceOneCreatesAndNoneIsRefused() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(6);
    try {
      List<Future<Reply>> puts =
          IntStream.range(0, 12)
              .mapToObj(
                  i -> threads.submit(() -> put(path + "/users/u", "{\"name\": \"n" + i + "\"}")))
              .toList();
      int created = 0;
      for (Future<Reply> it : puts) {
        int status = it.get().status();
        assertThat(status).isIn(200, 201);
        created += status == 201 ? 1 : 0;
      }
      assertThat(created).isEqualTo(1);
    } finally {
      threads.shutdownNow();
    }
    assertThat(TestServer.get(path + "/users/u").json().at("/version").longValue())
        .isGreaterThanOrEqualTo(11);
  }
}
