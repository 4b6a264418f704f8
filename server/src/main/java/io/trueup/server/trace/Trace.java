package io.trueup.server.trace;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A trace of model calls: a CSV file of time, context tokens and generated tokens. */
public final class Trace {
  private static final String SHIPPED = "azure-llm-2023-conv.csv";

  /** The first line of every trace. */
  public static final String HEADER = "TIMESTAMP,ContextTokens,GeneratedTokens";

  private static final Pattern ROW = Pattern.compile("([^,]{1,40}),(\\d{1,12}),(\\d{1,12})");

  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .appendPattern("uuuu-MM-dd HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .toFormatter(Locale.ROOT);

  private final @Nullable Path file;

  private Trace(@Nullable Path file) {
    this.file = file;
  }

  /** The Azure trace of 2023 that comes with the program: 19 366 conversations of one hour. */
  public static Trace shipped() {
    return new Trace(null);
  }

  /** A file of the same columns. */
  public static Trace of(Path file) {
    return new Trace(file);
  }

  /** The file's name. */
  public String name() {
    return file == null ? SHIPPED : Objects.requireNonNullElse(file.getFileName(), file).toString();
  }

  /**
   * Hands every row to the consumer, in order.
   *
   * @return how many there were
   * @throws TraceException at the first line that is not a row
   */
  public int forEach(Consumer<TraceRow> consumer) {
    try (BufferedReader lines = open()) {
      checkHeader(lines.readLine());
      int index = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        consumer.accept(parse(line, index++));
      }
      return index;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the trace " + name() + " can't be read: " + e.getMessage(), e);
    }
  }

  private BufferedReader open() throws IOException {
    InputStream in =
        file == null
            ? Objects.requireNonNull(
                Trace.class.getResourceAsStream("/io/trueup/server/traces/" + SHIPPED))
            : Files.newInputStream(file);
    return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
  }

  private void checkHeader(@Nullable String line) {
    if (!HEADER.equals(line)) {
      throw new TraceException(name(), 1, "must be the header " + HEADER);
    }
  }

  private TraceRow parse(String line, int index) {
    int number = index + 2;
    Matcher row = ROW.matcher(line);
    if (!row.matches()) {
      throw new TraceException(
          name(), number, "must be a time and two counts of tokens, parted by commas");
    }
    String requestId = name().replaceFirst("\\.csv$", "") + "-" + index;
    return new TraceRow(
        index,
        requestId,
        time(row.group(1), number),
        Long.parseLong(row.group(2)),
        Long.parseLong(row.group(3)));
  }

  private Instant time(String text, int number) {
    try {
      return LocalDateTime.parse(text, TIME).toInstant(ZoneOffset.UTC);
    } catch (DateTimeParseException e) {
      throw new TraceException(
          name(), number, "TIMESTAMP must be like 2023-11-16 18:15:46.6805900, is " + text);
    }
  }
}
