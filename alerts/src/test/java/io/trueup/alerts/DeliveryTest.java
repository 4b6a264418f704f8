package io.trueup.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.trueup.alerts.Office.Node;
import io.trueup.changelog.TestDatabase;
import io.trueup.ledger.Alert;
import io.trueup.ledger.AlertDelivery;
import io.trueup.ledger.AlertDelivery.State;
import io.trueup.spend.Channel;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DeliveryTest {
  private final Office office = Office.ofOneNode(TestDatabase.H2);
  private final Receiver receiver = new Receiver();

  @AfterEach
  void close() {
    receiver.close();
    office.close();
  }

  private Channel.Webhook hook() {
    return new Channel.Webhook(receiver.uri("/hook"), "s3cret");
  }

  private static AlertDelivery awaitEnd(Node node) {
    await()
        .until(
            () ->
                !node.deliveries().isEmpty()
                    && node.deliveries().stream().allMatch(it -> it.state() != State.PENDING));
    return node.deliveries().get(0);
  }

  private static void cross(Node node, Channel... channels) {
    node.send(channels);
    node.budget("10");
    node.spend("8");
  }

  /** Ours, but longer, and with private targets as in production. */
  private static MessengerSettings strict(Duration timeout, int attempts) {
    return strict(timeout, attempts, false);
  }

  private static MessengerSettings strict(
      Duration timeout, int attempts, boolean allowsPrivateTargets) {
    return new MessengerSettings(
        Duration.ofMillis(20),
        4,
        timeout,
        attempts,
        Duration.ofMillis(10),
        Duration.ofMillis(40),
        allowsPrivateTargets,
        "USD",
        null,
        WatchSettings.DEFAULT);
  }

  private static MessengerSettings quick(Duration timeout) {
    MessengerSettings quick = Office.QUICK;
    return new MessengerSettings(
        quick.pollInterval(),
        quick.threads(),
        timeout,
        2,
        quick.firstRetry(),
        quick.longestRetry(),
        true,
        quick.currency(),
        null,
        quick.watch());
  }

  @Test
  void aReceiverThatFailsThreeTimesGetsEachAlertSignedUnderOneId() {
    receiver.answer = (exchange, count) -> Receiver.status(exchange, count <= 3 ? 503 : 204);
    Node node = office.open();
    cross(node, hook());
    AlertDelivery delivery = awaitEnd(node);
    assertThat(delivery.state()).isEqualTo(State.DELIVERED);
    assertThat(delivery.attempts()).isEqualTo(4);
    assertThat(delivery.lastError()).isEqualTo("127.0.0.1 answered 503");
    Alert alert = node.alerts().get(0);
    assertThat(receiver.posts).hasSize(4);
    assertThat(receiver.posts)
        .allSatisfy(
            post -> {
              assertThat(post.path()).isEqualTo("/hook");
              assertThat(post.id()).isEqualTo(alert.id());
              assertThat(post.body()).contains("\"id\":\"" + alert.id() + "\"");
              assertThat(post.signature()).isEqualTo(signature(post));
            });
    assertThat(node.messenger().delivered()).isEqualTo(1);
    assertThat(node.messenger().failedAttempts()).isEqualTo(3);
    assertThat(node.messenger().givenUp()).isZero();
  }

  /** Two alerts wait while the first node ends; each comes once more, and never after that. */
  @Test
  void whatFailedBeforeARestartIsDeliveredAfterItAndNotAgainAfterTheNext() {
    receiver.answer = (exchange, count) -> Receiver.status(exchange, 503);
    MessengerSettings patient = strict(Duration.ofSeconds(5), 100, true);
    Node first = office.open(patient);
    cross(first, hook());
    first.spend("3");
    await().until(() -> idsOf(receiver.posts).distinct().count() == 2);
    first.close();

    int failed = receiver.posts.size();
    receiver.answer = (exchange, count) -> Receiver.status(exchange, 204);
    Node second = office.open(patient);
    awaitEnd(second);
    List<String> alerts = second.alerts().stream().map(Alert::id).toList();
    assertThat(alerts).hasSize(2);
    assertThat(idsOf(receiver.posts.subList(failed, receiver.posts.size())))
        .containsExactlyInAnyOrderElementsOf(alerts);
    second.close();

    int told = receiver.posts.size();
    Node third = office.open(patient);
    third.budget("1");
    third.spend("0.9");
    awaitEnd(third);
    assertThat(idsOf(receiver.posts.subList(told, receiver.posts.size())))
        .doesNotContainAnyElementsOf(alerts)
        .isNotEmpty();
  }

  private static Stream<String> idsOf(List<Receiver.Post> posts) {
    return posts.stream().map(post -> Objects.requireNonNull(post.id()));
  }

  private static String signature(Receiver.Post post) {
    String signature = String.valueOf(post.signature());
    String time = signature.substring("t=".length(), signature.indexOf(','));
    return Signature.of(
        "s3cret", Instant.ofEpochSecond(Long.parseLong(time)), Posts.utf8(post.body()));
  }

  @Test
  void aDeliveryIsGivenUpAfterSoManyTriesAndSaysWhy() {
    receiver.answer = (exchange, count) -> Receiver.status(exchange, 500);
    Node node = office.open();
    cross(node, hook(), new Channel.Log());
    AlertDelivery delivery = awaitEnd(node);
    assertThat(delivery.state()).isEqualTo(State.DEAD);
    assertThat(delivery.attempts()).isEqualTo(Office.QUICK.attempts());
    assertThat(delivery.lastError()).isEqualTo("127.0.0.1 answered 500");
    assertThat(delivery.endedAt()).isNotNull();
    assertThat(delivery.nextAttemptAt()).isNull();
    assertThat(node.deliveries().get(1).state()).isEqualTo(State.DELIVERED);
    assertThat(receiver.posts).hasSize(Office.QUICK.attempts());
    assertThat(node.messenger().givenUp()).isEqualTo(1);
  }

  @Test
  void aTryThatNeverEndsIsCountedAllTheSame() {
    Node node = office.open(strict(Duration.ofSeconds(1), 1));
    node.messenger().close();
    cross(node, hook());
    String id = node.deliveries().get(0).id();
    node.ledger().deliveries().claim(id, Duration.ZERO);
    Node later = office.open(strict(Duration.ofSeconds(1), 1));
    AlertDelivery delivery = awaitEnd(later);
    assertThat(delivery.state()).isEqualTo(State.DEAD);
    assertThat(delivery.lastError()).contains("never got to an end");
    assertThat(receiver.posts).isEmpty();
  }

  @Test
  void aRedirectIsNotFollowed() {
    receiver.answer =
        (exchange, count) -> {
          if (exchange.getRequestURI().getPath().equals("/hook")) {
            receiver.redirect(exchange, "/inside");
          } else {
            Receiver.status(exchange, 200);
          }
        };
    Node node = office.open();
    cross(node, hook());
    AlertDelivery delivery = awaitEnd(node);
    assertThat(delivery.state()).isEqualTo(State.DEAD);
    assertThat(delivery.lastError()).isEqualTo("127.0.0.1 answered 307");
    assertThat(receiver.posts).extracting(Receiver.Post::path).containsOnly("/hook");
  }

  @Test
  void aNameThatLeadsToAPrivateAddressIsRefusedOnConnecting() {
    AtomicInteger asked = new AtomicInteger();
    Node node =
        office.open(
            strict(Duration.ofSeconds(1), 3),
            host -> {
              asked.incrementAndGet();
              return new InetAddress[] {InetAddress.getByAddress(host, new byte[] {127, 0, 0, 1})};
            });
    URI url = URI.create("http://hooks.example.com:" + receiver.port() + "/hook");
    cross(node, new Channel.Webhook(url, null), new Channel.Slack(url));
    AlertDelivery delivery = awaitEnd(node);
    assertThat(delivery.state()).isEqualTo(State.DEAD);
    assertThat(delivery.lastError()).contains("trueup.alerts.allow-private-targets");
    assertThat(receiver.posts).isEmpty();
    assertThat(asked).hasValue(6);
  }

  @Test
  void aPrivateLiteralIsRefusedToo() {
    Node node = office.open(strict(Duration.ofSeconds(1), 1));
    cross(node, hook());
    assertThat(awaitEnd(node).lastError()).contains("private network");
    assertThat(receiver.posts).isEmpty();
  }

  @Test
  void anAnswerThatDoesNotEndIsCutOff() {
    receiver.answer = (exchange, count) -> Receiver.endless(exchange);
    Node node = office.open(quick(Duration.ofSeconds(5)));
    cross(node, hook());
    assertThat(awaitEnd(node).state()).isEqualTo(State.DELIVERED);
    assertThat(receiver.posts).hasSize(1);
  }

  @Test
  void aReceiverThatSaysNothingIsNotWaitedForLongerThanTheTimeOut() throws Exception {
    try (SilentReceiver silent = new SilentReceiver()) {
      Node node = office.open(quick(Duration.ofMillis(300)));
      cross(node, new Channel.Webhook(silent.uri(), null));
      AlertDelivery delivery = awaitEnd(node);
      assertThat(delivery.state()).isEqualTo(State.DEAD);
      assertThat(delivery.lastError()).isEqualTo("127.0.0.1 can't be reached: it took too long");
    }
  }

  @Test
  void slackIsSentItsOwnForm() {
    Node node = office.open();
    cross(node, new Channel.Slack(receiver.uri("/services/T1")));
    assertThat(awaitEnd(node).state()).isEqualTo(State.DELIVERED);
    assertThat(receiver.posts.get(0).path()).isEqualTo("/services/T1");
    assertThat(receiver.posts.get(0).body())
        .startsWith("{\"text\":\"warning: 80 % of budget \\\"Ann, all\\\" is spent");
  }

  @Test
  void aTestIsSentOnceAndSaysWhatEachChannelSaid() {
    receiver.answer =
        (exchange, count) ->
            Receiver.status(exchange, exchange.getRequestURI().getPath().equals("/ok") ? 200 : 418);
    Node node = office.open();
    cross(node, new Channel.Log());
    List<AlertMessenger.Tested> tested =
        node.messenger()
            .test(
                Office.ANN,
                List.of(
                    new Channel.Webhook(receiver.uri("/ok"), null),
                    new Channel.Webhook(receiver.uri("/no"), null),
                    new Channel.Email(List.of("a@example.com")),
                    new Channel.Log()));
    assertThat(tested)
        .extracting(AlertMessenger.Tested::error)
        .containsExactly(
            null, "127.0.0.1 answered 418", "no mail server is set: trueup.alerts.smtp.host", null);
    assertThat(receiver.posts).allSatisfy(it -> assertThat(it.body()).contains("\"test\":true"));
    assertThat(node.alerts()).hasSize(1);
  }
}
