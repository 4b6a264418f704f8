package io.trueup.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.changelog.TestDatabase;
import io.trueup.spend.AlertSettings;
import io.trueup.spend.Budget;
import io.trueup.spend.BudgetId;
import io.trueup.spend.Channel;
import io.trueup.spend.Enforcement;
import io.trueup.spend.ModelFilter;
import io.trueup.spend.Money;
import io.trueup.spend.Period;
import io.trueup.spend.Scope;
import io.trueup.spend.Severity;
import io.trueup.spend.Thresholds;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
final class AlertsTest {
  private static final Scope.User ANN = new Scope.User("acme", "ann");
  private static final Scope.Organization ACME = new Scope.Organization("acme");
  private static final Duration NONE = Duration.ZERO;
  private static final AtomicInteger IDS = new AtomicInteger();

  private final TestDatabase database;
  private Books books;

  @SuppressWarnings("NullAway.Init") // opened before each test
  AlertsTest(TestDatabase database) {
    this.database = database;
  }

  @BeforeEach
  void open() {
    books = Books.open(database);
    books.ledger.alertConfigurations().put(new Scope.Global(), settings(NONE), null);
  }

  @AfterEach
  void close() {
    books.close();
  }

  private static AlertSettings settings(Duration cooldown, Integer... thresholds) {
    return new AlertSettings(Thresholds.of(thresholds), List.of(new Channel.Log()), cooldown, true);
  }

  private Budget budget(String limit, UnaryOperator<Budget.Builder> more) {
    Budget.Builder budget = Budget.builder(Budgets.newId(), ANN, Period.DAILY, Money.of(limit));
    return books.ledger.budgets().create(more.apply(budget).build());
  }

  private Budget budget(String limit) {
    return budget(limit, it -> it);
  }

  private Budget change(Budget budget, UnaryOperator<Budget.Builder> change) {
    return books
        .ledger
        .budgets()
        .update(budget.id(), old -> change.apply(old.toBuilder()).build(), null);
  }

  private void spend(String cost) {
    spend(cost, null);
  }

  private void spend(String cost, @Nullable Instant at) {
    books.ledger.usage().record(request(cost, at));
  }

  private static UsageRequest request(String cost, @Nullable Instant at) {
    return UsageRequest.builder("r" + IDS.incrementAndGet(), "acme", Books.GPT_4O)
        .user("ann")
        .occurredAt(at)
        .cost(Money.of(cost))
        .build();
  }

  private List<Alert> alerts() {
    return books.ledger.alerts().list(AlertQuery.ALL, null, 500).items().stream()
        .sorted(Comparator.comparing(Alert::id))
        .toList();
  }

  private List<@Nullable Integer> thresholds() {
    List<@Nullable Integer> thresholds = new ArrayList<>();
    alerts().forEach(alert -> thresholds.add(alert.cause().threshold()));
    return thresholds;
  }

  private List<@Nullable Suppression> suppressions() {
    List<@Nullable Suppression> all = new ArrayList<>();
    alerts().forEach(alert -> all.add(alert.suppressed()));
    return all;
  }

  @Test
  void eachThresholdIsAnAlertWhenItIsFirstReached() {
    Budget budget = budget("10");
    spend("7.99");
    assertThat(alerts()).isEmpty();
    spend("0.01");
    spend("1");
    assertThat(thresholds()).containsExactly(80);
    Alert alert = alerts().get(0);
    assertThat(alert.cause().budget()).isEqualTo(budget.id());
    assertThat(alert.cause().kind()).isEqualTo(AlertKind.THRESHOLD);
    assertThat(alert.scope()).isEqualTo(ANN);
    assertThat(alert.severity()).isEqualTo(Severity.WARNING);
    assertThat(alert.figures()).isEqualTo(Alert.Figures.of(Money.of("8"), Money.of("10")));
    assertThat(alert.span()).isEqualTo(Alert.Span.of(budget.windowAt(Books.NOON)));
    assertThat(alert.createdAt()).isEqualTo(Books.NOON);
    assertThat(alert.deliveries()).hasSize(1);
    spend("1");
    spend("5");
    assertThat(thresholds()).containsExactly(80, 100);
    assertThat(alerts().get(1).severity()).isEqualTo(Severity.CRITICAL);
  }

  @Test
  void oneRecordCrossesSeveralTheHighestFirst() {
    budget("10", it -> it.thresholds(Thresholds.of(50, 80, 95, 100)));
    spend("20");
    assertThat(thresholds()).containsExactly(100, 95, 80, 50);
  }

  @Test
  void aLimitOfZeroIsCrossedByTheFirstCost() {
    budget("0");
    spend("0");
    assertThat(alerts()).isEmpty();
    spend("0.000001");
    assertThat(thresholds()).containsExactly(100, 80);
  }

