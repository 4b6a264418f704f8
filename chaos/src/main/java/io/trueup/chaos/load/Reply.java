package io.trueup.chaos.load;

import io.trueup.chaos.check.Answer;
import java.net.http.HttpResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An HTTP answer. Immutable.
 *
 * @param response the answer
 * @param sentAt when it was asked for, of this process's monotonic clock
 * @param receivedAt when it was there
 */
record Reply(HttpResponse<String> response, long sentAt, long receivedAt) {
  private static final JsonMapper JSON = JsonMapper.shared();

  int status() {
    return response.statusCode();
  }

  JsonNode json() {
    return JSON.readTree(response.body());
  }

  String header(String name, String otherwise) {
    return response.headers().firstValue(name).orElse(otherwise);
  }

  /** After which it contains nothing. */
  long position() {
    return Long.parseLong(header("Trueup-Position", Long.toString(Answer.NO_CEILING)));
  }

  boolean hasPosition() {
    return response.headers().firstValue("Trueup-Position").isPresent();
  }

  /** Milliseconds; 0 of what was read from the database. */
  long age() {
    return Long.parseLong(header("Trueup-Age-Ms", "0"));
  }

  /** How a cache answered it. */
  String outcome() {
    return header("Trueup-Cache", "none");
  }

  /** The last part of the problem's type. */
  String problem() {
    String body = response.body();
    if (!body.startsWith("{")) {
      return body;
    }
    String type = json().path("type").asString("");
    return type.substring(type.lastIndexOf('/') + 1);
  }
}
