package io.trueup.spend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AlertSettingsTest {

  private static final Subject SUBJECT = new Subject("acme", "search", "ann", null);

  @Test
  void theSmallestScopeWithSettingsDecides() {
    AlertSettings global = cooldown(1);
    AlertSettings organization = cooldown(2);
    AlertSettings project = cooldown(3);
    AlertSettings user = cooldown(4);
    List<Scope> scopes = SUBJECT.scopes();
    Map<Scope, AlertSettings> set = new HashMap<>();
    assertThat(AlertSettings.inForce(scopes, set))
        .isEqualTo(new AlertSettings.Inherited(new Scope.Global(), AlertSettings.DEFAULT));
    set.put(new Scope.Global(), global);
    assertThat(AlertSettings.inForce(scopes, set).settings()).isEqualTo(global);
    set.put(new Scope.Organization("acme"), organization);
    set.put(new Scope.Organization("globex"), global);
    assertThat(AlertSettings.inForce(scopes, set).settings()).isEqualTo(organization);
    set.put(new Scope.Project("acme", "search"), project);
    assertThat(AlertSettings.inForce(scopes, set).settings()).isEqualTo(project);
    set.put(new Scope.User("acme", "ann"), user);
    assertThat(AlertSettings.inForce(scopes, set))
        .isEqualTo(new AlertSettings.Inherited(new Scope.User("acme", "ann"), user));
  }

  @Test
  void secretsAreNeverInText() {
    Channel webhook = new Channel.Webhook(URI.create("https://example.org/hook/t0ken"), "s3cret");
    Channel slack = new Channel.Slack(URI.create("https://hooks.slack.com/services/t0ken"));
    AlertSettings settings =
        new AlertSettings(Thresholds.DEFAULT, List.of(webhook, slack), Duration.ZERO, true);
    assertThat(settings.toString()).contains("example.org").doesNotContain("s3cret", "t0ken");
  }

  @Test
  void badSettingsAreRefusedByTheirField() {
    for (String url : List.of("ftp://example.org", "/relative", "https:opaque", "file:///etc/x")) {
      assertThatThrownBy(() -> new Channel.Slack(URI.create(url)))
          .hasMessageStartingWith("channels.url: ");
    }
    assertThatThrownBy(() -> new Channel.Webhook(URI.create("https://example.org"), ""))
        .hasMessageStartingWith("channels.secret: ");
    for (List<String> to :
        List.of(
            List.<String>of(),
            List.of("ann"),
            List.of("a@b\nBcc: c@d"),
            Collections.nCopies(21, "a@b"))) {
      assertThatThrownBy(() -> new Channel.Email(to)).hasMessageStartingWith("channels.to: ");
    }
    assertThatThrownBy(
            () ->
                new AlertSettings(
                    Thresholds.DEFAULT,
                    Collections.nCopies(21, new Channel.Log()),
                    Duration.ofDays(31),
                    true))
        .hasMessage("channels: must be at most 20; cooldown_minutes: must be 0 to 43200");
  }

  private static AlertSettings cooldown(int minutes) {
    return new AlertSettings(
        Thresholds.DEFAULT, List.of(new Channel.Log()), Duration.ofMinutes(minutes), true);
  }
}
