package io.trueup.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.spend.Catalogue;
import io.trueup.spend.CatalogueModel;
import io.trueup.spend.Charge;
import io.trueup.spend.Money;
import io.trueup.spend.Price;
import io.trueup.spend.PriceCondition;
import io.trueup.spend.PriceList;
import io.trueup.spend.Unit;
import io.trueup.spend.UnitFamily;
import io.trueup.spend.UnitPrices;
import io.trueup.spend.Usage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/*
 * The other way to reckon a charge. Usage is made of atoms, each so many of exactly one unit, which
 * every unit that contains it counts as well. An atom costs its count at the most specific priced
 * unit that it belongs to; no count is ever taken from another. What is charged has to be the same.
 *
 * What is monotone: more of any unit, counted in every total that contains it too, never costs less.
 * What is not: counting more of what was there already as a part, such as cached, with the totals
 * left alone. That changes the price of these tokens, down where the part is cheaper.
 */
/** Properties of charging that hold for each price of each model that is shipped. */
class CatalogueChargesTest {
  private static final long DAY = Duration.ofDays(1).toNanos();
  private static final Instant NEW_YEAR = Instant.parse("2026-01-01T00:00:00Z");
  private static final BigDecimal AN_HOUR = BigDecimal.valueOf(3_600);
  private static final int EXACT_DIGITS = 26;

  private final Catalogue catalogue = CatalogueReader.shipped();
  private final Random random = new Random(20_261_124);

  /** So many of exactly this unit. */
  private record Atom(Unit unit, long count) {}

  private Stream<CatalogueModel> models() {
    return catalogue.providers().stream().flatMap(it -> it.models().stream());
  }

  private List<UnitPrices> allPrices() {
    return models()
        .flatMap(it -> it.prices().prices().stream())
        .map(PriceList.Conditional::prices)
        .toList();
  }

  private List<Atom> atoms() {
    List<Atom> atoms = new ArrayList<>();
    for (Unit unit : Unit.values()) {
      if (random.nextInt(3) == 0) {
        atoms.add(new Atom(unit, random.nextInt(1_000)));
      }
    }
    return atoms;
  }

  private static Usage usage(List<Atom> atoms) {
    Map<Unit, Long> counts = new LinkedHashMap<>();
    for (Atom atom : atoms) {
      Stream.of(Unit.values())
          .filter(it -> it == atom.unit() || it.contains(atom.unit()))
          .forEach(it -> counts.merge(it, atom.count(), Long::sum));
    }
    return Usage.of(counts);
  }

  private static Charge expected(UnitPrices prices, List<Atom> atoms) {
    long input =
        atoms.stream()
            .filter(it -> it.unit().isInput() && it.unit().family() == UnitFamily.TOKENS)
            .mapToLong(Atom::count)
            .sum();
    List<Atom> all = new ArrayList<>(atoms);
    if (atoms.stream().noneMatch(it -> it.unit() == Unit.REQUESTS && it.count() > 0)) {
      all.add(new Atom(Unit.REQUESTS, 1));
    }
    return new Charge(
        sum(prices, all, input, EnumSet.allOf(Unit.class)),
        sum(prices, all, input, units(true)),
        sum(prices, all, input, units(false)));
  }

  private static Set<Unit> units(boolean input) {
    Set<Unit> units = EnumSet.allOf(Unit.class);
    units.removeIf(it -> input ? !it.isInput() : !it.isOutput());
    return units;
  }

  private static Money sum(UnitPrices prices, List<Atom> atoms, long input, Set<Unit> counted) {
    BigDecimal exact = BigDecimal.ZERO;
    BigDecimal hourly = BigDecimal.ZERO;
    for (Atom atom : atoms) {
      @Nullable Unit at = mostSpecific(prices, atom.unit());
      if (at != null && counted.contains(at)) {
        Price price = Objects.requireNonNull(prices.prices().get(at));
        BigDecimal cost = tier(price, input).multiply(BigDecimal.valueOf(atom.count()));
        if (at.family() == UnitFamily.DURATIONS) {
          hourly = hourly.add(cost);
        } else {
          exact = exact.add(cost.divide(BigDecimal.valueOf(at.per())));
        }
      }
    }
    return Money.of(exact.add(hourly.divide(AN_HOUR, EXACT_DIGITS, RoundingMode.HALF_EVEN)));
  }

