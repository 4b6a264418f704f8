package io.trueup.server.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.server.Reply;
import io.trueup.server.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AlertSettingsTest {
  private static final String SETTINGS = "/v1/alerts/settings";

  private final String organization = TestServer.organization();
  private final String ofOrganization = SETTINGS + "/organization/" + organization;
  private final String ofUser = SETTINGS + "/user/ann?organization=" + organization;

  private static Reply put(String path, String json, String... headers) {
    return TestServer.json("PUT", path, json, headers);
  }

  @Test
  void settingsAreInheritedUntilSetAndAgainOnceDeleted() {
    Reply standard = TestServer.get(SETTINGS + "/global/default").is(200);
    assertThat(standard.json().at("/thresholds").toString()).isEqualTo("[80,100]");
    Reply inherited = TestServer.get(ofUser).is(200);
    assertThat(inherited.at("/inherited_from/type")).isEqualTo("global");
    assertThat(inherited.has("ETag")).isFalse();
    Reply made = put(ofOrganization, "{\"thresholds\": [50], \"cooldown_minutes\": 5}").is(201);
    assertThat(made.header("Location")).isEqualTo(ofOrganization);
    assertThat(made.json().at("/inherited_from").isNull()).isTrue();
    assertThat(made.json().at("/enabled").booleanValue()).isTrue();
    Reply user = TestServer.get(ofUser).is(200);
    assertThat(user.json().at("/thresholds").toString()).isEqualTo("[50]");
    assertThat(user.json().at("/cooldown_minutes").intValue()).isEqualTo(5);
    assertThat(user.json().at("/inherited_from").toString())
        .isEqualTo("{\"type\":\"organization\",\"id\":\"" + organization + "\"}");
    assertThat(put(ofUser, "{\"enabled\": false}").is(201).header("Location")).isEqualTo(ofUser);
    assertThat(TestServer.get(ofUser).json().at("/inherited_from").isNull()).isTrue();
    TestServer.delete(ofUser).is(204);
    assertThat(TestServer.get(ofUser).at("/inherited_from/type")).isEqualTo("organization");
    TestServer.delete(ofUser).isProblem(404, "not-found");
  }

  @Test
  void secretsNeverComeBack() {
    String body =
        """
        {"channels": [{"type": "webhook", "url": "https://example.com/hook", "secret": "hush-1"},
          {"type": "slack", "url": "https://hooks.slack.com/services/hush-2"},
          {"type": "email", "to": ["a@example.com"]}, {"type": "log"}]}""";
    Reply made = put(ofOrganization, body).is(201);
    Reply found = TestServer.get(ofOrganization).is(200);
    for (Reply reply : new Reply[] {made, found}) {
      assertThat(reply.text()).doesNotContain("hush").doesNotContain("secret");
      assertThat(reply.at("/channels/0/url")).isEqualTo("https://example.com/hook");
      assertThat(reply.at("/channels/1/url")).isEqualTo("https://hooks.slack.com/***");
      assertThat(reply.at("/channels/2/to/0")).isEqualTo("a@example.com");
    }
    assertThat(
            put(
                    ofOrganization,
                    """
                    {"channels": [{"type": "slack", "url": "https://hooks.slack.com/***"}]}""")
                .badFields())
        .containsExactly("channels[0].url");
  }

  @Test
  void ifMatchGuardsSettings() {
    put(ofOrganization, "{}", "If-Match", "*").isProblem(412, "lost-update");
    String first = put(ofOrganization, "{}").is(201).header("ETag");
    assertThat(TestServer.get(ofOrganization).header("ETag")).isEqualTo(first);
    String second = put(ofOrganization, "{}", "If-Match", first).is(200).header("ETag");
    put(ofOrganization, "{}", "If-Match", first).isProblem(412, "lost-update");
    TestServer.delete(ofOrganization, "If-Match", first).isProblem(412, "lost-update");
    TestServer.delete(ofOrganization, "If-Match", second).is(204);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost/x",
        "http://LOCALHOST:80/x",
        "http://api.localhost./x",
        "http://127.0.0.1/x",
        "http://127.1/x",
        "http://2130706433/x",
        "http://0x7f.0.0.1/x",
        "http://017700000001/x",
        "http://10.1.2.3/x",
        "http://172.16.0.1/x",
        "http://192.168.1.1/x",
        "http://169.254.169.254/latest",
        "http://100.64.0.1/x",
        "http://0.0.0.0/x",
        "http://255.255.255.255/x",
        "http://[::1]/x",
        "http://[::ffff:127.0.0.1]/x",
        "http://[fd00::1]/x",
        "http://[fe80::1]/x",
        "http://metadata.google.internal/x",
        "http://user:pass@example.com/x",
        "ftp://example.com/x",
        "file:///etc/passwd",
        "https:///x",
        "nonsense",
        "//example.com/x",
        "http://exa mple.com/",
        ""
      })
  void aTargetThatMustNotBeReachedIsRefused(String url) {
    String body = "{\"channels\": [{\"type\": \"webhook\", \"url\": \"" + url + "\"}]}";
    assertThat(put(ofOrganization, body).badFields()).containsExactly("channels[0].url");
    assertThat(put(ofOrganization, body.replace("webhook", "slack")).badFields())
        .containsExactly("channels[0].url");
  }

  @Test
  void badFieldsAreNamed() {
    assertThat(
            put(
                    ofOrganization,
                    """
                    {"thresholds": [0], "cooldown_minutes": -1, "enabled": "yes", "x": 1,
                     "channels": [{"type": "log", "url": "https://example.com"}, {"type": "email"},
                       {"type": "pigeon"}, {"type": "email", "to": ["nobody"]}, 7,
                       {"type": "log", "secret": "s"}]}""")
                .badFields())
        .containsExactlyInAnyOrder(
            "thresholds",
            "cooldown_minutes",
            "enabled",
            "x",
            "channels[0].url",
            "channels[1].to",
            "channels[2].type",
            "channels[3].to",
            "channels[4]",
            "channels[5].secret");
    TestServer.get(SETTINGS + "/nobody/x").isProblem(404, "not-found");
    TestServer.get(SETTINGS + "/global/x").isProblem(404, "not-found");
    assertThat(TestServer.get(SETTINGS + "/user/ann").badFields()).containsExactly("organization");
    assertThat(TestServer.get(ofOrganization + "?organization=x").badFields())
        .containsExactly("organization");
  }
}
