package io.trueup.server.http;

import io.trueup.spend.Violation;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpHeaders;

/**
 * What went wrong, as RFC 9457 has it. Immutable.
 *
 * @param type what kind of problem
 * @param status the HTTP status, the type's own unless something more exact is known
 * @param detail what happened this time and what to do, for people
 * @param fields further members of the answer
 * @param headers further headers of the answer
 */
public record Problem(
    ProblemType type, int status, String detail, Map<String, Object> fields, HttpHeaders headers) {
  /** The media type. */
  public static final String MEDIA_TYPE = "application/problem+json";

  private static final int MAX_DETAIL = 1_000;
  private static final int MAX_REASON = 300;

  /** Cuts and cleans what may echo a hostile request. */
  public Problem {
    detail = clean(detail, MAX_DETAIL);
    fields = Map.copyOf(fields);
  }

  /** A problem without further fields. */
  public static Problem of(ProblemType type, String detail) {
    return new Problem(type, type.status().value(), detail, Map.of(), new HttpHeaders());
  }

  /** A request with bad fields. */
  static Problem invalid(List<Violation> violations) {
    List<Map<String, String>> all = violations.stream().map(Problem::json).toList();
    Violation first = violations.get(0);
    String more =
        violations.size() == 1 ? "" : " (and " + (violations.size() - 1) + " more, see validation)";
    return of(ProblemType.INVALID_REQUEST, first.field() + ": " + first.reason() + more)
        .with("validation", all);
  }

  private static Map<String, String> json(Violation violation) {
    Map<String, String> json = new LinkedHashMap<>();
    json.put("field", clean(violation.field(), MAX_REASON));
    json.put("message", clean(violation.reason(), MAX_REASON));
    return json;
  }

  /** With one more field. */
  public Problem with(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(fields);
    more.put(name, value);
    return new Problem(type, status, detail, more, headers);
  }

  /** With one more header. */
  Problem withHeader(String name, String value) {
    HttpHeaders more = new HttpHeaders();
    more.addAll(headers);
    more.set(name, value);
    return new Problem(type, status, detail, fields, more);
  }

  /** Worth another try after this time, which is rounded up to seconds. */
  public Problem retryAfter(Duration wait) {
    long seconds = Math.max(1, wait.plusMillis(999).toSeconds());
    return withHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
  }

  /** The members of the answer, in their order. */
  public Map<String, Object> body() {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("type", type.uri().toString());
    body.put("title", type.title());
    body.put("status", status);
    body.put("detail", detail);
    body.putAll(fields);
    return body;
  }

  /** The text within bounds, and such that it can be written as UTF-8. */
  private static String clean(String text, int max) {
    StringBuilder clean = new StringBuilder();
    text.codePoints()
        .limit(max)
        .map(it -> isPrintable(it) ? it : '\uFFFD')
        .forEach(clean::appendCodePoint);
    return text.codePointCount(0, text.length()) > max
        ? clean.append('…').toString()
        : clean.toString();
  }

  private static boolean isPrintable(int codePoint) {
    return !Character.isISOControl(codePoint)
        && !(codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE);
  }
}
