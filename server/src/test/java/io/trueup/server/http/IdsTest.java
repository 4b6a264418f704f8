package io.trueup.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.server.Reply;
import io.trueup.server.TestServer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

final class IdsTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String ODD = "/ ; % ? # + : ~ é 漢 \\ & = \" ' @ ..";

  @ParameterizedTest
  @ValueSource(
      strings = {"/", ";", "%", "?", "#", "+", ":", "~", "é", "漢", " ", "a/../b", "%2F", "\\", ODD})
  void anyCharacterGoesInAndOutOfBodiesAndQueries(String id) {
    String organization = id + UUID.randomUUID();
    TestServer.post(
            "/v1/usage",
            JSON.writeValueAsString(
                Map.of(
                    "request_id",
                    id,
                    "organization",
                    organization,
                    "user",
                    id,
                    "provider",
                    "openai",
                    "model",
                    "gpt-4o",
                    "cost",
                    "1")))
        .is(201);
    String query = "organization=" + encoded(organization) + "&user=" + encoded(id);
    Reply found = TestServer.get("/v1/usage?" + query).is(200);
    assertThat(found.at("/items/0/request_id")).isEqualTo(id);
    String scope = "scope=" + encoded("user:" + id) + "&organization=" + encoded(organization);
    Reply spent = TestServer.get("/v1/spend?period=total&" + scope).is(200);
    assertThat(spent.at("/cost")).isEqualTo("1");
    assertThat(spent.at("/scope/id")).isEqualTo(id);
    String groups = "by=user&organization=" + encoded(organization);
    assertThat(TestServer.get("/v1/analytics/breakdown?" + groups).at("/items/0/key"))
        .isEqualTo(id);
  }

  /** Nothing has the id; that it was read rightly shows in what is said about it. */
  @ParameterizedTest
  @ValueSource(
      strings = {"/", ";", "%", "?", "#", "+", ":", "~", "é", "漢", " ", "a/../b", "%2F", "\\", ODD})
  void anyCharacterIsReadFromAPath(String id) {
    String path = PercentEncoding.path("v1", "budgets", id).toString();
    Reply answered = TestServer.get(path).isProblem(404, "not-found");
    assertThat(answered.at("/detail")).isEqualTo("there is no budget " + id);
  }

  @Test
  void aSemicolonIsACharacterLikeAnyOther() {
    assertThat(TestServer.get("/v1/budgets/a;b=c").isProblem(404, "not-found").at("/detail"))
        .isEqualTo("there is no budget a;b=c");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
