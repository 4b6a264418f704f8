package io.trueup.changelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

final class DurableUrlTest {
  @Test
  void aFileWithoutAWriteDelayOfZeroIsRefusedWithTheReason() {
    List<String> urls =
        List.of(
            "jdbc:h2:file:./trueup",
            "jdbc:h2:./trueup;MODE=PostgreSQL",
            "JDBC:H2:~/trueup",
            "jdbc:h2:./trueup;WRITE_DELAY=500",
            "jdbc:h2:./trueup;WRITE_DELAY=00",
            "jdbc:h2:./WRITE_DELAY=0",
            "jdbc:h2:./trueup;INIT=set x\\;WRITE_DELAY=0",
            "jdbc:h2:tcp://localhost/./trueup");

    for (String url : urls) {
      assertThatIllegalArgumentException()
          .as(url)
          .isThrownBy(() -> DurableUrl.require(url))
          .withMessageContaining("add ;WRITE_DELAY=0")
          .withMessageContaining("a killed process loses");
    }
  }

  @Test
  void whatLosesNothingOrIsNotH2Passes() {
    List<String> urls =
        List.of(
            "jdbc:h2:file:./trueup;WRITE_DELAY=0",
            "jdbc:h2:./trueup;MODE=PostgreSQL;write_delay=0;DB_CLOSE_DELAY=-1",
            "jdbc:h2:mem:trueup",
            "jdbc:h2:MEM:",
            "jdbc:h2:tcp://localhost:9092/mem:trueup",
            "jdbc:postgresql://localhost/trueup");

    assertThat(urls).allSatisfy(url -> assertThat(DurableUrl.require(url)).isSameAs(url));
  }

  @Test
  void thePasswordIsNotInTheMessage() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DurableUrl.require("jdbc:h2:./trueup;PASSWORD=secret"))
        .withMessageNotContaining("secret");
  }
}