  private static @Nullable Unit mostSpecific(UnitPrices prices, Unit unit) {
    List<Unit> holders =
        prices.prices().keySet().stream().filter(it -> it == unit || it.contains(unit)).toList();
    List<Unit> last =
        holders.stream().filter(it -> holders.stream().noneMatch(it::contains)).toList();
    assertThat(last).hasSizeLessThanOrEqualTo(1);
    return last.isEmpty() ? null : last.get(0);
  }

  /** The tier with the highest start that is below the count. */
  private static BigDecimal tier(Price price, long input) {
    return price.tiers().stream()
        .filter(it -> it.start() <= input - 1)
        .max((one, other) -> Long.compare(one.start(), other.start()))
        .map(Price.Tier::price)
        .orElse(price.base());
  }

  @Test
  void everyAtomIsChargedOnceAtItsMostSpecificPrice() {
    for (UnitPrices prices : allPrices()) {
      for (int i = 0; i < 3; i++) {
        List<Atom> atoms = atoms();
        assertThat(prices.charge(usage(atoms)))
            .as("%s of %s", atoms, prices)
            .isEqualTo(expected(prices, atoms));
      }
    }
  }

  @Test
  void theOrderOfUnitsDoesNotMatter() {
    for (UnitPrices prices : allPrices()) {
      List<Atom> atoms = atoms();
      List<Map.Entry<Unit, Price>> units = new ArrayList<>(prices.prices().entrySet());
      Charge charge = prices.charge(usage(atoms));
      Collections.shuffle(atoms, random);
      Collections.shuffle(units, random);
      Map<Unit, Price> shuffled = new LinkedHashMap<>();
      units.forEach(it -> shuffled.put(it.getKey(), it.getValue()));
      assertThat(UnitPrices.of(shuffled).charge(usage(atoms))).as("%s", prices).isEqualTo(charge);
    }
  }

  @Test
  void moreOfAnyUnitAndOfAllThatContainItNeverCostsLess() {
    for (UnitPrices prices : allPrices()) {
      List<Atom> atoms = atoms();
      Charge before = prices.charge(usage(atoms));
      for (Unit unit : Unit.values()) {
        long more = random.nextBoolean() ? 1 : 1 + random.nextInt(300_000);
        Charge after = prices.charge(usage(with(atoms, new Atom(unit, more))));
        assertThat(after.total()).as("%s", unit).isGreaterThanOrEqualTo(before.total());
        assertThat(after.input()).as("%s", unit).isGreaterThanOrEqualTo(before.input());
        assertThat(after.output()).as("%s", unit).isGreaterThanOrEqualTo(before.output());
      }
    }
  }

  @Test
  void noTierOfTheCatalogueIsCheaperThanTheOneBelow() {
    for (UnitPrices prices : allPrices()) {
      for (Price price : prices.prices().values()) {
        BigDecimal below = price.base();
        for (Price.Tier tier : price.tiers()) {
          assertThat(tier.price()).as("%s", prices).isGreaterThanOrEqualTo(below);
          below = tier.price();
        }
      }
    }
  }

  /** One token more of a part, none more of the totals: cheaper exactly where the part is. */
  @Test
  void aTokenThatIsCountedAsAPartTooCostsLessExactlyWhereThePartIsCheaper() {
    int cheaper = 0;
    int dearer = 0;
    for (UnitPrices prices : allPrices()) {
      for (Unit part : prices.prices().keySet()) {
        for (Unit whole : parents(prices, part)) {
          List<Atom> atoms = List.of(new Atom(whole, 10));
          List<Atom> moved = List.of(new Atom(whole, 9), new Atom(part, 1));
          int found =
              prices.charge(usage(moved)).total().compareTo(prices.charge(usage(atoms)).total());
          assertThat(found).isEqualTo(base(prices, part).compareTo(base(prices, whole)));
          cheaper += found < 0 ? 1 : 0;
          dearer += found > 0 ? 1 : 0;
        }
      }
    }
    assertThat(cheaper).isPositive();
    assertThat(dearer).isPositive();
  }

