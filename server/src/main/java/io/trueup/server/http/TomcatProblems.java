package io.trueup.server.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** What Tomcat refuses before any of our code sees it is answered as a problem too. */
final class TomcatProblems extends ErrorReportValve {
  @Override
  protected void report(Request request, Response response, @Nullable Throwable failure) {
    if (response.getStatus() < 400 || response.isCommitted() || response.getContentWritten() > 0) {
      return;
    }
    Problem problem = Problems.ofStatus(response.getStatus());
    String allowed = response.getHeader(HttpHeaders.ALLOW);
    try {
      ProblemAnswer.write(
          allowed == null ? problem : problem.withHeader(HttpHeaders.ALLOW, allowed),
          response.getResponse());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
