package io.trueup.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.cache.Answer;
import io.trueup.cache.Outcome;
import io.trueup.cache.ReadRequest;
import io.trueup.changelog.TestDatabase;
import io.trueup.ledger.BreakdownPage.Group;
import io.trueup.spend.InvalidInputException;
import io.trueup.spend.ModelFilter;
import io.trueup.spend.ModelId;
import io.trueup.spend.Money;
import io.trueup.spend.Scope;
import io.trueup.spend.Unit;
import io.trueup.spend.Usage;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class BreakdownTest {
  private static final Scope ALL = new Scope.Global();
  private static final Instant FROM = Instant.parse("2026-10-20T00:00:00Z");

  private final Books books;
  private final Ledger ledger;

  BreakdownTest(TestDatabase database) {
    books = Books.open(database);
    ledger = books.ledger;
  }

  @AfterEach
  void close() {
    books.close();
  }

  private Breakdown by(Dimension dimension, String zone) {
    return ledger.views().breakdown().get(key(dimension, FROM, ZoneId.of(zone)));
  }

  private static BreakdownKey key(Dimension dimension, Instant from, ZoneId zone) {
    Instant to =
        dimension == Dimension.CONVERSATION ? Books.NOON.plus(Duration.ofHours(12)) : Books.NOON;
    return new BreakdownKey(dimension, ALL, ModelFilter.ANY, from, to, zone);
  }

  private void record(String id, String at, @Nullable String user, @Nullable String project) {
    ledger
        .usage()
        .record(
            UsageRequest.builder(id, "acme", Books.GPT_4O)
                .user(user)
                .project(project)
                .occurredAt(Instant.parse(at))
                .cost(Money.of("1"))
                .build());
  }

  @Test
  void totalsAreEqualAcrossAllDimensionsAndAbsentOnesHaveNoKey() {
    record("r1", "2026-11-01T10:00:00Z", "ann", null);
    record("r2", "2026-11-02T10:00:00Z", null, "search");
    record("r3", "2026-11-02T11:00:00Z", "ann", "search");
    for (Dimension dimension : Dimension.values()) {
      Breakdown breakdown = by(dimension, "UTC");
      assertThat(breakdown.total().cost()).isEqualTo(Money.of("3"));
      assertThat(breakdown.groups().values().stream().reduce(SpendTotals.NONE, SpendTotals::plus))
          .isEqualTo(breakdown.total());
    }
    assertThat(by(Dimension.USER, "UTC").groups()).containsOnlyKeys("ann", null);
    assertThat(by(Dimension.PROJECT, "UTC").groups()).containsOnlyKeys("search", null);
  }

  @Test
  void aDayIsTheLocalOneWhereTheOffsetIsNoFullHour() {
    record("r1", "2026-11-01T18:14:59.999999999Z", null, null);
    record("r2", "2026-11-01T18:15:00Z", null, null);
    assertThat(by(Dimension.DAY, "Asia/Kathmandu").groups())
        .containsOnlyKeys("2026-11-01", "2026-11-02");
    assertThat(by(Dimension.DAY, "Asia/Kolkata").groups()).containsOnlyKeys("2026-11-01");
    assertThat(by(Dimension.HOUR, "Asia/Kathmandu").groups())
        .containsOnlyKeys("2026-11-01T17:15:00Z", "2026-11-01T18:15:00Z");
  }

  @Test
  void theDayOfTwentyFiveHoursIsOneDayAndItsRepeatedHourTwo() {
    record("r1", "2026-10-24T22:00:00Z", null, null);
    record("r2", "2026-10-25T00:30:00Z", null, null);
    record("r3", "2026-10-25T01:30:00Z", null, null);
    record("r4", "2026-10-25T22:59:59.999Z", null, null);
    assertThat(by(Dimension.DAY, "Europe/Berlin").groups().keySet()).containsExactly("2026-10-25");
    assertThat(by(Dimension.HOUR, "Europe/Berlin").groups()).hasSize(4);
  }

  @Test
  void aTimeAboutTheLastNanosecondOfADayStaysInThatDay() {
    record("r1", "2026-11-01T23:59:59.999999999Z", null, null);
    BreakdownKey key = key(Dimension.DAY, FROM, ZoneId.of("UTC"));
    assertThat(ledger.recompute().breakdown(key)).isEqualTo(by(Dimension.DAY, "UTC"));
    assertThat(by(Dimension.DAY, "UTC").groups())
        .isEqualTo(Map.of("2026-11-01", by(Dimension.DAY, "UTC").total()));
  }

  @Test
  void boundsOffTheQuarterHourTooLongOrInOddZonesAreRefusedByName() {
    ZoneId utc = ZoneId.of("UTC");
    assertThatThrownBy(() -> key(Dimension.DAY, FROM.plusSeconds(1), utc))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("from");
    assertThatThrownBy(() -> key(Dimension.DAY, Instant.MIN, utc))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("from");
    assertThatThrownBy(() -> key(Dimension.DAY, Instant.EPOCH, utc))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("400 days");
    assertThatThrownBy(() -> key(Dimension.DAY, FROM, ZoneId.of("+00:07")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("time_zone");
  }

  @Test
  void conversationsAreSummedUpOverWholeUtcDaysOnly() {
    recordIn("c/1", "2026-11-01T23:59:59Z", "1");
    recordIn("c/1", "2026-11-02T00:00:00Z", "2");
    recordIn("c/2", "2026-11-02T10:00:00Z", "4");
    record("r", "2026-11-02T10:00:00Z", null, null);
    BreakdownKey day =
        new BreakdownKey(
            Dimension.CONVERSATION,
            ALL,
            ModelFilter.ANY,
            Instant.parse("2026-11-02T00:00:00Z"),
            Instant.parse("2026-11-03T00:00:00Z"),
            ZoneId.of("Asia/Kolkata"));
    BreakdownPage page = ledger.breakdowns().page(day, null, 10, ReadRequest.BY_POLICY).value();
    assertThat(page.groups()).extracting(Group::key).containsExactly("c/2", "c/1", null);
    assertThat(page.total().cost()).isEqualTo(Money.of("7"));
    for (String hour : List.of("2026-11-02T00:15:00Z", "2026-11-01T18:30:00Z")) {
      assertThatThrownBy(() -> key(Dimension.CONVERSATION, Instant.parse(hour), ZoneOffset.UTC))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("from");
    }
    assertThatThrownBy(
            () ->
                new BreakdownKey(
                    Dimension.CONVERSATION,
                    ALL,
                    ModelFilter.ANY,
                    day.from(),
                    Books.NOON,
                    ZoneOffset.UTC))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("to");
  }

  private void recordIn(String conversation, String at, String cost) {
    ledger
        .usage()
        .record(
            UsageRequest.builder(conversation + at, "acme", Books.GPT_4O)
                .conversation(conversation)
                .occurredAt(Instant.parse(at))
                .cost(Money.of(cost))
                .build());
  }

  /** Equal costs are told apart by their keys, and pages of any size make up the whole. */
  @Test
  void groupsComeByCostThenByKeyAndTimesInTheirOrderWhateverThePage() {
    recordMany(50);
    for (Dimension dimension : Dimension.values()) {
      BreakdownKey key = key(dimension, FROM, ZoneOffset.UTC);
      List<Group> whole = pages(key, 500, Outcome.HIT);
      assertThat(whole).hasSameSizeAs(ledger.views().breakdown().get(key).groups().entrySet());
      assertThat(pages(key, 3, Outcome.HIT)).isEqualTo(whole);
      assertThat(whole)
          .isSortedAccordingTo(
              dimension.isTime()
                  ? Comparator.comparing(Group::sortKey)
                  : Comparator.comparing((Group it) -> it.totals().cost())
                      .reversed()
                      .thenComparing(Group::sortKey));
    }
  }

  private void recordMany(int count) {
    List<UsageRequest> requests = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      requests.add(
          UsageRequest.builder("m" + i, "acme", new ModelId("lab" + i % 3, "m/" + i))
              .user(i % 9 == 0 ? null : "u" + i)
              .project(i % 5 == 0 ? null : "p" + i % 11)
              .conversation(i % 7 == 0 ? null : "c" + i)
              .occurredAt(Books.NOON.minus(Duration.ofHours(i)))
              .usage(Usage.of(Unit.INPUT_TOKENS, i + 1L))
              .cost(Money.of("0." + (1 + i % 4)))
              .build());
    }
    ledger.usage().recordAll(requests).forEach(RecordResult::orThrow);
  }

  private List<Group> pages(BreakdownKey key, int limit, Outcome expected) {
    ledger.views().breakdown().get(key);
    List<Group> groups = new ArrayList<>();
    String cursor = null;
    do {
      Answer<BreakdownPage> answer =
          ledger.breakdowns().page(key, cursor, limit, ReadRequest.BY_POLICY);
      assertThat(answer.outcome()).isEqualTo(expected);
      groups.addAll(answer.value().groups());
      cursor = answer.value().nextCursor();
      assertThat(answer.value().total()).isEqualTo(ledger.views().breakdown().get(key).total());
    } while (cursor != null);
    return groups;
  }

  /** Of too many groups only the total is kept; it folds on, and pages are the database's. */
  @Test
  void moreGroupsThanAreKeptComeFromTheDatabaseInTheSameOrder() {
    BreakdownKey key = key(Dimension.CONVERSATION, FROM, ZoneOffset.UTC);
    recordMany(Breakdown.MAX_GROUPS + 20);
    BreakdownKey all =
        new BreakdownKey(
            Dimension.USER,
            ALL,
            ModelFilter.ANY,
            Books.NOON.minus(Duration.ofDays(399)),
            Books.NOON.plus(Duration.ofDays(1)),
            ZoneOffset.UTC);
    Breakdown kept = ledger.views().breakdown().get(all);
    assertThat(kept.complete()).isEqualTo(kept.groups().size() > 0);
    BreakdownKey byModel =
        new BreakdownKey(
            Dimension.MODEL, ALL, ModelFilter.ANY, all.from(), all.to(), ZoneOffset.UTC);
    Breakdown large = ledger.views().breakdown().get(byModel);
    assertThat(large.complete()).isFalse();
    assertThat(large.groups()).isEmpty();
    List<Group> groups = pages(byModel, 500, Outcome.BYPASS);
    assertThat(groups).hasSize(Breakdown.MAX_GROUPS + 20);
    assertThat(groups.stream().map(Group::totals).reduce(SpendTotals.NONE, SpendTotals::plus))
        .isEqualTo(large.total());
    recordIn("more", "2026-11-20T00:00:00Z", "3");
    Breakdown folded = ledger.views().breakdown().read(byModel, ReadRequest.BY_POLICY).value();
    assertThat(folded).isEqualTo(ledger.recompute().breakdown(byModel));
    assertThat(pages(byModel, 500, Outcome.BYPASS).get(0).key()).isEqualTo("openai/gpt-4o");
    assertThat(ledger.breakdowns().page(key, null, 1, ReadRequest.STRICT).value().groups())
        .hasSize(1);
  }

  @Test
  void anotherBreakdownsCursorIsRefused() {
    recordMany(5);
    BreakdownKey key = key(Dimension.MODEL, FROM, ZoneOffset.UTC);
    String cursor =
        Objects.requireNonNull(
            ledger.breakdowns().page(key, null, 1, ReadRequest.BY_POLICY).value().nextCursor());
    BreakdownKey other = key(Dimension.USER, FROM, ZoneOffset.UTC);
    assertThatThrownBy(() -> ledger.breakdowns().page(other, cursor, 1, ReadRequest.BY_POLICY))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("cursor");
    String noCost = Cursor.of("breakdown by model", "dear", "x").text();
    assertThatThrownBy(() -> ledger.breakdowns().page(key, noCost, 1, ReadRequest.BY_POLICY))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("cursor");
  }
}
