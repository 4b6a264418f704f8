package io.trueup.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.ledger.UsageRows.RequestKey;
import org.junit.jupiter.api.Test;

final class RecentRequestsTest {
  private final RecentRequests recent = new RecentRequests();

  private static RequestKey key(String prefix, int number) {
    return new RequestKey("acme", prefix + number);
  }

  private void add(String prefix, int count) {
    for (int i = 0; i < count; i++) {
      recent.add(key(prefix, i));
    }
  }

  private long found(String prefix, int count) {
    long found = 0;
    for (int i = 0; i < count; i++) {
      found += recent.contains(key(prefix, i)) ? 1 : 0;
    }
    return found;
  }

  @Test
  void theLastMillionIsNeverForgotten() {
    add("old-", 700_000);
    add("new-", RecentRequests.REMEMBERED);
    assertThat(found("new-", RecentRequests.REMEMBERED)).isEqualTo(RecentRequests.REMEMBERED);
  }

  @Test
  void twoMillionLaterItIsForgottenAndTheOthersAreSeldomTakenForIt() {
    add("old-", 1_000);
    add("new-", 2 * RecentRequests.REMEMBERED);
    assertThat(found("old-", 1_000)).isLessThan(10);
    assertThat(found("never-", 1_000_000)).isLessThan(2_000);
  }

  @Test
  void whoAsksAgainAndAgainMakesNothingBeForgotten() {
    add("old-", 1_000);
    for (int i = 0; i < 3 * RecentRequests.REMEMBERED; i++) {
      recent.add(key("again-", 1));
    }
    assertThat(found("old-", 1_000)).isEqualTo(1_000);
  }

  @Test
  void whoAsksAgainIsRememberedAsLongAsWhoAsksForTheFirstTime() {
    recent.add(key("again-", 1));
    add("new-", RecentRequests.REMEMBERED + 2_000); // some are taken for others
    recent.add(key("again-", 1));
    add("newer-", RecentRequests.REMEMBERED);
    assertThat(recent.contains(key("again-", 1))).isTrue();
  }

  @Test
  void nothingHasComeYet() {
    assertThat(recent.contains(key("r", 1))).isFalse();
  }

  @Test
  void theOrganizationTellsRequestsApart() {
    recent.add(new RequestKey("acme", "r"));
    assertThat(recent.contains(new RequestKey("acme", "r"))).isTrue();
    assertThat(recent.contains(new RequestKey("globex", "r"))).isFalse();
  }
}
