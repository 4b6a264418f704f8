package io.trueup.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.server.cli.CommandLineRun;
import io.trueup.server.trace.Trace;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class DemoTest {
  @TempDir private Path folder;

  /** What the first 3 000 calls cost, by the unrounded prices; the whole trace runs in CI. */
  @Test
  void noAnswerIsStaleAndNothingIsOverspent() throws IOException {
    CommandLineRun run =
        CommandLineRun.of("demo", "--exit", "--json", "--trace", rows(3_000).toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode line = run.json();
    assertThat(line.required("records").asInt()).isEqualTo(3_000);
    assertThat(line.required("currency").asString()).isEqualTo("USD");
    assertThat(new BigDecimal(line.required("cost").asString())).isEqualByComparingTo(cost(3_000));
    assertThat(world(line, "ttl").required("stale_reads").asInt()).isPositive();
    assertWorld(world(line, "evict"), 0.40, 0.60);
    assertWorld(world(line, "trueup"), 0.98, 1.00);
    assertChanges(line.required("changes"));
    assertThat(line.required("audit").required("checked").asInt()).isGreaterThan(300);
    assertThat(line.required("audit").required("different").asInt()).isZero();
  }

  /** Dollars for a million tokens, in and out, of the four models in turn. */
  private static BigDecimal cost(int calls) {
    String[][] prices = {{"2.5", "10"}, {"0.15", "0.6"}, {"1", "5"}, {"0.3", "2.5"}};
    List<String> lines = shipped().lines().skip(1).limit(calls).toList();
    BigDecimal sum = BigDecimal.ZERO;
    for (int i = 0; i < lines.size(); i++) {
      List<String> fields = List.of(lines.get(i).split(",", -1));
      String[] price = prices[i % prices.length];
      sum =
          sum.add(new BigDecimal(price[0]).multiply(new BigDecimal(fields.get(1))))
              .add(new BigDecimal(price[1]).multiply(new BigDecimal(fields.get(2))));
    }
    return sum.movePointLeft(6);
  }

  private static JsonNode world(JsonNode line, String kind) {
    return line.required("worlds").required(kind);
  }

  private static void assertWorld(JsonNode world, double leastHitRate, double mostHitRate) {
    assertThat(world.required("reads").asInt()).isEqualTo(12_000);
    assertThat(world.required("hit_rate").asDouble()).isBetween(leastHitRate, mostHitRate);
    assertThat(world.required("stale_reads").asInt()).isZero();
    assertThat(world.required("wrong_decisions").asInt()).isZero();
    assertThat(new BigDecimal(world.required("overspend").asString())).isZero();
  }

  private static void assertChanges(JsonNode changes) {
    List<String> kinds =
        changes.valueStream().map(change -> change.required("kind").asString()).toList();
    assertThat(kinds)
        .containsExactly(
            "BudgetChanged",
            "CostRecorded",
            "AlertConfigurationChanged",
            "UserChanged",
            "UserChanged",
            "ModelPriceChanged");
    for (JsonNode change : changes) {
      String kind = change.required("kind").asString();
      assertThat(change.required("stale_after").asInt()).as(kind).isZero();
      assertThat(change.required("entries").asInt()).as(kind).isPositive();
      assertThat(change.required("visible_ms").asDouble()).as(kind).isPositive();
      assertThat(change.required("tags").size()).as(kind).isPositive();
    }
  }

  @Test
  void aPersonGetsTables() throws IOException {
    CommandLineRun run = CommandLineRun.of("demo", "--exit", "--trace", rows(200).toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("1. Tracked 200 calls")
        .containsPattern("trueup +800 ")
        .contains("ModelPriceChanged")
        .contains("4. Audit:")
        .contains("0 different");
    assertThat(run.err()).contains("1 of 4").contains("4 of 4");
  }

  @Test
  void aBrokenRowIsReportedWithItsLineAndWhatWasRecorded() throws IOException {
    Path file = rows(7);
    Files.writeString(file, Files.readString(file) + "yesterday,1,2\n");
    CommandLineRun run = CommandLineRun.of("demo", "--exit", "--json", "--trace", file.toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("line 9").contains("TIMESTAMP").contains("7 rows before it");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void wrongUseIsExitCode2() {
    CommandLineRun missing = CommandLineRun.of("demo", "--trace", "no-such-file.csv");
    assertThat(missing.exitCode()).isEqualTo(2);
    assertThat(missing.err()).contains("--trace").contains("no-such-file.csv");
    assertThat(CommandLineRun.of("demo", "--port", "70000").exitCode()).isEqualTo(2);
    assertThat(CommandLineRun.of("no-such-command").exitCode()).isEqualTo(2);
  }

  @Test
  void helpListsTheCommands() {
    CommandLineRun run = CommandLineRun.of("help");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("demo").contains("Exit codes");
  }

  private Path rows(int count) throws IOException {
    String text = shipped().lines().limit(count + 1L).collect(Collectors.joining("\n", "", "\n"));
    return Files.writeString(folder.resolve("some.csv"), text);
  }

  private static String shipped() {
    String name = "/io/trueup/server/traces/azure-llm-2023-conv.csv";
    try (InputStream in = Objects.requireNonNull(Trace.class.getResourceAsStream(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
