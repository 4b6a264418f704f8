package io.trueup.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.server.CommandLineRun;
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

  @Test
  void theWholeTraceCostsTheSameToTheLastDigitAndNoAnswerIsStale() {
    CommandLineRun run = CommandLineRun.of("demo", "--exit", "--json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode line = run.json();
    assertThat(line.required("records").asInt()).isEqualTo(19_366);
    assertThat(line.required("cost").asString()).isEqualTo("40.58274280");
    assertThat(line.required("currency").asString()).isEqualTo("USD");
    assertWorld(line, "ttl", 0.895, 55_468, 58, "0.1298415");
    assertWorld(line, "evict", 0.598, 0, 0, "0");
    assertWorld(line, "trueup", 0.998, 0, 0, "0");
    assertChanges(line.required("changes"));
    assertThat(line.required("audit").required("checked").asInt()).isGreaterThan(300);
    assertThat(line.required("audit").required("different").asInt()).isZero();
  }

  private static void assertWorld(
      JsonNode line, String kind, double hitRate, int stale, int wrong, String overspend) {
    JsonNode world = line.required("worlds").required(kind);
    assertThat(world.required("reads").asInt()).as(kind).isEqualTo(77_464);
    assertThat(Math.round(world.required("hit_rate").asDouble() * 1000) / 1000.0)
        .as(kind)
        .isEqualTo(hitRate);
    assertThat(world.required("stale_reads").asInt()).as(kind).isEqualTo(stale);
    assertThat(world.required("wrong_decisions").asInt()).as(kind).isEqualTo(wrong);
    assertThat(new BigDecimal(world.required("overspend").asString()))
        .as(kind)
        .isEqualByComparingTo(overspend);
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
    CommandLineRun run = CommandLineRun.of("demo", "--trace", rows(200).toString());
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
    CommandLineRun run = CommandLineRun.of("demo", "--json", "--trace", file.toString());
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
