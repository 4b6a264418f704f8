package io.trueup.server.hostile;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request that has to be refused.
 *
 * @param why what is wrong with it
 * @param method of the request
 * @param path with query, as it goes over the wire
 * @param headers what stands in the head
 * @param body null for none
 * @param statuses what may be answered
 * @param field what the problem has to name; null if nothing in particular
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record WrongRequest(
    String why,
    String method,
    String path,
    Map<String, String> headers,
    byte @Nullable [] body,
    Set<Integer> statuses,
    @Nullable String field) {

  static WrongRequest of(String why, String method, String path, Integer... statuses) {
    return new WrongRequest(why, method, path, Map.of(), null, Set.of(statuses), null);
  }

  WrongRequest json(String text) {
    return body(text.getBytes(StandardCharsets.UTF_8)).header("Content-Type", "application/json");
  }

  WrongRequest body(byte[] bytes) {
    return new WrongRequest(why, method, path, headers, bytes, statuses, field);
  }

  WrongRequest header(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new WrongRequest(why, method, path, more, body, statuses, field);
  }

  WrongRequest naming(String name) {
    return new WrongRequest(why, method, path, headers, body, statuses, name);
  }

  @Override
  public String toString() {
    return "%s: %s %.200s".formatted(why, method, path);
  }
}
