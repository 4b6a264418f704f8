package io.trueup.server.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.spend.ModelId;
import io.trueup.spend.Scope;
import io.trueup.spend.Unit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceTest {
  private static final String HEADER = "TIMESTAMP,ContextTokens,GeneratedTokens\n";

  @TempDir private Path folder;

  @Test
  void theShippedTraceHas19366Rows() {
    assertThat(Trace.shipped().forEach(row -> {})).isEqualTo(19_366);
  }

  @Test
  void aRowsOwnersAndModelFollowFromItsPlace() {
    List<TraceRow> rows = new ArrayList<>();
    Trace.shipped().forEach(rows::add);
    TraceRow first = rows.get(0);
    assertThat(first.requestId()).isEqualTo("azure-llm-2023-conv-0");
    assertThat(first.at()).isEqualTo(Instant.parse("2023-11-16T18:15:46.680590Z"));
    assertThat(first.user()).isEqualTo(new Scope.User("globex", "u00"));
    assertThat(first.model()).isEqualTo(new ModelId("openai", "gpt-4o"));
    assertThat(first.usage().get(Unit.INPUT_TOKENS)).isEqualTo(374);
    assertThat(first.usage().get(Unit.OUTPUT_TOKENS)).isEqualTo(44);
    TraceRow last = rows.get(19_365);
    int person = (int) (19_365L * 7919 % 40);
    assertThat(last.user()).isEqualTo(new Scope.User("globex", "u%02d".formatted(person)));
    assertThat(last.request().project()).isEqualTo("p" + person % 5);
    assertThat(last.model()).isEqualTo(new ModelId("openai", "gpt-4o-mini"));
  }

  @Test
  void anotherFileNamesItsOwnRequests() throws IOException {
    List<TraceRow> rows = new ArrayList<>();
    Trace.of(file("mine.csv", HEADER + "2024-01-02 03:04:05.5,1,2\r\n")).forEach(rows::add);
    assertThat(rows).hasSize(1);
    assertThat(rows.get(0).requestId()).isEqualTo("mine-0");
    assertThat(rows.get(0).at()).isEqualTo(Instant.parse("2024-01-02T03:04:05.500Z"));
  }

  @Test
  void aWrongRowIsNamedByItsLine() throws IOException {
    assertRefused("2024-01-02 03:04:05.5,1,2\n2024-01-02 03:04:06,-1,2\n", "line 3", "counts");
    assertRefused("2024-01-02 03:04:05.5,1\n", "line 2", "two counts of tokens");
    assertRefused("2024-13-02 03:04:05.5,1,2\n", "line 2", "TIMESTAMP");
    assertRefused("\n", "line 2", "must be a time");
    assertRefused("2024-01-02 03:04:05.5,1,9999999999999\n", "line 2", "counts");
  }

  @Test
  void aWrongHeaderIsLineOne() throws IOException {
    Path file = file("mine.csv", "a,b,c\n");
    assertThatThrownBy(() -> Trace.of(file).forEach(row -> {}))
        .isInstanceOf(TraceException.class)
        .hasMessageContaining("mine.csv, line 1");
  }

  private void assertRefused(String rows, String line, String reason) throws IOException {
    Path file = file("mine.csv", HEADER + rows);
    assertThatThrownBy(() -> Trace.of(file).forEach(row -> {}))
        .isInstanceOf(TraceException.class)
        .hasMessageContaining(line)
        .hasMessageContaining(reason);
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
