package io.trueup.server.http;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An answer in CSV.
 *
 * @param columns the names of the columns
 * @param rows one value for each column, made one by one as they are written; null: nothing
 */
public record CsvTable(List<String> columns, Stream<List<@Nullable Object>> rows) {
  /** The media type. */
  public static final String MEDIA_TYPE = "text/csv";
}
