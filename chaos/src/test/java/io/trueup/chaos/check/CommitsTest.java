package io.trueup.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CommitsTest {
  private final Commits commits = new Commits();

  @Test
  void onlyWhatWasSeenBeforeTheTimeWasCommittedBefore() {
    assertThat(commits.before(100)).isEqualTo(-1);
    commits.reach(7, 10);
    commits.reach(9, 20);
    commits.reach(9, 30);
    assertThat(commits.before(10)).isEqualTo(-1);
    assertThat(commits.before(11)).isEqualTo(7);
    assertThat(commits.before(20)).isEqualTo(7);
    assertThat(commits.before(21)).isEqualTo(9);
    assertThat(commits.head()).isEqualTo(9);
  }
}
