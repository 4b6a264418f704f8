package io.trueup.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.ledger.AdmittedReservations.Admitted;
import io.trueup.ledger.UsageRows.RequestKey;
import org.junit.jupiter.api.Test;

final class AdmittedReservationsTest {
  private final AdmittedReservations admitted = new AdmittedReservations(3);

  private static RequestKey key(String request) {
    return new RequestKey("acme", request);
  }

  private static Admitted of(String request, long expiresAt) {
    return new Admitted(key(request), "id-" + request, expiresAt, "print");
  }

  @Test
  void noMoreAreAcceptedThanItsBound() {
    admitted.add(of("a", 100));
    admitted.add(of("b", 100));
    assertThat(admitted.accepts(key("c"))).isTrue();
    admitted.add(of("c", 200));
    assertThat(admitted.accepts(key("d"))).isFalse();
    admitted.remove(key("a"), "id-a");
    assertThat(admitted.accepts(key("d"))).isTrue();
    assertThat(admitted.accepts(key("b"))).as("of a request that has one").isFalse();
  }

  @Test
  void thoseOfTheEarliestExpiryComeFirstAndNoMoreThanAsked() {
    admitted.add(of("a", 300));
    admitted.add(of("b", 100));
    admitted.add(of("c", 200));
    assertThat(admitted.expired(99, 9)).isEmpty();
    assertThat(admitted.expired(200, 9)).extracting(Admitted::id).containsExactly("id-b", "id-c");
    assertThat(admitted.expired(300, 1)).extracting(Admitted::id).containsExactly("id-b");
  }

  @Test
  void onlyTheReservationOfThatIdIsForgotten() {
    admitted.add(of("a", 100));
    admitted.remove(key("a"), "another");
    assertThat(admitted.find(key("a"))).isPresent();
    admitted.remove(key("a"), "id-a");
    assertThat(admitted.find(key("a"))).isEmpty();
    assertThat(admitted.expired(100, 9)).isEmpty();
    assertThat(admitted.size()).isZero();
  }
}
