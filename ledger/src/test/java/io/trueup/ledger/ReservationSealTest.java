package io.trueup.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.spend.BudgetId;
import io.trueup.spend.EstimateBasis;
import io.trueup.spend.Money;
import io.trueup.spend.Subject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReservationSealTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00.123456Z");

  private final ReservationSeal seal = new ReservationSeal(secret("one"));

  private static byte[] secret(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static SealedReservation description(String requestId) {
    return new SealedReservation(
        7,
        requestId,
        new Subject("acme", null, "änn", Books.GPT_4O),
        Money.of("0.0123"),
        EstimateBasis.LEARNT,
        List.of(new BudgetId("b1"), new BudgetId("b2")),
        List.of("l-1", "l-2"),
        SealedReservation.microsOf(NOW),
        NOW.plusSeconds(300).toEpochMilli(),
        "ab".repeat(32));
  }

  private String id(String requestId) {
    return seal.seal(description(requestId)).orElseThrow();
  }

  @Test
  void anIdSaysWhatItIsOf() {
    assertThat(seal.open(id("req-1"))).contains(description("req-1"));
    Reservation reservation = description("req-1").reservation("r");
    assertThat(reservation.madeAt()).isEqualTo(NOW);
    assertThat(reservation.expiresAt()).isEqualTo(Instant.parse("2026-03-01T10:05:00.123Z"));
  }

  @Test
  void anyBudgetsIdIsReadAsItWasWritten() {
    List<String> ids =
        List.of(
            "c753f53d-4078-4edc-b3cc-f3f3bf523a3b",
            "C753F53D-4078-4EDC-B3CC-F3F3BF523A3B",
            "00c753f53d-4078-4edc-b3cc-f3f3bf523a",
            "a budget whose id has 36 characters.",
            "budget €");
    SealedReservation some = description("req-1");
    SealedReservation one =
        new SealedReservation(
            -1,
            "req-1",
            new Subject("acme", "p", null, null),
            some.amount(),
            some.basis(),
            ids.stream().map(BudgetId::new).toList(),
            List.of(),
            some.madeAt(),
            some.expiresAt(),
            "");
    assertThat(seal.open(seal.seal(one).orElseThrow())).contains(one);
  }

  @Test
  void moreBudgetsThanAnIdCanSayAreNotSealed() {
    SealedReservation some = description("r");
    SealedReservation many =
        new SealedReservation(
            1,
            "r",
            some.subject(),
            some.amount(),
            some.basis(),
            Collections.nCopies(256, new BudgetId("b")),
            List.of(),
            some.madeAt(),
            some.expiresAt(),
            "");
    assertThat(seal.seal(many)).isEmpty();
  }

  @Test
  void nobodyWithoutTheSecretMakesOne() {
    assertThat(new ReservationSeal(secret("two")).open(id("req-1"))).isEmpty();
  }

  @Test
  void whetherAnythingIsHeldIsSealedToo() {
    String unheld = seal.sealUnheld(description("req-1")).orElseThrow();
    assertThat(seal.open(unheld)).contains(description("req-1"));
    assertThat(ReservationSeal.isUnheld(unheld)).isTrue();
    assertThat(ReservationSeal.isUnheld(id("req-1"))).isFalse();
    String rest = unheld.substring(ReservationSeal.UNHELD.length());
    assertThat(seal.open(ReservationSeal.PREFIX + rest)).isEmpty();
    rest = id("req-1").substring(ReservationSeal.PREFIX.length());
    assertThat(seal.open(ReservationSeal.UNHELD + rest)).isEmpty();
  }

  /** The last letter's spare bits too, and padding: else one reservation had several ids. */
  @Test
  void noLetterOfAnIdCanBeAnother() {
    for (int length = 1; length <= 6; length++) {
      String id = id("r".repeat(length));
      for (int i = 0; i < id.length(); i++) {
        for (char other : new char[] {'A', 'B', 'C', 'D', 'Q', 'g', 'w', '-', '=', 'é'}) {
          String forged = id.substring(0, i) + other + id.substring(i + 1);
          assertThat(forged.equals(id) || seal.open(forged).isEmpty()).as(forged).isTrue();
        }
      }
      assertThat(seal.open(id + "=")).isEmpty();
      assertThat(seal.open(id.substring(0, id.length() - 1))).isEmpty();
    }
  }

  @Test
  void whatIsNoSealedIdSaysNothing() {
    for (String id : List.of("", "r-1", "r-s-", "r-s-AAAA", "r-s-" + "A".repeat(5_000))) {
      assertThat(seal.open(id)).as(id).isEmpty();
    }
  }

  @Test
  void aDescriptionThatIsTooLongIsNotMade() {
    assertThat(seal.seal(description("r".repeat(190)))).isPresent();
    assertThat(seal.seal(description("ж".repeat(200) + "r".repeat(200)))).isEmpty();
  }
}
