package io.trueup.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.changelog.TestDatabase;
import io.trueup.spend.Budget;
import io.trueup.spend.Money;
import io.trueup.spend.Period;
import io.trueup.spend.Scope;
import io.trueup.spend.Severity;
import io.trueup.spend.Thresholds;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
final class AlertWatchTest {
  private static final Scope.User ANN = new Scope.User("acme", "ann");
  private static final Instant HOUR = Books.NOON.minus(Duration.ofHours(1));
  private static final BigDecimal FOUR = BigDecimal.valueOf(4);
  private static final BigDecimal TEN = BigDecimal.TEN;
  private static final AtomicInteger IDS = new AtomicInteger();

  private final TestDatabase database;
  private Books books;

  @SuppressWarnings("NullAway.Init") // opened before each test
  AlertWatchTest(TestDatabase database) {
    this.database = database;
  }

  @BeforeEach
  void open() {
    books = Books.open(database);
  }

  @AfterEach
  void close() {
    books.close();
  }

  private Budget budget(Period period, String limit) {
    return books
        .ledger
        .budgets()
        .create(
            Budget.builder(Budgets.newId(), ANN, period, Money.of(limit))
                .thresholds(Thresholds.of())
                .build());
  }

  private void spend(String cost, Instant at) {
    books
        .ledger
        .usage()
        .record(
            UsageRequest.builder("w" + IDS.incrementAndGet(), "acme", Books.GPT_4O)
                .user("ann")
                .occurredAt(at)
                .cost(Money.of(cost))
                .build());
  }

  private List<Alert> alerts() {
    return books.ledger.alerts().list(AlertQuery.ALL, null, 500).items();
  }

  private void forecast() {
    assertThat(books.ledger.alertWatch().forecast("")).isEmpty();
  }

  private void lookForAnomalies() {
    assertThat(books.ledger.alertWatch().lookForAnomalies("", FOUR, TEN)).isEmpty();
  }

  @Test
  void aBudgetThatWillRunOutIsToldOfOnceInItsWindow() {
    Budget budget = budget(Period.DAILY, "10");
    spend("5", HOUR);
    forecast();
    assertThat(alerts()).isEmpty();
    spend("1", HOUR);
    forecast();
    forecast();
    assertThat(alerts()).hasSize(1);
    Alert alert = alerts().get(0);
    assertThat(alert.cause()).isEqualTo(new Alert.Cause(AlertKind.FORECAST, budget.id(), null));
    assertThat(alert.severity()).isEqualTo(Severity.WARNING);
    assertThat(alert.figures().runsOutAt()).isEqualTo(Instant.parse("2026-11-23T20:00:00Z"));
    assertThat(alert.deliveries()).hasSize(1);
    books.setClock(Books.NOON.plus(Duration.ofDays(1)));
    spend("6", Books.NOON.plus(Duration.ofDays(1)));
    forecast();
    assertThat(alerts()).hasSize(2);
  }

  @Test
  void whatIsSpentEarlyOrAlreadyOrForAllOfTimeIsNoForecast() {
    budget(Period.MONTHLY, "1");
    budget(Period.TOTAL, "7");
    budget(Period.YEARLY, "1000000");
    spend("5", HOUR);
    forecast();
    assertThat(alerts()).isEmpty();
    budget(Period.MONTHLY, "6");
    books.setClock(Instant.parse("2026-12-02T00:00:00Z"));
    spend("5", Instant.parse("2026-12-01T12:00:00Z"));
    forecast();
    assertThat(alerts()).isEmpty();
    books.setClock(Instant.parse("2026-12-05T00:00:00Z"));
    forecast();
    assertThat(alerts()).hasSize(1);
  }

  @Test
  void anHourFarAboveTheMedianOfItsWeeksIsToldOfOnce() {
    known(9);
    budget(Period.DAILY, "1000");
    String[] before = {"3", "9", "3", "100", "3", "5", "2", "4"};
    for (int week = 1; week <= before.length; week++) {
      spend(before[week - 1], HOUR.minus(Duration.ofDays(7L * week)).plusSeconds(1800));
    }
    spend("14", HOUR.plusSeconds(3599));
    lookForAnomalies();
    assertThat(alerts()).isEmpty();
    spend("0.01", HOUR);
    lookForAnomalies();
    lookForAnomalies();
    assertThat(alerts()).hasSize(1);
    Alert alert = alerts().get(0);
    assertThat(alert.cause()).isEqualTo(new Alert.Cause(AlertKind.ANOMALY, null, null));
    assertThat(alert.scope()).isEqualTo(ANN);
    assertThat(alert.span()).isEqualTo(new Alert.Span(HOUR, Books.NOON));
    assertThat(alert.figures().spent()).isEqualTo(Money.of("14.01"));
    assertThat(Objects.requireNonNull(alert.figures().usual())).isEqualTo(Money.of("3.5"));
  }

  /** Makes the user, so many weeks ago. */
  private void known(int weeks) {
    books.setClock(Books.NOON.minus(Duration.ofDays(7L * weeks)));
    spend("0", Books.NOON.minus(Duration.ofDays(7L * weeks)));
    books.setClock(Books.NOON);
  }

  @Test
  void whoIsNewOrSpendsLittleOrHasNoBudgetIsNotUnusual() {
    known(4);
    spend("11", HOUR);
    lookForAnomalies();
    budget(Period.DAILY, "1000");
    assertThat(books.ledger.alertWatch().lookForAnomalies("", FOUR, BigDecimal.valueOf(12)))
        .isEmpty();
    assertThat(alerts()).isEmpty();
    books.setClock(HOUR.plus(Duration.ofMinutes(59)));
    lookForAnomalies();
    assertThat(alerts()).isEmpty();
    books.setClock(Books.NOON.plusSeconds(1));
    lookForAnomalies();
    assertThat(alerts()).isEmpty();
    books.setClock(Books.NOON.plus(Duration.ofHours(1)));
    spend("11", Books.NOON);
    lookForAnomalies();
    assertThat(alerts()).hasSize(1);
  }

  @Test
  void oldAlertsAreForgottenWithTheirDeliveries() {
    budget(Period.DAILY, "10");
    spend("6", HOUR);
    forecast();
    AlertWatch watch = books.ledger.alertWatch();
    assertThat(watch.forget(Duration.ofDays(1))).isFalse();
    assertThat(alerts()).hasSize(1);
    String delivery = alerts().get(0).deliveries().get(0).id();
    books.setClock(Books.NOON.plus(Duration.ofDays(1)).plusSeconds(1));
    assertThat(watch.forget(Duration.ofDays(1))).isFalse();
    assertThat(alerts()).isEmpty();
    assertThat(books.ledger.deliveries().claim(delivery, Duration.ZERO)).isEmpty();
  }
}
