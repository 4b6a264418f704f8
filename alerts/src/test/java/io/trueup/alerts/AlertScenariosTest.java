package io.trueup.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.trueup.alerts.Office.Node;
import io.trueup.changelog.TestDatabase;
import io.trueup.ledger.Alert;
import io.trueup.ledger.AlertDelivery;
import io.trueup.ledger.AlertDelivery.State;
import io.trueup.ledger.Invalidation;
import io.trueup.spend.Channel;
import io.trueup.spend.Severity;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/*
 * What others got wrong about alerts, by the names of the scenarios' table: on one node on each
 * database, and on two over one. A restart closes all nodes and opens others.
 */
final class AlertScenariosTest {
  /** The nodes of a scenario: one is both if there is only one. */
  private static final class Nodes {
    private final Office office;
    private final boolean isTwo;
    final Receiver receiver;
    Node a;
    Node b;

    Nodes(Office office, boolean isTwo, Receiver receiver) {
      this.office = office;
      this.isTwo = isTwo;
      this.receiver = receiver;
      a = office.open();
      b = isTwo ? office.open() : a;
      a.send(new Channel.Webhook(receiver.uri("/hook"), "s3cret"));
    }

    void restart() {
      a.close();
      b.close();
      a = office.open();
      b = isTwo ? office.open() : a;
    }

    void awaitDelivered(int alerts) {
      await()
          .untilAsserted(
              () ->
                  assertThat(b.deliveries())
                      .hasSize(alerts)
                      .extracting(AlertDelivery::state)
                      .containsOnly(State.DELIVERED));
    }

    List<@Nullable String> received() {
      return receiver.posts.stream().<@Nullable String>map(Receiver.Post::id).toList();
    }
  }

  private static Stream<DynamicTest> everywhere(Consumer<Nodes> scenario) {
    return Stream.of(
        DynamicTest.dynamicTest(
            "one node on H2", () -> run(Office.ofOneNode(TestDatabase.H2), false, scenario)),
        DynamicTest.dynamicTest(
            "one node on PostgreSQL",
            () -> run(Office.ofOneNode(TestDatabase.POSTGRESQL), false, scenario)),
        DynamicTest.dynamicTest(
            "two nodes on PostgreSQL", () -> run(Office.ofSeveral(), true, scenario)));
  }

  private static void run(Office office, boolean isTwo, Consumer<Nodes> scenario) {
    try (office;
        Receiver receiver = new Receiver()) {
      scenario.accept(new Nodes(office, isTwo, receiver));
    }
  }

  @TestFactory
  Stream<DynamicTest> f5AThresholdIsOneAlertOverRestartsAndNodes() {
    return everywhere(
        nodes -> {
          nodes.a.budget("10");
          nodes.a.spend("8");
          nodes.awaitDelivered(1);
          nodes.restart();
          nodes.a.ledger().cacheAdministration().invalidate(new Invalidation.OfEverything());
          nodes.b.ledger().cacheAdministration().invalidate(new Invalidation.OfEverything());
          nodes.a.spend("0.5");
          nodes.b.spend("0.5");
          assertThat(nodes.a.alerts()).extracting(it -> it.cause().threshold()).containsExactly(80);
          nodes.b.spend("1");
          nodes.awaitDelivered(2);
          nodes.restart();
          nodes.a.spend("1");
          nodes.b.spend("1");
          assertThat(nodes.a.alerts()).hasSize(2);
          assertThat(nodes.received())
              .containsExactlyElementsOf(nodes.b.alerts().stream().map(Alert::id).toList());
        });
  }

  @TestFactory
  Stream<DynamicTest> f6EightyThenHundredPercentWithinTheCoolDownAreBothSent() {
    return everywhere(
        nodes -> {
          nodes.a.budget("10");
          nodes.a.spend("8");
          nodes.b.spend("2");
          nodes.awaitDelivered(2);
          assertThat(nodes.a.alerts())
              .extracting(Alert::severity)
              .containsExactly(Severity.WARNING, Severity.CRITICAL);
          assertThat(nodes.received())
              .containsExactlyInAnyOrderElementsOf(
                  nodes.b.alerts().stream().map(Alert::id).toList());
        });
  }
}
