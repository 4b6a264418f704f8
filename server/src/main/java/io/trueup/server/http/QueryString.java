package io.trueup.server.http;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The query of a URL, each parameter once. Bodies have no part in it. */
final class QueryString {
  private QueryString() {}

  /** The parameters by name; what is broken or repeated is added to the faults. */
  static Map<String, String> parse(@Nullable String query, Faults faults) {
    Map<String, String> parameters = new LinkedHashMap<>();
    if (query == null) {
      return parameters;
    }
    for (String pair : query.split("&", -1)) {
      if (!pair.isEmpty()) {
        add(parameters, pair, faults);
      }
    }
    return parameters;
  }

  private static void add(Map<String, String> parameters, String pair, Faults faults) {
    int at = pair.indexOf('=');
    String name = PercentEncoding.decode(at < 0 ? pair : pair.substring(0, at), true);
    String value = at < 0 ? "" : PercentEncoding.decode(pair.substring(at + 1), true);
    if (name == null || value == null) {
      faults.add(name == null ? "query" : name, "holds a percent escape that is no UTF-8");
    } else if (parameters.putIfAbsent(name, value) != null) {
      faults.add(name, "is given twice");
    }
  }
}