  @Test
  void anotherWindowHasAlertsOfItsOwn() {
    budget("10");
    spend("8");
    books.setClock(Books.NOON.plus(Duration.ofDays(1)));
    spend("8");
    assertThat(thresholds()).containsExactly(80, 80);
    Budget total =
        books
            .ledger
            .budgets()
            .create(Budget.builder(Budgets.newId(), ACME, Period.TOTAL, Money.of("20")).build());
    assertThat(alerts().get(2).cause().budget()).isEqualTo(total.id());
    assertThat(alerts().get(2).span()).isEqualTo(new Alert.Span(null, null));
  }

  @Test
  void anInactiveBudgetAlertsOnceItIsActive() {
    Budget budget = budget("10", it -> it.active(false).enforcement(Enforcement.SOFT));
    spend("9");
    assertThat(alerts()).isEmpty();
    change(budget, it -> it.active(true));
    assertThat(thresholds()).containsExactly(80);
  }

  @Test
  void aLimitBelowWhatIsSpentIsCrossedByTheChange() {
    Budget budget = budget("100");
    spend("9");
    change(budget, it -> it.limit(Money.of("10")));
    assertThat(thresholds()).containsExactly(80);
    assertThat(alerts().get(0).figures())
        .isEqualTo(Alert.Figures.of(Money.of("9"), Money.of("10")));
    change(budget, it -> it.limit(Money.of("9")));
    assertThat(thresholds()).containsExactly(80, 100);
  }

  @Test
  void aBudgetThatIsMadeOnSpentMoneyAlertsAtOnce() {
    spend("9");
    budget("10");
    assertThat(thresholds()).containsExactly(80);
  }

  @Test
  void whatIsCrossedAgainIsNoOtherAlert() {
    Budget budget = budget("10");
    spend("8");
    change(budget, it -> it.limit(Money.of("100")));
    spend("1");
    change(budget, it -> it.limit(Money.of("10")));
    change(budget, it -> it.filter(new ModelFilter("openai", null)));
    spend("0.5");
    change(budget, it -> it.zone(ZoneId.of("Asia/Kolkata")));
    change(budget, it -> it.zone(ZoneId.of("UTC")));
    spend("0.1");
    assertThat(
            alerts().stream()
                .filter(it -> it.span().equals(Alert.Span.of(budget.windowAt(Books.NOON)))))
        .hasSize(1);
  }

