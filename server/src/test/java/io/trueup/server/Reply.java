package io.trueup.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the server answered. */
public record Reply(HttpResponse<String> response) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  public int status() {
    return response.statusCode();
  }

  public String text() {
    return response.body();
  }

  /** The value of a header that has to be there. */
  public String header(String name) {
    return response
        .headers()
        .firstValue(name)
        .orElseThrow(() -> new AssertionError("no " + name + " in " + response.headers()));
  }

  public boolean has(String header) {
    return response.headers().firstValue(header).isPresent();
  }

  public JsonNode json() {
    return JSON.readTree(text());
  }

  /** The member at a JSON pointer, as text. */
  public String at(String pointer) {
    return json().at(pointer).asString();
  }

  public Reply is(int status) {
    assertThat(status())
        .as("%s %s: %s", response.request().method(), response.uri(), text())
        .isEqualTo(status);
    return this;
  }

  /** Checks that this is a problem of this status and type. */
  public Reply isProblem(int status, String type) {
    is(status);
    assertThat(header("Content-Type")).startsWith("application/problem+json");
    assertThat(at("/type")).isEqualTo("/problems/" + type);
    assertThat(json().at("/status").intValue()).isEqualTo(status);
    assertThat(at("/title")).isNotBlank();
    assertThat(at("/detail")).isNotBlank();
    assertThat(text()).doesNotContain("Exception", "at io.trueup", "select ", "SELECT ");
    return this;
  }

  /** The bad fields that a problem names. */
  public List<String> badFields() {
    isProblem(400, "invalid-request");
    return json().at("/validation").valueStream().map(it -> it.at("/field").stringValue()).toList();
  }
}
