package io.trueup.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.chaos.check.Granted.Promise;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

class GrantedTest {
  private static final Promise FIRST = promise("r-1", "0.4");
  private static final Promise SECOND = promise("r-2", "0.5");

  private final Granted granted = new Granted();

  private static Promise promise(String id, String amount) {
    return new Promise(id, List.of("b"), new BigDecimal(amount));
  }

  private static Claim within(String amount) {
    return new Claim.Within("limit:b", new BigDecimal(amount));
  }

  @Test
  void whatIsHeldForCertainAddsUp() {
    assertThat(granted.isHeld(FIRST, 60_000, 0)).containsExactly(within("0.4"));
    assertThat(granted.isHeld(SECOND, 60_000, 0)).containsExactly(within("0.9"));
  }

  @Test
  void whatMightBeOverForSomebodyDoesNotCount() {
    granted.isHeld(FIRST, 60_000, 0);
    assertThat(granted.isHeld(SECOND, 90_000, 59_500)).containsExactly(within("0.5"));
  }

  @Test
  void whatWasSettledInTimeCountsUpToWhatWasHeld() {
    granted.isHeld(FIRST, 60_000, 0);
    granted.isEnding(FIRST);
    granted.isSettled(FIRST, new BigDecimal("3"));
    assertThat(granted.isHeld(SECOND, 90_000, 0)).containsExactly(within("0.9"));
  }

  @Test
  void oneReservationIsNotGivenTwice() {
    granted.isHeld(FIRST, 60_000, 0);
    assertThat(granted.isHeld(FIRST, 60_000, 0))
        .hasAtLeastOneElementOfType(Claim.Contradiction.class);
  }
}
