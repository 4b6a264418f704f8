package io.trueup.server.hostile;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Every kind of wrong request, made from the endpoints' right ones. */
final class WrongRequests {
  private static final List<String> NOT_JSON =
      List.of(
          "",
          " ",
          "{",
          "}",
          "{}}",
          "{\"a\":1,}",
          "{'a':1}",
          "{a:1}",
          "nonsense",
          "null",
          "true",
          "17",
          "\"text\"",
          "[]",
          "[{}]",
          "{\"a\":NaN}",
          "{\"a\":Infinity}",
          "{\"a\":01}",
          "{\"a\":+1}",
          "{\"a\":.5}",
          "{\"a\":\"\t\"}",
          "{\"a\":\"\\x\"}",
          "{} {}",
          "{}garbage",
          "// comment\n{}",
          "/* comment */{}",
          "{\"name\": \"a\u0001b\"}",
          "\uFEFF{}",
          "<xml/>",
          "a=b&c=d",
          "{\"a\":" + "[".repeat(20_000),
          "{\"a\":".repeat(5_000),
          "{\"" + "k".repeat(100_000) + "\":1}",
          "{\"a\":" + "9".repeat(20_000) + "}");

  private static final List<byte[]> NOT_UTF8 =
      List.of(
          new byte[] {'{', '"', (byte) 0xC3, (byte) 0x28, '"', ':', '1', '}'},
          new byte[] {(byte) 0xFF, (byte) 0xFE, '{', 0, '}', 0},
          new byte[] {
            '{', '"', 'a', '"', ':', '"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"', '}'
          },
          new byte[] {0, 0, 0, 0});

  private final List<WrongRequest> all = new ArrayList<>();

  private WrongRequests() {}

  static List<WrongRequest> of(List<Endpoint> endpoints, Map<String, String> methodsByPath) {
    WrongRequests requests = new WrongRequests();
    endpoints.forEach(requests::addBodies);
    methodsByPath.forEach(requests::addMethods);
    return List.copyOf(requests.all);
  }

  private void addBodies(Endpoint endpoint) {
    NOT_JSON.forEach(text -> all.add(request("not a JSON object", endpoint).json(text)));
    NOT_UTF8.forEach(
        bytes ->
            all.add(
                request("not UTF-8", endpoint)
                    .body(bytes)
                    .header("Content-Type", "application/json")));
    addFields(endpoint);
    addMediaTypes(endpoint);
    all.add(
        request("an unknown field", endpoint)
            .json(endpoint.bodyWith("nonesuch", "1"))
            .naming("nonesuch"));
    String twice = endpoint.body().replaceFirst("\\{(\"[^\"]+\":[^,{}\\[\\]]+)", "{$1,$1");
    if (!twice.equals(endpoint.body())) {
      all.add(request("a field twice", endpoint).json(twice));
    }
  }

  private void addFields(Endpoint endpoint) {
    endpoint
        .kinds()
        .forEach(
            (field, kind) -> {
              for (String wrong : kind.wrongValues()) {
                all.add(
                    request("a wrong " + field + " " + shortened(wrong), endpoint)
                        .json(endpoint.bodyWith(field, wrong))
                        .naming(field));
              }
            });
    for (String field : endpoint.required()) {
      all.add(request("no " + field, endpoint).json(endpoint.bodyWithout(field)).naming(field));
      all.add(
          request("a null " + field, endpoint)
              .json(endpoint.bodyWith(field, "null"))
              .naming(field));
    }
  }

  private void addMediaTypes(Endpoint endpoint) {
    byte[] body = endpoint.body().getBytes(StandardCharsets.UTF_8);
    for (String type :
        List.of("text/plain", "application/xml", "multipart/form-data", "nonsense", "*/*", "")) {
      WrongRequest request =
          WrongRequest.of("media type " + type, endpoint.method(), endpoint.path(), 400, 415)
              .body(body);
      all.add(type.isEmpty() ? request : request.header("Content-Type", type));
    }
    all.add(
        WrongRequest.of("an answer as a picture", endpoint.method(), endpoint.path(), 406)
            .json(endpoint.body())
            .header("Accept", "image/png"));
  }

  private static WrongRequest request(String why, Endpoint endpoint) {
    return WrongRequest.of(why, endpoint.method(), endpoint.path(), 400);
  }

  private void addMethods(String path, String allowed) {
    Stream.of("GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "FOO")
        .filter(method -> !List.of(allowed.split(",", -1)).contains(method))
        .forEach(method -> all.add(WrongRequest.of("not a method of it", method, path, 405)));
  }

  private static String shortened(String text) {
    return text.length() <= 30 ? text : text.substring(0, 30) + "…";
  }
}
