package io.trueup.server.hostile;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An endpoint that takes a body.
 *
 * @param method of the request
 * @param path of the request
 * @param fields a right body: each field with its JSON
 * @param kinds what kind each field is of
 * @param required the fields that can't be left out
 */
record Endpoint(
    String method,
    String path,
    Map<String, String> fields,
    Map<String, FieldKind> kinds,
    List<String> required) {

  static Endpoint of(String method, String path) {
    return new Endpoint(method, path, Map.of(), Map.of(), List.of());
  }

  Endpoint required(String name, FieldKind kind, String json) {
    Endpoint with = optional(name, kind, json);
    return new Endpoint(
        method,
        path,
        with.fields,
        with.kinds,
        Stream.concat(required.stream(), Stream.of(name)).toList());
  }

  Endpoint optional(String name, FieldKind kind, String json) {
    Map<String, String> more = new LinkedHashMap<>(fields);
    more.put(name, json.replace('\'', '"'));
    Map<String, FieldKind> moreKinds = new LinkedHashMap<>(kinds);
    moreKinds.put(name, kind);
    return new Endpoint(method, path, more, moreKinds, required);
  }

  String body() {
    return json(fields);
  }

  String bodyWith(String field, String json) {
    Map<String, String> other = new LinkedHashMap<>(fields);
    other.put(field, json);
    return json(other);
  }

  String bodyWithout(String field) {
    Map<String, String> other = new LinkedHashMap<>(fields);
    other.remove(field);
    return json(other);
  }

  private static String json(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field -> "\"" + field.getKey() + "\":" + field.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }
}
