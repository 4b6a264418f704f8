package io.trueup.alerts;

import static io.trueup.alerts.Office.ANN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.trueup.alerts.Office.Node;
import io.trueup.ledger.AlertDelivery;
import io.trueup.ledger.AlertDelivery.State;
import io.trueup.ledger.AlertKind;
import io.trueup.ledger.Budgets;
import io.trueup.spend.Budget;
import io.trueup.spend.Channel;
import io.trueup.spend.Money;
import io.trueup.spend.Period;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SeveralNodesTest {
  private final Office office = Office.ofSeveral();
  private final Receiver receiver = new Receiver();

  @AfterEach
  void close() {
    receiver.close();
    office.close();
  }

  @Test
  void aDeliveryIsTriedByOneNodeAtATime() {
    receiver.answer = (exchange, count) -> Receiver.status(exchange, count % 3 == 0 ? 200 : 503);
    List<Node> nodes = List.of(office.open(), office.open(), office.open());
    nodes.get(0).send(new Channel.Webhook(receiver.uri("/hook"), null));
    nodes
        .get(0)
        .ledger()
        .transactions()
        .execute(tx -> Stream.generate(() -> nodes.get(0).budget("10")).limit(8).toList());
    nodes.get(0).spend("8");
    await()
        .untilAsserted(
            () ->
                assertThat(nodes.get(1).deliveries())
                    .hasSize(8)
                    .extracting(AlertDelivery::state)
                    .doesNotContain(State.PENDING));
    int attempts = nodes.get(2).deliveries().stream().mapToInt(AlertDelivery::attempts).sum();
    assertThat(receiver.posts).hasSize(attempts);
    long delivered = nodes.stream().mapToLong(it -> it.messenger().delivered()).sum();
    long givenUp = nodes.stream().mapToLong(it -> it.messenger().givenUp()).sum();
    assertThat(delivered + givenUp).isEqualTo(8);
  }

  @Test
  void aForecastIsMadeOnceForAllNodes() {
    Instant noon = Instant.parse("2026-11-23T12:00:00Z");
    office.setClock(noon);
    List<Node> nodes = List.of(office.open(), office.open());
    nodes.get(0).send(new Channel.Webhook(receiver.uri("/hook"), null));
    nodes
        .get(0)
        .ledger()
        .budgets()
        .create(Budget.builder(Budgets.newId(), ANN, Period.DAILY, Money.of("10")).build());
    nodes.get(0).spend("6");
    office.setClock(noon.plusSeconds(61));
    await().until(() -> nodes.get(1).deliveries().stream().anyMatch(it -> it.endedAt() != null));
    assertThat(nodes.get(1).alerts())
        .extracting(it -> it.cause().kind())
        .containsExactly(AlertKind.FORECAST);
    assertThat(receiver.posts).hasSize(1);
    assertThat(receiver.posts.get(0).body()).contains("\"kind\":\"forecast\"", "\"runs_out_at\":");
  }

  @Test
  void roundsOfAnomaliesBeginFiveMinutesPastTheHour() {
    Instant hour = Instant.parse("2026-11-23T12:00:00Z");
    assertThat(Rounds.afterTheHour(hour)).isEqualTo(hour.plusSeconds(300));
    assertThat(Rounds.afterTheHour(hour.plusSeconds(299))).isEqualTo(hour.plusSeconds(300));
    assertThat(Rounds.afterTheHour(hour.plusSeconds(300))).isEqualTo(hour.plusSeconds(3900));
  }

  @Test
  void whatTwoSchedulersTakeUpAtOnceIsSentByOne() throws Exception {
    CountDownLatch mayAnswer = new CountDownLatch(1);
    receiver.answer =
        (exchange, count) -> {
          try {
            mayAnswer.await(20, TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          Receiver.status(exchange, 200);
        };
    Node a = office.open();
    Node b = office.open();
    a.send(new Channel.Webhook(receiver.uri("/hook"), null));
    a.budget("10");
    a.spend("8");
    await().until(() -> !receiver.posts.isEmpty());
    String id = a.deliveries().get(0).id();
    b.messenger().attempt(id);
    assertThat(receiver.posts).hasSize(1);
    mayAnswer.countDown();
    await().until(() -> a.deliveries().get(0).state() == State.DELIVERED);
    assertThat(receiver.posts).hasSize(1);
  }
}
