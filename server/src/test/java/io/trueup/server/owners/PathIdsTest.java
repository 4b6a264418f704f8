package io.trueup.server.owners;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.server.Reply;
import io.trueup.server.TestServer;
import io.trueup.server.http.PercentEncoding;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ids of the caller's own, whatever they hold, go in and out of every kind of path. */
final class PathIdsTest {
  private static final String ODD = "/ ; % ? # + : ~ é 漢 \\ & = \" ' @ ..";

  private static String path(String... segments) {
    return PercentEncoding.path(segments).toString();
  }

  private static Reply put(String path, String json) {
    return TestServer.json("PUT", path, json);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        ";",
        "%",
        "?",
        "#",
        "+",
        ":",
        "~",
        "é",
        "漢",
        " ",
        "a/../b",
        "%2F",
        "%252F",
        "\\",
        "//",
        "a;b=c",
        "...",
        "./",
        "\uD83D\uDE00",
        ODD
      })
  void anyIdGoesInAndOutOfEveryPath(String id) {
    String organization = id + UUID.randomUUID();
    String org = path("v1", "organizations", organization);
    Reply made = put(org, "{\"name\": \"x\"}").is(201);
    assertThat(made.header("Location")).isEqualTo(org);
    assertThat(TestServer.get(made.header("Location")).is(200).at("/id")).isEqualTo(organization);
    for (String kind : new String[] {"projects", "users"}) {
      String inside = path("v1", "organizations", organization, kind, id);
      Reply member = put(inside, "{\"name\": \"x\"}").is(201);
      assertThat(member.header("Location")).isEqualTo(inside);
      assertThat(TestServer.get(inside).is(200).at("/id")).isEqualTo(id);
      assertThat(TestServer.get(inside).at("/organization")).isEqualTo(organization);
      TestServer.json("PATCH", inside, "{\"name\": \"y\"}").is(200);
      assertThat(TestServer.get(org + "/" + kind).is(200).at("/items/0/id")).isEqualTo(id);
    }
    settings(organization, id);
    entry(organization, id);
    TestServer.delete(path("v1", "organizations", organization, "users", id)).is(204);
    TestServer.delete(path("v1", "organizations", organization, "projects", id)).is(204);
    TestServer.delete(org).is(204);
  }

  private static void settings(String organization, String id) {
    String query = "?organization=" + URLEncoder.encode(organization, StandardCharsets.UTF_8);
    Reply made = put(path("v1", "alerts", "settings", "user", id) + query, "{}").is(201);
    Reply found = TestServer.get(made.header("Location")).is(200);
    assertThat(found.at("/scope/id")).isEqualTo(id);
    assertThat(found.at("/scope/organization")).isEqualTo(organization);
    assertThat(found.json().at("/inherited_from").isNull()).isTrue();
    TestServer.delete(made.header("Location")).is(204);
  }

  private static void entry(String organization, String id) {
    String query =
        "&scope="
            + URLEncoder.encode("user:" + id, StandardCharsets.UTF_8)
            + "&organization="
            + URLEncoder.encode(organization, StandardCharsets.UTF_8);
    TestServer.get("/v1/spend?period=total" + query).is(200);
    Reply entries = TestServer.get("/v1/caches/spend/entries?limit=500").is(200);
    String wanted = "user:" + encoded(organization) + "/" + encoded(id) + ":total";
    String key =
        entries
            .json()
            .at("/items")
            .valueStream()
            .map(it -> it.at("/key").stringValue())
            .filter(it -> it.startsWith(wanted))
            .findFirst()
            .orElse(wanted);
    String whole = path("v1", "caches", "spend", "entries", key);
    assertThat(TestServer.get(whole).is(200).at("/key")).isEqualTo(key);
  }

  private static String encoded(String id) {
    return id.replace("%", "%25").replace("/", "%2F").replace(":", "%3A");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gpt",
        "google/gemini-2.5-flash",
        "a/b/c",
        "a//b",
        "a/",
        ";",
        "%",
        "a%2Fb",
        "?",
        "#",
        "+",
        ":",
        "~",
        "é",
        "漢",
        " ",
        "a;b",
        "import/x",
        ODD
      })
  void aModelIsTheRestOfThePathEncodedOrNot(String model) {
    String provider = "odd/" + UUID.randomUUID();
    String body =
        "{\"effective_from\": \"2026-01-01T00:00:00Z\", \"unit_prices\": {\"input_mtok\": \"1\"}}";
    String whole = path("v1", "prices", provider, model);
    Reply made = put(whole, body).is(201);
    assertThat(made.header("Location")).isEqualTo(whole);
    String slashes =
        whole.substring(0, "/v1/prices/".length() + encodedLength(provider))
            + "/"
            + path(model).substring(1).replace("%2F", "/");
    boolean isPlain = !model.startsWith("/") && !model.contains("..");
    for (String same : isPlain ? new String[] {whole, slashes} : new String[] {whole}) {
      Reply found = TestServer.get(same).is(200);
      assertThat(found.at("/model")).isEqualTo(model);
      assertThat(found.at("/provider")).isEqualTo(provider);
      put(same, body).is(200);
    }
    TestServer.delete(isPlain ? slashes : whole).is(204);
  }

  private static int encodedLength(String segment) {
    return path(segment).length() - 1;
  }
}
