package io.trueup.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.trueup.alerts.MailServer.Security;
import io.trueup.alerts.Office.Node;
import io.trueup.changelog.TestDatabase;
import io.trueup.ledger.AlertDelivery.State;
import io.trueup.spend.Channel;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class MailTest {
  private final GreenMail mails =
      new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
  private final Office office = Office.ofOneNode(TestDatabase.H2);

  @BeforeEach
  void start() {
    mails.start();
    mails.setUser("trueup", "hush");
  }

  @AfterEach
  void stop() {
    office.close();
    mails.stop();
  }

  private MessengerSettings by(Security security, String password) {
    MailServer server =
        new MailServer(
            "127.0.0.1",
            mails.getSmtp().getPort(),
            security,
            "trueup",
            password,
            "trueup@example.com");
    return new MessengerSettings(
        Duration.ofMillis(20),
        2,
        Duration.ofSeconds(5),
        2,
        Duration.ofMillis(10),
        Duration.ofMillis(10),
        false,
        "EUR",
        server,
        WatchSettings.DEFAULT);
  }

  private Node crossed(MessengerSettings settings) {
    Node node = office.open(settings);
    node.send(new Channel.Email(List.of("ann@example.com", "ops@example.com")));
    node.budget("10");
    node.spend("8");
    await().until(() -> node.deliveries().get(0).state() != State.PENDING);
    return node;
  }

  @Test
  void aMailGoesToEachAddressUnderTheAlertsId() throws Exception {
    Node node = crossed(by(Security.NONE, "hush"));
    assertThat(node.deliveries().get(0).state()).isEqualTo(State.DELIVERED);
    MimeMessage[] received = mails.getReceivedMessages();
    assertThat(received).hasSize(2);
    MimeMessage mail = received[0];
    String id = node.alerts().get(0).id();
    assertThat(mail.getSubject()).isEqualTo("Trueup warning: 80 % of budget \"Ann, all\" is spent");
    assertThat(mail.getMessageID()).isEqualTo("<" + id + "@trueup>");
    assertThat(mail.getHeader("Trueup-Alert-Id")).containsExactly(id);
    assertThat(Arrays.toString(mail.getAllRecipients()))
        .isEqualTo("[ann@example.com, ops@example.com]");
    assertThat(mail.getFrom()[0]).hasToString("trueup@example.com");
    assertThat(mail.getContent().toString()).contains("user:acme/ann: 8 EUR of a limit of 10 EUR");
  }

  @Test
  void aServerWithoutTlsIsSentNothingUnlessThatIsSet() {
    Node node = crossed(by(Security.START_TLS, "hush"));
    assertThat(node.deliveries().get(0).state()).isEqualTo(State.DEAD);
    assertThat(node.deliveries().get(0).lastError()).contains("STARTTLS");
    assertThat(mails.getReceivedMessages()).isEmpty();
  }

  @Test
  void aRefusedPasswordIsAnErrorThatDoesNotNameIt() {
    Node node = crossed(by(Security.NONE, "w0rd-of-ours"));
    assertThat(node.deliveries().get(0).state()).isEqualTo(State.DEAD);
    assertThat(node.deliveries().get(0).lastError())
        .contains("did not take the mail")
        .doesNotContain("w0rd-of-ours");
  }
}
