package io.trueup.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Results of runs, one a line, so that many runs add up and can be gone on with. */
final class ResultsFile {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final @Nullable Path file;

  /** In this file; null keeps none. */
  ResultsFile(@Nullable Path file) {
    this.file = file;
  }

  static String text(ChaosResult result) {
    return JSON.writeValueAsString(result);
  }

  List<ChaosResult> all() throws IOException {
    if (file == null || !Files.exists(file)) {
      return List.of();
    }
    return Files.readAllLines(file).stream()
        .filter(line -> !line.isBlank())
        .map(line -> JSON.readValue(line, ChaosResult.class))
        .toList();
  }

  /** Whether such a run stands there. */
  boolean has(int nodes, Duration lasting, long seed, @Nullable String without) throws IOException {
    return all().stream()
        .anyMatch(
            it ->
                it.nodes() == nodes
                    && it.seconds() == lasting.toSeconds()
                    && it.seed() == seed
                    && java.util.Objects.equals(it.without(), without));
  }

  void add(ChaosResult result) throws IOException {
    if (file != null) {
      Files.writeString(
          file,
          text(result) + System.lineSeparator(),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
  }
}
