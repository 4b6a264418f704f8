package io.trueup.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.cache.Outcome;
import io.trueup.cache.ReadRequest;
import io.trueup.changelog.TestDatabase;
import io.trueup.ledger.RecordResult.Recorded;
import io.trueup.spend.Budget;
import io.trueup.spend.InvalidInputException;
import io.trueup.spend.ModelId;
import io.trueup.spend.Money;
import io.trueup.spend.Period;
import io.trueup.spend.Scope;
import io.trueup.spend.Unit;
import io.trueup.spend.Usage;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class UsageRecorderTest {
  private final Books books;
  private final Ledger ledger;

  UsageRecorderTest(TestDatabase database) {
    books = Books.open(database);
    ledger = books.ledger;
  }

  @AfterEach
  void close() {
    books.close();
  }

  @Test
  void aRecordIsChargedByTheCatalogueToTheLastDigit() {
    Recorded recorded = ledger.usage().record(Books.request("r1", "acme", "ann").build());
    assertThat(recorded.record().cost()).isEqualTo(Money.of("0.001375"));
    assertThat(recorded.record().exactness()).isEqualTo(Exactness.EXACT);
    assertThat(recorded.duplicate()).isFalse();
    assertThat(recorded.position()).isNotNull();
  }

  @Test
  void theSameRequestAgainIsTheFirstRecordAndCountsOnce() {
    Recorded first = ledger.usage().record(Books.request("r1", "acme", "ann").build());
    Recorded again = ledger.usage().record(Books.request("r1", "acme", "ann").build());
    assertThat(again.duplicate()).isTrue();
    assertThat(again.record()).isEqualTo(first.record());
    assertThat(again.position()).isEqualTo(first.position());
    assertThat(ledger.recompute().records()).isEqualTo(1);
    assertThat(ledger.recompute().rollups()).isEqualTo(Money.of("0.001375"));
  }

  @Test
  void aHomeProjectIsChargedAndMadeIfItIsNotThere() {
    Scope.Project lab = new Scope.Project("acme", "lab");
    ledger.organizations().put(new Scope.Organization("acme"), "Acme", null);
    ledger.organizations().put(lab, "The lab", null);
    Scope.User ann = new Scope.User("acme", "ann");
    ledger.users().put(UserProfile.of(ann, "Ann").inProject("lab"), null);
    UsageRecord first = ledger.usage().record(Books.request("r1", "acme", "ann").build()).record();
    assertThat(first.request().project()).isEqualTo("lab");
    assertThat(ledger.organizations().find(lab).orElseThrow().name()).isEqualTo("The lab");
    Scope.User bob = new Scope.User("acme", "bob");
    ledger.users().put(UserProfile.of(bob, "Bob").inProject("attic"), null);
    ledger.usage().record(Books.request("r2", "acme", "bob").build());
    Scope.Project attic = new Scope.Project("acme", "attic");
    assertThat(ledger.organizations().find(attic).orElseThrow().name()).isEqualTo("attic");
  }

  @Test
  void anotherContentUnderTheSameIdIsAConflict() {
    ledger.usage().record(Books.request("r1", "acme", "ann").build());
    assertThatThrownBy(() -> ledger.usage().record(Books.request("r1", "acme", "bob").build()))
        .isInstanceOf(IdempotencyConflictException.class)
        .hasMessageContaining("r1");
    assertThat(ledger.recompute().records()).isEqualTo(1);
  }

  /** By then it is too old to be recorded. */
  @Test
  void aRepetitionIsAnsweredThoughItWouldBeRefusedAsNew() {
    UsageRequest request = Books.request("r1", "acme", "ann").occurredAt(Books.NOON).build();
    Recorded first = ledger.usage().record(request);
    books.setClock(Books.NOON.plus(Duration.ofDays(4000)));
    Recorded again = ledger.usage().record(request);
    assertThat(again.duplicate()).isTrue();
    assertThat(again.record()).isEqualTo(first.record());
    UsageRequest other = Books.request("r1", "acme", "bob").occurredAt(Books.NOON).build();
    assertThatThrownBy(() -> ledger.usage().record(other))
        .isInstanceOf(IdempotencyConflictException.class);
  }

  @Test
  void anUnknownPriceIsRefusedAndNothingIsRecorded() {
    UsageRequest request =
        UsageRequest.builder("r1", "acme", new ModelId("openai", "no-such-model"))
            .usage(Usage.of(Unit.INPUT_TOKENS, 1))
            .build();
    assertThatThrownBy(() -> ledger.usage().record(request))
        .isInstanceOf(UnknownPriceException.class)
        .hasMessageContaining("no-such-model");
    assertThat(ledger.recompute().records()).isZero();
  }

  @Test
  void aRecordFromTheFutureIsRefusedByName() {
    UsageRequest request =
        Books.request("r1", "acme", "ann")
            .occurredAt(Books.NOON.plus(Duration.ofMinutes(6)))
            .build();
    assertThatThrownBy(() -> ledger.usage().record(request))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("occurred_at");
  }

  @Test
  void aReadAfterARecordFoldsItIn() {
    SpendKey today =
        new SpendKey(
            new Scope.User("acme", "ann"), Period.DAILY.windowAt(Books.NOON, ZoneOffset.UTC));
    assertThat(ledger.views().spend().get(today)).isEqualTo(SpendTotals.NONE);
    ledger.usage().record(Books.request("r1", "acme", "ann").build());
    var answer = ledger.views().spend().read(today, ReadRequest.BY_POLICY);
    assertThat(answer.outcome()).isEqualTo(Outcome.FOLD);
    assertThat(answer.value().cost()).isEqualTo(Money.of("0.001375"));
    assertThat(answer.value().requests()).isEqualTo(1);
    assertThat(answer.value().usage().get(Unit.INPUT_TOKENS)).isEqualTo(374);
  }

  @Test
  void aBudgetMadeInTheMiddleOfAWindowStartsWithWhatIsSpent() {
    ledger.usage().record(Books.request("r1", "acme", "ann").build());
    Budget budget = books.budget(new Scope.User("acme", "ann"), Period.MONTHLY, "1.00");
    ledger.usage().record(Books.request("r2", "acme", "ann").build());
    StatusKey key = new StatusKey(budget.id(), budget.windowAt(Books.NOON));
    assertThat(ledger.views().budgetStatus().get(key).spent()).isEqualTo(Money.of("0.00275"));
    assertThat(ledger.recompute().status(key)).isEqualTo(ledger.views().budgetStatus().get(key));
  }

  /** No two of the signs the same, so that no database can make them shorter. */
  @Test
  void idsAsLongAsTheyMayBeAreKeptAndSummedUp() {
    for (int round = 0; round < 2; round++) {
      UsageRequest request =
          UsageRequest.builder("r" + round, longId(0), new ModelId(longId(1), longId(2)))
              .project(longId(3))
              .user(longId(4))
              .conversation(longId(5))
              .usage(Usage.of(Unit.INPUT_TOKENS, 1))
              .cost(Money.of("1"))
              .build();
      ledger.usage().record(request);
    }
    assertThat(ledger.recompute().rollups()).isEqualTo(Money.of("2"));
    assertThat(ledger.views().spend().get(CheckedRead.allOf(new Scope.User(longId(0), longId(4)))))
        .extracting(SpendTotals::requests)
        .isEqualTo(2L);
  }

  private static String longId(int which) {
    return IntStream.range(0, 200)
        .map(i -> 0x20000 + (which * 200 + i) * 37)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  @Test
  void everyViewAgreesWithItsRecomputationAfterwards() {
    for (int i = 0; i < 50; i++) {
      ledger.usage().record(Books.request("r" + i, "acme", "u" + i % 3).build());
      ledger
          .views()
          .spend()
          .get(
              new SpendKey(
                  new Scope.User("acme", "u" + i % 3),
                  Period.DAILY.windowAt(Books.NOON, ZoneOffset.UTC)));
    }
    var report = ledger.views().spend().audit();
    assertThat(report.checked()).isEqualTo(3);
    assertThat(report.differences()).isEmpty();
  }
}
