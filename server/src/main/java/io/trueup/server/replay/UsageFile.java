package io.trueup.server.replay;

import io.trueup.server.trace.Trace;
import io.trueup.server.trace.TraceRow;
import io.trueup.spend.Unit;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A file of usage to be recorded: a trace in CSV, whose rows become usage bodies as the demo's do,
 * or NDJSON, whose lines are bodies already and go as they stand. Which it is, the first line says.
 */
final class UsageFile {
  /**
   * A usage body and where it stands.
   *
   * @param line from 1
   */
  record Body(int line, String json) {}

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Path path;
  private final boolean trace;

  private UsageFile(Path path, boolean trace) {
    this.path = path;
    this.trace = trace;
  }

  /**
   * The file, looked at.
   *
   * @throws UncheckedIOException if it can't be read
   */
  static UsageFile at(Path path) {
    try (BufferedReader lines = Files.newBufferedReader(path)) {
      return new UsageFile(path, Trace.HEADER.equals(lines.readLine()));
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /** How many bodies it holds. O(file). */
  long count() {
    try (Stream<String> lines = Files.lines(path)) {
      return trace ? Math.max(0, lines.count() - 1) : lines.filter(l -> !l.isBlank()).count();
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /**
   * Hands over every body, in order. Blank lines of NDJSON are passed over.
   *
   * @throws io.trueup.server.trace.TraceException at the first line of a trace that is not a row
   */
  void forEach(Consumer<Body> consumer) {
    if (trace) {
      Trace.of(path).forEach(row -> consumer.accept(new Body(row.index() + 2, json(row))));
    } else {
      forEachLine(consumer);
    }
  }

  private void forEachLine(Consumer<Body> consumer) {
    try (BufferedReader lines = Files.newBufferedReader(path)) {
      int number = 1;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isBlank()) {
          consumer.accept(new Body(number, line));
        }
        number++;
      }
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  private static String json(TraceRow row) {
    ObjectNode body =
        JSON.createObjectNode()
            .put("request_id", row.requestId())
            .put("organization", row.user().organization())
            .put("project", row.request().project())
            .put("user", row.user().id())
            .put("provider", row.model().provider())
            .put("model", row.model().model())
            .put("occurred_at", row.at().toString());
    body.putObject("usage")
        .put(Unit.INPUT_TOKENS.wireName(), row.inputTokens())
        .put(Unit.OUTPUT_TOKENS.wireName(), row.outputTokens());
    return JSON.writeValueAsString(body);
  }

  private static UncheckedIOException unreadable(Path path, IOException e) {
    return new UncheckedIOException(path + " can't be read: " + e.getMessage(), e);
  }
}
