package io.trueup.server.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Writes problems, whatever a request accepts. */
final class ProblemAnswer {
  private ProblemAnswer() {}

  /** Writes the problem in place of whatever was about to be answered. */
  static void write(Problem problem, HttpServletResponse response) throws IOException {
    byte[] body = WireJson.MAPPER.writeValueAsBytes(problem.body());
    response.reset();
    response.setStatus(problem.status());
    problem
        .headers()
        .forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
    response.setContentType(Problem.MEDIA_TYPE);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
    response.flushBuffer();
  }
}
