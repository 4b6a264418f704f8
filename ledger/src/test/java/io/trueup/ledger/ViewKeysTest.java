package io.trueup.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.cache.KeyCodec;
import io.trueup.spend.BudgetId;
import io.trueup.spend.ModelFilter;
import io.trueup.spend.ModelId;
import io.trueup.spend.Period;
import io.trueup.spend.Scope;
import io.trueup.spend.Window;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Texts of keys are stable and one to one, whatever ids hold. */
class ViewKeysTest {
  private static final String[] PARTS = {
    "a",
    "/",
    ";",
    "%",
    "?",
    "#",
    "+",
    ":",
    "~",
    "\u00e9",
    "\u6f22",
    " ",
    "@",
    "%3B",
    "%2F",
    "%40",
    "%25",
    "total",
    "2026-11",
    ".",
    "\ud83d\ude00"
  };
  private static final List<ZoneId> ZONES =
      List.of(ZoneOffset.UTC, ZoneId.of("Europe/Berlin"), ZoneId.of("Asia/Kathmandu"));

  private final Random random = new Random(7);

  @Test
  void textsAreAsDocumented() {
    Window november = Period.MONTHLY.windowAt(Books.NOON, ZoneOffset.UTC);
    Scope ann = new Scope.User("acme", "ann");
    assertThat(ViewKeys.SPEND.text(new SpendKey(ann, november)))
        .isEqualTo("user:acme/ann:monthly:2026-11");
    assertThat(ViewKeys.SPEND.text(CheckedRead.allOf(new Scope.Global())))
        .isEqualTo("global:total");
    assertThat(ViewKeys.STATUS.text(new StatusKey(new BudgetId("42"), november)))
        .isEqualTo("42:monthly:2026-11");
    assertThat(ViewKeys.STATUS.text(new StatusKey(new BudgetId("42"), berlin())))
        .isEqualTo("42:monthly:2026-11@2026-10-31T23:00:00Z/2026-11-30T23:00:00Z");
    assertThat(ViewKeys.BUDGETS.text(new BudgetsKey.ById(new BudgetId("4/2"))))
        .isEqualTo("budget:4%2F2");
    assertThat(ViewKeys.BUDGETS.text(new BudgetsKey.OfSubject("acme", null, "ann")))
        .isEqualTo("subject:acme//ann");
    assertThat(ViewKeys.PRICES.text(new ModelId("openrouter", "google/gemini-2.5-flash")))
        .isEqualTo("openrouter/google/gemini-2.5-flash");
    assertThat(ViewKeys.SCOPE.text(ann)).isEqualTo("user:acme/ann");
    BreakdownKey key =
        new BreakdownKey(
            Dimension.MODEL,
            new Scope.Organization("ac;me"),
            new ModelFilter("openai", null),
            november.from(),
            november.to(),
            ZoneOffset.UTC);
    assertThat(ViewKeys.BREAKDOWN.text(key))
        .isEqualTo(
            "model;organization:ac%3Bme;2026-11-01T00:00:00Z/2026-12-01T00:00:00Z;Z;openai/");
  }

  private static Window berlin() {
    return Period.MONTHLY.windowAt(Books.NOON, ZoneId.of("Europe/Berlin"));
  }

  @Test
  void everyKeyComesBackFromItsTextAndNoTwoShareOne() {
    Map<String, Object> seen = new HashMap<>();
    for (int i = 0; i < 3_000; i++) {
      assertOneToOne(ViewKeys.SCOPE, scope(), "scope", seen);
      assertOneToOne(ViewKeys.SPEND, new SpendKey(scope(), window()), "spend", seen);
      assertOneToOne(ViewKeys.STATUS, new StatusKey(new BudgetId(id()), window()), "status", seen);
      assertOneToOne(
          ViewKeys.STATUS, new StatusKey(new BudgetId(id()), oddWindow()), "status", seen);
      assertOneToOne(ViewKeys.BUDGETS, new BudgetsKey.ById(new BudgetId(id())), "budgets", seen);
      assertOneToOne(
          ViewKeys.BUDGETS,
          new BudgetsKey.OfSubject(id(), idOrNull(), idOrNull()),
          "budgets",
          seen);
      assertOneToOne(ViewKeys.PRICES, new ModelId(id(), id()), "prices", seen);
      assertOneToOne(ViewKeys.BREAKDOWN, breakdown(), "breakdown", seen);
    }
  }

