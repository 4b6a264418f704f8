package io.trueup.spend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PeriodTest {

  private static final long FIRST = Instant.parse("1970-01-02T00:00:00Z").getEpochSecond();
  private static final long LAST = Instant.parse("2040-01-01T00:00:00Z").getEpochSecond();
  private static final Instant YEAR_2000 = Instant.parse("2000-01-01T00:00:00Z");
  private static final Set<Period> CALENDAR =
      EnumSet.of(Period.HOURLY, Period.DAILY, Period.WEEKLY, Period.MONTHLY, Period.YEARLY);

  @Test
  void windowsPartitionTimeInEveryZone() {
    Random random = new Random(42);
    for (String name : ZoneId.getAvailableZoneIds()) {
      ZoneId zone = ZoneId.of(name);
      for (Instant instant : instants(zone, random)) {
        for (Period period : CALENDAR) {
          checkPartition(period, instant, zone);
        }
      }
    }
  }

  @Test
  void windowsStartOnTheQuarterHourButForHoursWhereClocksChangedAMinutePastMidnight() {
    Map<String, Integer> lastYears = new TreeMap<>();
    for (String name : ZoneId.getAvailableZoneIds()) {
      ZoneId zone = ZoneId.of(name);
      for (Instant change : changesSince2000(zone)) {
        CALENDAR.stream()
            .filter(period -> isOffTheQuarterHour(period.windowAt(change, zone)))
            .forEach(it -> lastYears.put(it + " " + name, change.atZone(zone).getYear()));
      }
    }
    assertThat(lastYears)
        .containsExactly(
            Map.entry("HOURLY America/Goose_Bay", 2011),
            Map.entry("HOURLY America/Moncton", 2006),
            Map.entry("HOURLY America/St_Johns", 2011),
            Map.entry("HOURLY Antarctica/Casey", 2022),
            Map.entry("HOURLY Asia/Gaza", 2011),
            Map.entry("HOURLY Asia/Hebron", 2011),
            Map.entry("HOURLY Canada/Newfoundland", 2011));
  }

  @Test
  void aDayWithDaylightSavingHas23HoursOr25() {
    assertThat(hours("America/New_York", "2026-03-08")).isEqualTo(23);
    assertThat(hours("America/New_York", "2026-11-01")).isEqualTo(25);
    assertThat(hours("America/Sao_Paulo", "2018-11-04")).isEqualTo(23);
    assertThat(hours("America/Sao_Paulo", "2018-02-17")).isEqualTo(25);
    assertThat(hours("America/Havana", "2026-03-08")).isEqualTo(23);
    assertThat(hours("America/Havana", "2026-11-01")).isEqualTo(25);
    assertThat(hours("Africa/Cairo", "2024-04-26")).isEqualTo(23);
    assertThat(hours("Asia/Kolkata", "2026-03-08")).isEqualTo(24);
  }

  @Test
  void aDayThatStartsInAGapStartsAfterIt() {
    Window day = day("America/Sao_Paulo", "2018-11-04T12:00:00Z");
    assertThat(day).isEqualTo(window("2018-11-04", "2018-11-04T03:00:00Z", "2018-11-05T02:00:00Z"));
    assertThat(day("America/Sao_Paulo", "2018-11-04T02:59:59.999Z").id()).isEqualTo("2018-11-03");
  }

  @Test
  void anHourRepeatedBeforeMidnightBelongsToTheDayThatIsNotOverYet() {
    Window day = day("America/Sao_Paulo", "2018-02-18T02:30:00Z");
    assertThat(day).isEqualTo(window("2018-02-17", "2018-02-17T02:00:00Z", "2018-02-18T03:00:00Z"));
  }

  @Test
  void yesterdayShownAgainAfterMidnightBelongsToToday() {
    Window day = day("America/St_Johns", "2010-11-07T02:30:00Z");
    assertThat(day).isEqualTo(window("2010-11-07", "2010-11-07T02:30:00Z", "2010-11-08T03:30:00Z"));
    assertThat(day("America/St_Johns", "2010-11-07T02:31:00Z")).isEqualTo(day);
    assertThat(day("America/St_Johns", "2010-11-07T03:15:00Z")).isEqualTo(day);
    assertThat(day("America/St_Johns", "2010-11-07T02:29:59Z").id()).isEqualTo("2010-11-06");
  }

  @Test
  void aSkippedDayHasNoWindow() {
    assertThat(day("Pacific/Apia", "2011-12-30T09:59:59Z").id()).isEqualTo("2011-12-29");
    assertThat(day("Pacific/Apia", "2011-12-30T10:00:00Z").id()).isEqualTo("2011-12-31");
  }

  @Test
  void aRepeatedHourIsTwoWindowsToldApartByTheirOffset() {
    assertThat(hour("Europe/Berlin", "2026-10-25T00:30:00Z"))
        .isEqualTo(window("2026-10-25T02+02:00", "2026-10-25T00:00:00Z", "2026-10-25T01:00:00Z"));
    assertThat(hour("Europe/Berlin", "2026-10-25T01:30:00Z"))
        .isEqualTo(window("2026-10-25T02+01:00", "2026-10-25T01:00:00Z", "2026-10-25T02:00:00Z"));
  }

  @Test
  void aShiftByHalfAnHourLeavesAShortHour() {
    assertThat(hour("Australia/Lord_Howe", "2026-04-04T15:10:00Z"))
        .isEqualTo(window("2026-04-05T01+10:30", "2026-04-04T15:00:00Z", "2026-04-04T15:30:00Z"));
    assertThat(hour("Australia/Lord_Howe", "2026-10-03T15:40:00Z"))
        .isEqualTo(window("2026-10-04T02+11:00", "2026-10-03T15:30:00Z", "2026-10-03T16:00:00Z"));
  }

  @Test
  void idsAreStable() {
    Instant instant = Instant.parse("2027-01-01T12:34:56Z");
    assertThat(Period.HOURLY.windowAt(instant, ZoneOffset.UTC).id()).isEqualTo("2027-01-01T12Z");
    assertThat(Period.DAILY.windowAt(instant, ZoneOffset.UTC).id()).isEqualTo("2027-01-01");
    assertThat(Period.WEEKLY.windowAt(instant, ZoneOffset.UTC).id()).isEqualTo("2026-W53");
    assertThat(Period.MONTHLY.windowAt(instant, ZoneOffset.UTC).id()).isEqualTo("2027-01");
    assertThat(Period.YEARLY.windowAt(instant, ZoneOffset.UTC).id()).isEqualTo("2027");
    assertThat(Period.TOTAL.windowAt(instant, ZoneOffset.UTC).id()).isEqualTo("total");
  }

  @Test
  void totalHoldsEveryInstantAndNeverResets() {
    Window total = Period.TOTAL.windowAt(Instant.EPOCH, ZoneOffset.UTC);
    assertThat(total.contains(Instant.MAX)).isTrue();
    assertThat(total.contains(Instant.MIN)).isTrue();
    assertThat(total.resetsAt()).isEmpty();
  }

  @Test
  void perRequestHasNoWindow() {
    assertThat(Period.PER_REQUEST.hasWindows()).isFalse();
    assertThatThrownBy(() -> Period.PER_REQUEST.windowAt(Instant.EPOCH, ZoneOffset.UTC))
        .isInstanceOfSatisfying(
            NoWindowException.class, e -> assertThat(e.period()).isEqualTo(Period.PER_REQUEST));
  }

  @Test
  void namesAreThoseOfTheContract() {
    assertThat(Period.values())
        .extracting(Period::wireName)
        .containsExactly("per_request", "hourly", "daily", "weekly", "monthly", "yearly", "total");
    for (Period period : Period.values()) {
      assertThat(Period.ofWireName(period.wireName())).isEqualTo(period);
    }
    assertThatThrownBy(() -> Period.ofWireName("DAILY")).hasMessageStartingWith("period: must be");
  }

  private static List<Instant> changesSince2000(ZoneId zone) {
    List<Instant> changes = new ArrayList<>();
    ZoneOffsetTransition next = zone.getRules().nextTransition(YEAR_2000);
    while (next != null && next.getInstant().getEpochSecond() < LAST) {
      changes.add(next.getInstant());
      next = zone.getRules().nextTransition(next.getInstant());
    }
    return changes;
  }

  private static boolean isOffTheQuarterHour(Window window) {
    return window.from().getEpochSecond() % 900 != 0 || window.to().getEpochSecond() % 900 != 0;
  }

  private static void checkPartition(Period period, Instant instant, ZoneId zone) {
    Window window = period.windowAt(instant, zone);
    Window next = period.windowAt(window.to(), zone);
    Window previous = period.windowAt(window.from().minusNanos(1), zone);
    boolean good =
        window.contains(instant)
            && next.from().equals(window.to())
            && previous.to().equals(window.from())
            && period.windowAt(window.from(), zone).equals(window)
            && period.windowAt(window.to().minusNanos(1), zone).equals(window)
            && !next.id().equals(window.id());
    assertThat(good)
        .as("%s at %s in %s: %s, %s, %s", period, instant, zone, previous, window, next)
        .isTrue();
  }

  private static List<Instant> instants(ZoneId zone, Random random) {
    List<Instant> instants = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      instants.add(randomInstant(random));
    }
    for (int i = 0; i < 6; i++) {
      ZoneOffsetTransition near = zone.getRules().nextTransition(randomInstant(random));
      if (near != null) {
        instants.add(near.getInstant().minusNanos(1));
        instants.add(near.getInstant());
        instants.add(near.getInstant().plusSeconds(random.nextInt(7_200) - 3_600L));
      }
    }
    return instants;
  }

  private static Instant randomInstant(Random random) {
    return Instant.ofEpochSecond(
        FIRST + (random.nextLong() >>> 1) % (LAST - FIRST), random.nextInt(1_000_000_000));
  }

  private static long hours(String zone, String day) {
    Instant noon = LocalDate.parse(day).atTime(12, 0).atZone(ZoneId.of(zone)).toInstant();
    Window window = Period.DAILY.windowAt(noon, ZoneId.of(zone));
    return Duration.between(window.from(), window.to()).toHours();
  }

  private static Window day(String zone, String instant) {
    return Period.DAILY.windowAt(Instant.parse(instant), ZoneId.of(zone));
  }

  private static Window hour(String zone, String instant) {
    return Period.HOURLY.windowAt(Instant.parse(instant), ZoneId.of(zone));
  }

  private static Window window(String id, String from, String to) {
    return new Window(id, Instant.parse(from), Instant.parse(to));
  }
}
