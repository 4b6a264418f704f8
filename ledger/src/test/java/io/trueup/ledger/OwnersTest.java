package io.trueup.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.changelog.TestDatabase;
import io.trueup.spend.AlertSettings;
import io.trueup.spend.InvalidInputException;
import io.trueup.spend.ModelId;
import io.trueup.spend.Money;
import io.trueup.spend.Period;
import io.trueup.spend.PriceOverride;
import io.trueup.spend.Scope;
import io.trueup.spend.Subject;
import io.trueup.spend.UnitPrices;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Users, organizations, projects, alert settings and prices: versions, odd ids, erasure. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class OwnersTest {
  private static final Scope.User ANN = new Scope.User("acme", "ann");
  private static final Scope.Organization ACME = new Scope.Organization("acme");

  private final Books books;
  private final Ledger ledger;

  OwnersTest(TestDatabase database) {
    books = Books.open(database);
    ledger = books.ledger;
  }

  @AfterEach
  void close() {
    books.close();
  }

  @Test
  void aWriteOfAnOldVersionIsLostWhateverItIs() {
    ledger.users().put(UserProfile.of(ANN, "Ann"), null);
    ledger.users().put(UserProfile.of(ANN, "Anna"), 0L);
    ledger.organizations().put(ACME, "Acme", null);
    ledger.organizations().put(ACME, "Acme Inc", 0L);
    ledger.alertConfigurations().put(ACME, AlertSettings.DEFAULT, null);
    ledger.alertConfigurations().put(ACME, AlertSettings.DEFAULT, 0L);
    PriceOverride free = new PriceOverride(Books.GPT_4O, Instant.EPOCH, UnitPrices.FREE);
    ledger.prices().put(free, null);
    ledger.prices().put(free, 0L);
    assertThatThrownBy(() -> ledger.users().put(UserProfile.of(ANN, "A"), 0L))
        .isInstanceOf(LostUpdateException.class);
    assertThatThrownBy(() -> ledger.users().erase(ANN, 0L)).isInstanceOf(LostUpdateException.class);
    assertThatThrownBy(() -> ledger.organizations().put(ACME, "A", 0L))
        .isInstanceOf(LostUpdateException.class);
    assertThatThrownBy(() -> ledger.organizations().delete(ACME, 0L))
        .isInstanceOf(LostUpdateException.class);
    assertThatThrownBy(() -> ledger.alertConfigurations().put(ACME, AlertSettings.DEFAULT, 0L))
        .isInstanceOf(LostUpdateException.class);
    assertThatThrownBy(() -> ledger.alertConfigurations().delete(ACME, 0L))
        .isInstanceOf(LostUpdateException.class);
    assertThatThrownBy(() -> ledger.prices().put(free, 0L)).isInstanceOf(LostUpdateException.class);
  }

  @Test
  void whatIsNotThereCantBeDeleted() {
    assertThatThrownBy(() -> ledger.users().erase(ANN, null))
        .isInstanceOf(UnknownObjectException.class);
    assertThatThrownBy(() -> ledger.organizations().delete(ACME, null))
        .isInstanceOf(UnknownObjectException.class);
    assertThatThrownBy(() -> ledger.alertConfigurations().delete(ACME, null))
        .isInstanceOf(UnknownObjectException.class);
    assertThatThrownBy(() -> ledger.prices().delete(Books.GPT_4O, null))
        .isInstanceOf(UnknownObjectException.class);
  }

  @Test
  void aPriceOfAnAbsurdYearIsRefusedByName() {
    PriceOverride never = new PriceOverride(Books.GPT_4O, Instant.MAX, UnitPrices.FREE);
    assertThatThrownBy(() -> ledger.prices().put(never, null))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("effective_from");
  }

  @Test
  void oddIdsGoInAndOutAndNeverMeet() {
    String full = "\u6f22".repeat(200);
    String emoji = "\ud83d\ude00".repeat(200);
    List<String> ids =
        List.of("a/b", "a%2Fb", "a:b", "a;b", "a b", "a b ", " a b", "a~b", "a\u00e9", full, emoji);
    for (String id : ids) {
      ledger
          .usage()
          .record(
              UsageRequest.builder(id, id, new ModelId(id, id))
                  .project(id)
                  .user(id)
                  .conversation(id)
                  .cost(Money.of("1"))
                  .build());
    }
    for (String id : ids) {
      for (Scope scope :
          List.of(new Scope.Organization(id), new Scope.Project(id, id), new Scope.User(id, id))) {
        books.budget(scope, Period.TOTAL, "5");
        SpendTotals totals = ledger.views().spend().get(CheckedRead.allOf(scope));
        assertThat(totals.requests()).as("of %s", scope).isEqualTo(1);
      }
      assertThat(ledger.gate().statuses(subject(id), Books.NOON)).hasSize(3);
      assertThat(ledger.views().prices().get(new ModelId(id, id)).at(Books.NOON)).isEmpty();
    }
    assertThat(ids.stream().map(id -> LedgerTags.price(new ModelId(id, "m"))).distinct())
        .hasSize(ids.size());
  }

  private static Subject subject(String id) {
    return new Subject(id, id, id, null);
  }

  @Test
  void anErasedUsersIdStandsOnlyInWhatTheErasureItselfSays() throws SQLException {
    books.budget(ANN, Period.MONTHLY, "5");
    ledger.alertConfigurations().put(ANN, AlertSettings.DEFAULT, null);
    ledger.usage().record(Books.request("r1", "acme", "ann").build());
    long before = ledger.caches().horizon().value();
    assertThat(changesNaming("user:acme/ann", before)).isEqualTo(4);
    ledger.users().erase(ANN, null);
    assertThat(changesNaming("user:acme/ann", before)).isZero();
    assertThat(changesNaming("user:acme/erased-", before)).isEqualTo(4);
    assertThat(ledger.users().find(ANN)).isEmpty();
    ledger.usage().record(Books.request("r2", "acme", "ann").build());
    assertThat(ledger.views().spend().get(CheckedRead.allOf(ANN)).requests()).isEqualTo(1);
  }

  private int changesNaming(String text, long upTo) throws SQLException {
    try (Connection connection = books.pool().getConnection();
        var count =
            connection.prepareStatement(
                "select count(*) from trueup_change where position <= ? and tags like ?")) {
      count.setLong(1, upTo);
      count.setString(2, "%" + text + "%");
      try (ResultSet row = count.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }
}