  /** The priced units that contain it with none between. */
  private static List<Unit> parents(UnitPrices prices, Unit part) {
    List<Unit> wholes = prices.prices().keySet().stream().filter(it -> it.contains(part)).toList();
    return wholes.stream().filter(it -> wholes.stream().noneMatch(it::contains)).toList();
  }

  private static BigDecimal base(UnitPrices prices, Unit unit) {
    return Objects.requireNonNull(prices.prices().get(unit)).base();
  }

  @Test
  void atJustBelowAndJustAboveEveryStartOfATierTheRightOneIsCharged() {
    int boundaries = 0;
    for (UnitPrices prices : allPrices()) {
      for (long start : starts(prices)) {
        for (long input : new long[] {start - 1, start, start + 1}) {
          List<Atom> atoms = withInput(input);
          assertThat(prices.charge(usage(atoms)))
              .as("%d of %s", input, prices)
              .isEqualTo(expected(prices, atoms));
        }
        boundaries++;
      }
    }
    assertThat(boundaries).isEqualTo(25);
  }

  private static long[] starts(UnitPrices prices) {
    return prices.prices().values().stream()
        .flatMap(it -> it.tiers().stream())
        .mapToLong(Price.Tier::start)
        .distinct()
        .toArray();
  }

  private List<Atom> withInput(long input) {
    List<Atom> atoms = atoms();
    return with(atoms, new Atom(Unit.INPUT_TOKENS, input - usage(atoms).get(Unit.INPUT_TOKENS)));
  }

  private static List<Atom> with(List<Atom> atoms, Atom more) {
    List<Atom> all = new ArrayList<>(atoms);
    all.add(more);
    return all;
  }

  @Test
  void atJustBeforeAndJustAfterEveryConditionTheRightPriceHolds() {
    int boundaries = 0;
    for (CatalogueModel model : models().toList()) {
      for (Instant boundary : boundaries(model.prices())) {
        for (int nanos = -1; nanos <= 1; nanos++) {
          Instant at = boundary.plusNanos(nanos);
          assertThat(model.prices().at(at))
              .as("%s at %s", model.id(), at)
              .isEqualTo(holding(model.prices(), at));
        }
        boundaries++;
      }
    }
    assertThat(boundaries).isEqualTo(19);
  }

  private static List<Instant> boundaries(PriceList prices) {
    return prices.prices().stream()
        .map(PriceList.Conditional::condition)
        .flatMap(CatalogueChargesTest::boundaries)
        .toList();
  }

  private static Stream<Instant> boundaries(PriceCondition condition) {
    if (condition instanceof PriceCondition.From it) {
      return Stream.of(it.startDate().atStartOfDay().toInstant(ZoneOffset.UTC));
    }
    return condition instanceof PriceCondition.Daily it
        ? Stream.of(it.startTime(), it.endTime(), LocalTime.MIN)
            .map(time -> NEW_YEAR.plusNanos(time.toNanoOfDay()))
        : Stream.empty();
  }

  /** The last that holds, else the first. */
  private static UnitPrices holding(PriceList prices, Instant at) {
    UnitPrices found = prices.prices().get(0).prices();
    for (PriceList.Conditional one : prices.prices()) {
      found = holds(one.condition(), at) ? one.prices() : found;
    }
    return found;
  }

  private static boolean holds(PriceCondition condition, Instant at) {
    if (condition instanceof PriceCondition.From it) {
      LocalDate day = LocalDate.ofInstant(at, ZoneOffset.UTC);
      return day.toEpochDay() >= it.startDate().toEpochDay();
    }
    if (condition instanceof PriceCondition.Daily it) {
      long start = it.startTime().toNanoOfDay();
      long lasts = Math.floorMod(it.endTime().toNanoOfDay() - start, DAY);
      long now = LocalTime.ofInstant(at, ZoneOffset.UTC).toNanoOfDay();
      return lasts == 0 || Math.floorMod(now - start, DAY) < lasts;
    }
    return true;
  }
}
