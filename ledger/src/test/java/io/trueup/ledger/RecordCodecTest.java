package io.trueup.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.spend.Budget;
import io.trueup.spend.BudgetId;
import io.trueup.spend.Catalogue;
import io.trueup.spend.ModelFilter;
import io.trueup.spend.ModelId;
import io.trueup.spend.Money;
import io.trueup.spend.Period;
import io.trueup.spend.Price;
import io.trueup.spend.PriceOverride;
import io.trueup.spend.PriceSchedule;
import io.trueup.spend.Provider;
import io.trueup.spend.Scope;
import io.trueup.spend.Unit;
import io.trueup.spend.UnitPrices;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RecordCodecTest {
  private static final RecordCodec<BudgetSet> BUDGETS = RecordCodec.of(BudgetSet.class);
  private static final RecordCodec<PriceSchedule> PRICES = RecordCodec.of(PriceSchedule.class);
  private static final Instant WHEN = Instant.parse("2026-11-23T12:00:00.123456Z");

  private static Budget budget(Scope scope) {
    return Budget.builder(
            new BudgetId("é/漢"), scope, Period.WEEKLY, Money.of("0.00000000000000000000000001"))
        .name("a \"name\" 🙂")
        .zone(ZoneId.of("America/New_York"))
        .filter(new ModelFilter("openai", null))
        .version(Long.MAX_VALUE)
        .createdAt(WHEN)
        .updatedAt(WHEN.plusNanos(1000))
        .build();
  }

  private static <V> V through(RecordCodec<V> codec, V value) {
    return codec.decode(codec.encode(value));
  }

  @Test
  void budgetsComeBackEqual() {
    List<Scope> scopes =
        List.of(
            new Scope.Global(),
            new Scope.Organization("acme"),
            new Scope.Project("acme", "p"),
            new Scope.User("acme", "ann"));
    for (String project : Arrays.asList(null, "p")) {
      BudgetSet set =
          new BudgetSet(project, true, scopes.stream().map(RecordCodecTest::budget).toList());
      assertThat(through(BUDGETS, set)).isEqualTo(set);
    }
    BudgetSet none = new BudgetSet(null, true, List.of());
    assertThat(through(BUDGETS, none)).isEqualTo(none);
  }

  @Test
  void everyPriceOfTheCatalogueComesBackEqual() {
    Price price = new Price(new BigDecimal("1.10"), List.of(new Price.Tier(5, BigDecimal.ONE)));
    ModelId own = new ModelId("lab", "own");
    PriceOverride override =
        new PriceOverride(own, WHEN, UnitPrices.of(Map.of(Unit.INPUT_TOKENS, price)));
    Catalogue catalogue = CatalogueReader.shipped();
    for (Provider provider : catalogue.providers()) {
      provider
          .models()
          .forEach(
              model -> {
                ModelId id = new ModelId(provider.id(), model.id());
                PriceSchedule schedule = PriceSchedule.of(catalogue.lookUp(id), List.of(override));
                assertThat(through(PRICES, schedule)).isEqualTo(schedule);
              });
    }
    PriceSchedule unknown = new PriceSchedule(null, List.of(), List.of());
    assertThat(through(PRICES, unknown)).isEqualTo(unknown);
  }

  private enum Colour {
    RED
  }

  private enum Shade {
    RED,
    DARK_RED
  }

  record Whole(int a, String b) {}

  record Renamed(int a, String c) {}

  record Turned(String b, int a) {}

  record Retyped(long a, String b) {}

  record Longer(int a, String b, @Nullable String c) {}

  record Coloured(Colour a) {}

  record Shaded(Shade a) {}

  record Inner(List<Whole> a) {}

  record OtherInner(List<Renamed> a) {}

  private static String form(Class<?> type) {
    return RecordCodec.of(type).description().replaceAll("RecordCodecTest\\$\\w+", "");
  }

  @Test
  void anotherFormHasAnotherFingerprint() {
    List<Class<?>> types =
        List.of(
            Whole.class,
            Renamed.class,
            Turned.class,
            Retyped.class,
            Longer.class,
            Coloured.class,
            Shaded.class,
            Inner.class,
            OtherInner.class);
    assertThat(types.stream().map(RecordCodecTest::form)).doesNotHaveDuplicates();
    assertThat(types.stream().map(type -> RecordCodec.of(type).schema())).doesNotHaveDuplicates();
    assertThat(RecordCodec.of(Whole.class).schema())
        .isEqualTo(RecordCodec.of(Whole.class).schema())
        .hasSize(24);
  }

  @Test
  void theFormOfBudgetsNamesAllThatTheyAreMadeOf() {
    assertThat(BUDGETS.description())
        .contains("Budget id:BudgetId name:text scope:Scope")
        .contains("one of [Global, Organization, Project, User]")
        .contains("Money amount:decimal")
        .contains("period:Period[PER_REQUEST");
  }

  /** Who writes the same form in another way has to raise {@code Shape.FORMAT}, and this. */
  @Test
  void theSameFingerprintMeansTheSameBytes() {
    BudgetSet set = new BudgetSet(null, true, List.of(budget(new Scope.User("acme", "ann"))));
    byte[] digest = Fingerprint.of(BUDGETS.encode(set));
    assertThat(BUDGETS.schema() + " " + HexFormat.of().formatHex(digest, 0, 8))
        .isEqualTo("8fdb9e4c1e572226b07b909a 73a06f5c491ffc31");
  }

  @Test
  void anotherCatalogueIsAnotherFingerprint() {
    Catalogue shipped = CatalogueReader.shipped();
    List<Provider> fewer = shipped.providers().subList(1, shipped.providers().size());
    String schema = RecordCodec.of(PriceSchedule.class, shipped).schema();
    assertThat(RecordCodec.of(PriceSchedule.class, CatalogueReader.shipped()).schema())
        .isEqualTo(schema);
    assertThat(
            RecordCodec.of(
                    PriceSchedule.class,
                    new Catalogue(fewer.stream().filter(it -> it.fallbacks().isEmpty()).toList()))
                .schema())
        .isNotEqualTo(schema);
  }

  record Secret(StringBuilder secret) {}

  @Test
  void aTypeWithoutAFormIsRefusedAtOnce() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RecordCodec.of(Secret.class))
        .withMessageContaining("StringBuilder");
  }

  @Test
  void bytesOfAnotherFormAreRefused() {
    byte[] bytes = BUDGETS.encode(new BudgetSet("p", true, List.of()));
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> BUDGETS.decode(cut)).isInstanceOf(RuntimeException.class);
    }
    RecordCodec<Whole> other = RecordCodec.of(Whole.class);
    assertThatThrownBy(() -> BUDGETS.decode(other.encode(new Whole(1, "x"))))
        .isInstanceOf(RuntimeException.class);
  }
}
