package io.trueup.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.cache.Outcome;
import io.trueup.cache.Position;
import io.trueup.cache.ReadRequest;
import io.trueup.changelog.TestDatabase;
import io.trueup.spend.Budget;
import io.trueup.spend.EffectivePrice.Source;
import io.trueup.spend.ModelFilter;
import io.trueup.spend.ModelId;
import io.trueup.spend.Money;
import io.trueup.spend.Period;
import io.trueup.spend.Price;
import io.trueup.spend.PriceOverride;
import io.trueup.spend.Scope;
import io.trueup.spend.Subject;
import io.trueup.spend.Unit;
import io.trueup.spend.UnitPrices;
import io.trueup.spend.Usage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Lists of prices, names in either case, and the log as followers from outside read it. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class PricesAndChangesTest {
  private static final ModelId OWN = new ModelId("lab", "own/model");
  private static final ModelId SHOUTED = new ModelId("openai", "GPT-4o");

  private final Books books;
  private final Ledger ledger;

  PricesAndChangesTest(TestDatabase database) {
    books = Books.open(database);
    ledger = books.ledger;
  }

  @AfterEach
  void close() {
    books.close();
  }

  private void put(ModelId model, Instant from, String perMillion) {
    UnitPrices prices =
        UnitPrices.of(Map.of(Unit.INPUT_TOKENS, Price.of(new BigDecimal(perMillion))));
    ledger.prices().put(new PriceOverride(model, from, prices), null);
  }

  private List<ListedPrice> listed(PriceQuery query, int limit) {
    List<ListedPrice> items = new ArrayList<>();
    String cursor = null;
    do {
      Page<ListedPrice> page = ledger.prices().list(query, cursor, limit, ReadRequest.BY_POLICY);
      items.addAll(page.items());
      cursor = page.nextCursor();
    } while (cursor != null);
    return items;
  }

  @Test
  void catalogueAndOwnPricesAreOneListInTheOrderOfTheirNames() {
    put(OWN, Instant.EPOCH, "1");
    put(new ModelId("lab", "later"), Books.NOON.plusSeconds(1), "1");
    put(Books.GPT_4O, Instant.EPOCH, "7");
    List<ListedPrice> all = listed(PriceQuery.ALL, 500);
    assertThat(all.size()).isBetween(1_400, CatalogueReader.shipped().size() + 1);
    assertThat(new HashSet<>(all)).hasSameSizeAs(all);
    assertThat(listed(PriceQuery.ALL, 97)).isEqualTo(all);
    assertThat(all)
        .isSortedAccordingTo(
            Comparator.comparing((ListedPrice it) -> it.asked().provider())
                .thenComparing(it -> it.asked().model()));
    assertThat(all).extracting(ListedPrice::asked).contains(OWN, Books.GPT_4O);
    assertThat(listed(new PriceQuery("lab", null, null), 1)).hasSize(1);
    assertThat(listed(new PriceQuery("lab", null, Books.NOON.plusSeconds(1)), 1)).hasSize(2);
    ListedPrice own = listed(new PriceQuery("openai", "gpt-4o", null), 5).get(0);
    assertThat(own.source()).isEqualTo(Source.OVERRIDE);
    assertThat(own.effectiveFrom()).isEqualTo(Instant.EPOCH);
    assertThat(listed(new PriceQuery(null, "gpt-4o", null), 2))
        .extracting(it -> it.asked().provider())
        .contains("openai", "azure")
        .isSorted();
    assertThat(listed(new PriceQuery("openai", "no such model", null), 2)).isEmpty();
  }

  @Test
  void onePriceComesFromTheViewUnderTheNameAskedFor() {
    assertThat(ledger.prices().find(SHOUTED, null, ReadRequest.BY_POLICY).outcome())
        .isEqualTo(Outcome.MISS);
    var again = ledger.prices().find(SHOUTED, null, ReadRequest.BY_POLICY);
    assertThat(again.outcome()).isEqualTo(Outcome.HIT);
    ListedPrice price = Objects.requireNonNull(again.value());
    assertThat(price.asked()).isEqualTo(SHOUTED);
    assertThat(price.matched()).isEqualTo("gpt-4o");
    assertThat(price.source()).isEqualTo(Source.CATALOGUE);
    assertThat(ledger.prices().find(OWN, null, ReadRequest.STRICT).value()).isNull();
  }

  @Test
  void anOwnPriceHoldsForItsNameInCapitalsTooUntilThatHasItsOwn() {
    ledger.views().prices().get(SHOUTED);
    put(Books.GPT_4O, Instant.EPOCH, "1000000");
    assertThat(cost(SHOUTED, "r1")).isEqualTo(Money.of("374"));
    put(SHOUTED, Instant.EPOCH, "2000000");
    assertThat(cost(SHOUTED, "r2")).isEqualTo(Money.of("748"));
    assertThat(cost(Books.GPT_4O, "r3")).isEqualTo(Money.of("374"));
    ledger.prices().delete(SHOUTED, null);
    assertThat(cost(SHOUTED, "r4")).isEqualTo(Money.of("374"));
  }

  private Money cost(ModelId model, String id) {
    return Objects.requireNonNull(
        ledger
            .usage()
            .record(
                UsageRequest.builder(id, "acme", model)
                    .user("ann")
                    .usage(Usage.of(Unit.INPUT_TOKENS, 374))
                    .build())
            .record()
            .cost());
  }

  /** The Kelvin sign is a k in lower case; it is neither priced nor counted as one. */
  @Test
  void aCapitalLetterEscapesNoBudget() {
    Budget budget =
        ledger
            .budgets()
            .create(
                Budget.builder(
                        Budgets.newId(),
                        new Scope.Organization("acme"),
                        Period.DAILY,
                        Money.of("0.001"))
                    .filter(new ModelFilter("OpenAI", "gpt-4O"))
                    .build());
    StatusKey today = new StatusKey(budget.id(), budget.windowAt(Books.NOON));
    ledger.views().budgetStatus().get(today);
    ledger.usage().record(Books.request("r0", "acme", "ann").build());
    cost(SHOUTED, "r1");
    assertThat(ledger.views().budgetStatus().get(today))
        .isEqualTo(ledger.recompute().status(today))
        .satisfies(
            it -> assertThat(Objects.requireNonNull(it).spent()).isEqualTo(Money.of("0.00231")));
    Subject shouting = new Subject("acme", null, "ann", new ModelId("OPENAI", "GPT-4O"));
    assertThat(ledger.gate().check(shouting, Money.of("0.1")).isAllowed()).isFalse();
    assertThatThrownBy(() -> cost(new ModelId("xai", "gro\u212a-3"), "r2"))
        .isInstanceOf(UnknownPriceException.class);
  }

  @Test
  void changesComeInOrderWithWhoseTheyAreAndWhatTheyTouch() {
    Position start = ledger.changes().head();
    Budget budget = books.budget(new Scope.Project("ac/me", "p"), Period.DAILY, "1");
    ledger.usage().record(Books.request("r1", "acme", "ann").build());
    put(OWN, Instant.EPOCH, "1");
    books.budget(new Scope.Global(), Period.DAILY, "1");
    List<Changes.Item> items = ledger.changes().after(start, 500);
    assertThat(items)
        .extracting(Changes.Item::kind)
        .containsExactly(
            "BudgetChanged", "UserChanged", "CostRecorded", "ModelPriceChanged", "BudgetChanged");
    assertThat(items)
        .extracting(Changes.Item::organization)
        .containsExactly("ac/me", "acme", "acme", null, null);
    assertThat(items.get(0).tags().names()).contains("budget:" + budget.id());
    assertThat(items).allMatch(it -> it.node().equals("node"));
    List<Changes.Item> oneByOne = new ArrayList<>();
    Position at = start;
    for (List<Changes.Item> page = ledger.changes().after(at, 1);
        !page.isEmpty();
        page = ledger.changes().after(at, 1)) {
      oneByOne.addAll(page);
      at = page.get(0).position();
    }
    assertThat(oneByOne).isEqualTo(items);
    assertThat(at).isEqualTo(ledger.changes().head());
  }

  @Test
  void aChangeOfTwoOrganizationsIsNeithers() {
    Position start = ledger.changes().head();
    ledger
        .usage()
        .recordAll(
            List.of(
                Books.request("r1", "acme", "ann").build(),
                Books.request("r2", "other", "ann").build()));
    assertThat(ledger.changes().after(start, 10))
        .filteredOn(it -> it.kind().equals("CostRecorded") && it.tags().size() > 3)
        .allMatch(it -> it.organization() == null || it.tags().size() == 3);
  }

  @Test
  void aPositionThatWasTrimmedOrIsNotOfThisLogIsTooOld() {
    for (int i = 0; i < 6; i++) {
      books.budget(new Scope.Global(), Period.DAILY, "1");
    }
    Position head = ledger.changes().head();
    assertThat(ledger.changes().after(Position.GENESIS, 500)).hasSize(6);
    assertTooOld(new Position(head.value() + 1));
    delete("position < 4");
    assertTooOld(Position.GENESIS);
    assertTooOld(new Position(2));
    assertThat(ledger.changes().after(new Position(3), 500)).hasSize(3);
    assertThat(ledger.changes().after(head, 500)).isEmpty();
    delete("position = 5");
    assertThat(ledger.changes().after(new Position(5), 500)).hasSize(1);
  }

  private void assertTooOld(Position position) {
    assertThatThrownBy(() -> ledger.changes().after(position, 10))
        .isInstanceOf(PositionTooOldException.class)
        .hasMessageContaining(position.toString());
  }

  private void delete(String which) {
    ledger
        .transactions()
        .execute(
            tx -> {
              try (var statement = tx.connection().createStatement()) {
                return statement.execute("delete from trueup_change where " + which);
              }
            });
  }
}
