package io.trueup.server.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

/** What Tomcat refuses before any of our code sees it is answered as a problem too. */
final class TomcatProblems extends ErrorReportValve {
  @Override
  protected void report(Request request, Response response, @Nullable Throwable failure) {
    if (response.getStatus() < 400 || response.isCommitted() || response.getContentWritten() > 0) {
      return;
    }
    try {
      ProblemAnswer.write(Problems.ofStatus(response.getStatus()), response.getResponse());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
