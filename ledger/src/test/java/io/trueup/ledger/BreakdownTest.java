package io.trueup.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.spend.InvalidInputException;
import io.trueup.spend.ModelFilter;
import io.trueup.spend.Money;
import io.trueup.spend.Scope;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BreakdownTest {
  private static final Scope ALL = new Scope.Global();
  private static final Instant FROM = Instant.parse("2026-10-20T00:00:00Z");

  private final Books books = Books.open();
  private final Ledger ledger = books.ledger;

  @AfterEach
  void close() {
    books.close();
  }

  private Breakdown by(Dimension dimension, String zone) {
    return ledger.views().breakdown().get(key(dimension, FROM, ZoneId.of(zone)));
  }

  private static BreakdownKey key(Dimension dimension, Instant from, ZoneId zone) {
    return new BreakdownKey(dimension, ALL, ModelFilter.ANY, from, Books.NOON, zone);
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
}
