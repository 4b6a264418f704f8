package io.trueup.server.http;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;

/*
 * RFC 4180: CRLF, quotes where a value holds a comma, a quote, a line break or begins or ends with a
 * blank. Ids are the caller's own, and spreadsheets run a cell that begins with = + - @ (or a tab or
 * a carriage return, which ids can't hold): such a text gets an apostrophe in front, the convention
 * by which they show it as text (OWASP, "CSV Injection"). Numbers are written as they are.
 */

/** Writes tables as CSV, row by row. */
final class CsvConverter implements HttpMessageConverter<CsvTable> {
  private static final MediaType CSV =
      new MediaType(MediaType.parseMediaType(CsvTable.MEDIA_TYPE), StandardCharsets.UTF_8);

  @Override
  public boolean canRead(Class<?> type, @Nullable MediaType mediaType) {
    return false;
  }

  @Override
  public boolean canWrite(Class<?> type, @Nullable MediaType mediaType) {
    return type == CsvTable.class && (mediaType == null || mediaType.isCompatibleWith(CSV));
  }

  @Override
  public List<MediaType> getSupportedMediaTypes() {
    return List.of(CSV);
  }

  @Override
  public CsvTable read(Class<? extends CsvTable> type, HttpInputMessage message) {
    throw new UnsupportedOperationException("this only writes");
  }

  @Override
  public void write(CsvTable table, @Nullable MediaType mediaType, HttpOutputMessage message)
      throws IOException {
    message.getHeaders().setContentType(CSV);
    Writer out =
        new BufferedWriter(new OutputStreamWriter(message.getBody(), StandardCharsets.UTF_8));
    try (Stream<List<@Nullable Object>> rows = table.rows()) {
      write(table.columns(), out);
      for (Iterator<List<@Nullable Object>> it = rows.iterator(); it.hasNext(); ) {
        write(it.next(), out);
      }
    }
    out.flush();
  }

  private static void write(List<?> row, Writer out) throws IOException {
    for (int i = 0; i < row.size(); i++) {
      out.write(i == 0 ? "" : ",");
      out.write(cell(row.get(i)));
    }
    out.write("\r\n");
  }

  static String cell(@Nullable Object value) {
    if (value == null) {
      return "";
    }
    String text = value instanceof BigDecimal it ? it.toPlainString() : value.toString();
    boolean isText = value instanceof String;
    return quoted(isText && startsFormula(text) ? "'" + text : text);
  }

  private static boolean startsFormula(String text) {
    return !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0;
  }

  private static String quoted(String text) {
    boolean needsQuotes =
        text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
            || !text.equals(text.strip());
    return needsQuotes ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }
}