  private static <K> void assertOneToOne(
      KeyCodec<K> codec, K key, String cache, Map<String, Object> seen) {
    String text = codec.text(key);
    assertThat(codec.parse(text)).as(text).isEqualTo(key);
    assertThat(seen.putIfAbsent(cache + " " + text, key)).as(text).isIn(null, key);
  }

  private String id() {
    StringBuilder id = new StringBuilder();
    int length = 1 + random.nextInt(5);
    for (int i = 0; i < length; i++) {
      id.append(PARTS[random.nextInt(PARTS.length)]);
    }
    return List.of(".", "..").contains(id.toString()) ? "x" : id.toString();
  }

  private @Nullable String idOrNull() {
    return random.nextInt(3) == 0 ? null : id();
  }

  private Scope scope() {
    return switch (random.nextInt(4)) {
      case 0 -> new Scope.Global();
      case 1 -> new Scope.Organization(id());
      case 2 -> new Scope.Project(id(), id());
      default -> new Scope.User(id(), id());
    };
  }

  private Window window() {
    List<Period> periods = RandomChanges.periods().stream().filter(Period::hasWindows).toList();
    Instant at = Instant.ofEpochSecond(random.nextInt(2_000_000_000) - 100_000_000L);
    Period period = periods.get(random.nextInt(periods.size()));
    return period.windowAt(at.plusSeconds(1_100_000_000), ZONES.get(random.nextInt(ZONES.size())));
  }

  /** Of an application's own making. */
  private Window oddWindow() {
    Instant from = random.nextInt(9) == 0 ? Instant.MIN : Books.NOON.plusSeconds(random.nextInt(9));
    String id = random.nextBoolean() ? id() : "2026-11";
    return new Window(id, from, Books.NOON.plus(Duration.ofDays(1)));
  }

  private BreakdownKey breakdown() {
    Instant from = Instant.parse("2026-11-01T00:00:00Z").plus(Duration.ofDays(random.nextInt(20)));
    return new BreakdownKey(
        List.of(Dimension.values()).get(random.nextInt(Dimension.values().length)),
        scope(),
        new ModelFilter(idOrNull(), idOrNull()),
        from,
        from.plus(Duration.ofDays(1 + random.nextInt(20))),
        ZONES.get(random.nextInt(ZONES.size())));
  }

  @Test
  void whatIsNoKeysTextIsRefused() {
    for (String text :
        List.of(
            "",
            ":",
            "global",
            "user:acme/ann",
            "user:acme/ann:",
            "user:acme/ann:monthly",
            "user:acme/ann:monthly:2026-13",
            "user:acme/ann:monthly:2026-1",
            "user:acme/ann:daily:2026-11",
            "user:acme/ann:per_request:x",
            "user:acme/ann:window:x@y",
            "user:acme/ann:monthly:2026-11@2026-11-01T00:00:00Z/2026-12-01T00:00:00Z",
            "user:acme/%41:monthly:2026-11",
            "user:acme:monthly:2026-11")) {
      assertThatThrownBy(() -> ViewKeys.SPEND.parse(text))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (KeyCodec<?> codec :
        List.of(ViewKeys.STATUS, ViewKeys.BUDGETS, ViewKeys.BREAKDOWN, ViewKeys.PRICES)) {
      for (String text : List.of("", "x", "x:y", "a;b;c;d;e", "subject:a/b", "day;;;;")) {
        assertThatThrownBy(() -> codec.parse(text))
            .as(text)
            .isInstanceOf(IllegalArgumentException.class);
      }
    }
  }
}