  @Test
  void manyNodesThatRecordAtOnceRaiseOneAlert() throws Exception {
    budget("10", it -> it.thresholds(Thresholds.of(10, 20, 30, 40, 50, 60, 70, 80, 90, 100)));
    try (Ledger other = books.anotherNode("b")) {
      ExecutorService threads = Executors.newFixedThreadPool(8);
      List<Callable<Object>> calls = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        Ledger node = i % 2 == 0 ? books.ledger : other;
        calls.add(() -> node.usage().record(request("0.2", null)));
      }
      try {
        for (Future<Object> call : threads.invokeAll(calls)) {
          call.get();
        }
      } finally {
        threads.shutdownNow();
      }
    }
    assertThat(thresholds()).containsExactlyInAnyOrder(10, 20, 30, 40, 50, 60, 70, 80, 90, 100);
  }

  @Test
  void thresholdsAreTheBudgetsAndThoseThatSomebodyHasSet() {
    budget("10", it -> it.thresholds(Thresholds.of(95)));
    spend("9");
    assertThat(alerts()).isEmpty();
    books.ledger.alertConfigurations().put(ACME, settings(NONE, 92), null);
    spend("0.2");
    assertThat(thresholds()).containsExactly(92);
    books.ledger.alertConfigurations().put(ANN, settings(NONE, 94), null);
    spend("0.4");
    assertThat(thresholds()).containsExactly(92, 95, 94);
  }

  @Test
  void aMovedUserHasTheSettingsOfTheNewProject() {
    Scope.Project search = new Scope.Project("acme", "search");
    books.ledger.alertConfigurations().put(search, settings(NONE, 50), null);
    budget("10", it -> it.thresholds(Thresholds.of()));
    spend("5");
    assertThat(alerts()).isEmpty();
    books.ledger.users().put(new UserProfile(ANN, "Ann", null, "search", true, 0), null);
    books.setClock(Books.NOON.plus(Duration.ofDays(1)));
    spend("5");
    assertThat(thresholds()).containsExactly(50);
  }

  @Test
  void settingsThatAreOffRaiseNothing() {
    AlertSettings off =
        new AlertSettings(Thresholds.DEFAULT, List.of(new Channel.Log()), NONE, false);
    books.ledger.alertConfigurations().put(ACME, off, null);
    budget("1");
    spend("5");
    budget("2");
    assertThat(alerts()).isEmpty();
  }

  @Test
  void eachChannelOfTheSettingsInForceGetsADelivery() {
    AlertSettings several =
        new AlertSettings(
            Thresholds.DEFAULT,
            List.of(
                new Channel.Webhook(URI.create("https://hooks.example.com/x"), "s3cret"),
                new Channel.Slack(URI.create("https://slack.example.com/token")),
                new Channel.Email(List.of("a@example.com", "b@example.com")),
                new Channel.Log()),
            NONE,
            true);
    books.ledger.alertConfigurations().put(ACME, several, null);
    budget("10");
    spend("8");
    List<AlertDelivery> deliveries = alerts().get(0).deliveries();
    assertThat(deliveries)
        .extracting(AlertDelivery::channel)
        .containsExactly("webhook", "slack", "email", "log");
    assertThat(deliveries)
        .extracting(AlertDelivery::target)
        .containsExactly(
            "hooks.example.com", "slack.example.com", "a@example.com, b@example.com", null);
    assertThat(deliveries)
        .allSatisfy(it -> assertThat(it.state()).isEqualTo(AlertDelivery.State.PENDING));
    books.ledger.alertConfigurations().put(ACME, settings(NONE), null);
    assertThat(claim(deliveries.get(0)).channel()).isEqualTo(several.channels().get(0));
  }

  private ClaimedDelivery claim(AlertDelivery delivery) {
    return books.ledger.deliveries().claim(delivery.id(), Duration.ofMinutes(1)).orElseThrow();
  }

  @Test
  void anAlertWithinTheCoolDownOfItsSeverityIsHeldBack() {
    books.ledger.alertConfigurations().put(ACME, settings(Duration.ofHours(1)), null);
    budget("10", it -> it.thresholds(Thresholds.of(80, 90, 95, 100)));
    spend("8");
    books.setClock(Books.NOON.plus(Duration.ofMinutes(59)));
    spend("1");
    assertThat(suppressions()).containsExactly(null, Suppression.COOLDOWN);
    assertThat(alerts().get(1).deliveries()).isEmpty();
    books.setClock(Books.NOON.plus(Duration.ofMinutes(60)));
    spend("0.5");
    assertThat(suppressions()).containsExactly(null, Suppression.COOLDOWN, null);
  }

  @Test
  void aHigherSeverityIsNeverHeldBackByALowerOne() {
    books.ledger.alertConfigurations().put(ACME, settings(Duration.ofHours(1)), null);
    budget("10", it -> it.thresholds(Thresholds.of(50, 80, 100)));
    spend("5");
    spend("3");
    spend("2");
    assertThat(thresholds()).containsExactly(50, 80, 100);
    assertThat(suppressions()).containsExactly(null, null, null);
  }

  @Test
  void anotherBudgetsCoolDownDoesNotCount() {
    books.ledger.alertConfigurations().put(ACME, settings(Duration.ofHours(1)), null);
    budget("10");
    budget("10");
    spend("8");
    assertThat(suppressions()).containsExactly(null, null);
  }

  @Test
  void whatIsRecordedLateAlertsNobodyAndHoldsNothingBack() {
    books.ledger.alertConfigurations().put(ACME, settings(Duration.ofHours(1)), null);
    budget("10");
    spend("8", Books.NOON.minus(Duration.ofDays(3)));
    spend("8");
    assertThat(suppressions()).containsExactly(Suppression.LATE, null);
  }

  @Test
  void alertsAreListedNewestFirstInPages() {
    Budget first = budget("10");
    spend("8");
    books.setClock(Books.NOON.plusSeconds(1));
    spend("2");
    Alerts alerts = books.ledger.alerts();
    Page<Alert> page = alerts.list(AlertQuery.ALL, null, 1);
    assertThat(page.items().get(0).cause().threshold()).isEqualTo(100);
    Page<Alert> next = alerts.list(AlertQuery.ALL, page.nextCursor(), 1);
    assertThat(next.items().get(0).cause().threshold()).isEqualTo(80);
    assertThat(next.nextCursor()).isNull();
    assertThat(listed(new AlertQuery("acme", first.id(), AlertState.OPEN))).hasSize(2);
    assertThat(listed(new AlertQuery("acm", null, null))).isEmpty();
    assertThat(listed(new AlertQuery(null, new BudgetId("none"), null))).isEmpty();
    assertThat(listed(new AlertQuery(null, null, AlertState.ACKNOWLEDGED))).isEmpty();
  }

  private List<Alert> listed(AlertQuery query) {
    return books.ledger.alerts().list(query, null, 500).items();
  }

  @Test
  void anAlertIsAcknowledgedOnce() {
    budget("10");
    spend("8");
    String id = alerts().get(0).id();
    books.setClock(Books.NOON.plusSeconds(9));
    Alert acknowledged = books.ledger.alerts().acknowledge(id);
    assertThat(acknowledged.acknowledgedAt()).isEqualTo(Books.NOON.plusSeconds(9));
    books.setClock(Books.NOON.plusSeconds(90));
    assertThat(books.ledger.alerts().acknowledge(id)).isEqualTo(acknowledged);
    assertThat(listed(new AlertQuery(null, null, AlertState.ACKNOWLEDGED)))
        .containsExactly(acknowledged);
    assertThat(books.ledger.alerts().find(id)).contains(acknowledged);
    assertThatThrownBy(() -> books.ledger.alerts().acknowledge("none"))
        .isInstanceOf(UnknownObjectException.class);
  }

  @Test
  void statisticsCountWhatWasRaisedInATime() {
    budget("10", it -> it.thresholds(Thresholds.of(50, 80, 100)));
    spend("10");
    books.ledger.alerts().acknowledge(alerts().get(0).id());
    AlertStatistics found =
        books.ledger.alerts().statistics(AlertQuery.ALL, Books.NOON, Books.NOON.plusSeconds(1));
    assertThat(found.alerts()).isEqualTo(3);
    assertThat(found.bySeverity().values()).containsExactly(1L, 1L, 1L);
    assertThat(found.byKind().values()).containsExactly(3L, 0L, 0L, 0L);
    assertThat(found.open()).isEqualTo(2);
    assertThat(found.suppressed()).isZero();
    assertThat(found.deliveries().values()).containsExactly(3L, 0L, 0L);
    assertThat(
            books
                .ledger
                .alerts()
                .statistics(AlertQuery.ALL, Books.NOON.minusSeconds(9), Books.NOON)
                .alerts())
        .isZero();
  }

  @Test
  void aClaimedTryIsNobodyElsesUntilTheClaimPasses() {
    budget("10");
    spend("8");
    AlertDelivery delivery = alerts().get(0).deliveries().get(0);
    try (Ledger other = books.anotherNode("b")) {
      assertThat(claim(delivery).attempt()).isEqualTo(1);
      assertThat(other.deliveries().claim(delivery.id(), Duration.ofMinutes(1))).isEmpty();
      assertThat(other.deliveries().pendingUntil(delivery.id()))
          .contains(Books.NOON.plusSeconds(60));
      books.setClock(Books.NOON.plusSeconds(60));
      ClaimedDelivery second = claim(delivery);
      assertThat(second.attempt()).isEqualTo(2);
      other.deliveries().failed(second, "no\0answer", Books.NOON.plusSeconds(99));
      ClaimedDelivery third = claim(delivery);
      other.deliveries().delivered(third);
      assertThat(books.ledger.deliveries().claim(delivery.id(), NONE)).isEmpty();
      assertThat(other.deliveries().pendingUntil(delivery.id())).isEmpty();
    }
    AlertDelivery ended = alerts().get(0).deliveries().get(0);
    assertThat(ended.state()).isEqualTo(AlertDelivery.State.DELIVERED);
    assertThat(ended.attempts()).isEqualTo(3);
    assertThat(ended.lastError()).isEqualTo("no answer");
  }

  @Test
  void anErasedUserIsGoneFromAlerts() {
    AlertSettings mail =
        new AlertSettings(
            Thresholds.DEFAULT, List.of(new Channel.Email(List.of("ann@example.com"))), NONE, true);
    books.ledger.alertConfigurations().put(ANN, mail, null);
    budget("10");
    spend("8");
    books.ledger.users().erase(ANN, null);
    Alert alert = alerts().get(0);
    assertThat(((Scope.User) alert.scope()).id()).startsWith("erased-");
    AlertDelivery delivery = alert.deliveries().get(0);
    assertThat(delivery.target()).isNull();
    assertThat(delivery.state()).isEqualTo(AlertDelivery.State.DEAD);
    assertThat(delivery.lastError()).contains("erased");
    assertThat(books.ledger.deliveries().claim(delivery.id(), NONE)).isEmpty();
  }

  @Test
  void alertsOutliveTheirBudgetAndHoldNothingOfALaterOneBack() {
    Budget budget = budget("10");
    spend("8");
    books.ledger.budgets().delete(budget.id(), null);
    assertThat(alerts()).hasSize(1);
    books.ledger.budgets().create(budget);
    assertThat(thresholds()).containsExactly(80, 80);
    assertThat(listed(new AlertQuery(null, budget.id(), null))).hasSize(2);
  }
}
