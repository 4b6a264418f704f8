package io.trueup.server.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.catalina.connector.ClientAbortException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/** Answers whatever a controller, or the way to it, throws. */
final class ProblemResolver implements HandlerExceptionResolver {
  private static final int MOST_CAUSES = 20;
  private static final Logger LOG = LoggerFactory.getLogger(ProblemResolver.class);

  @Override
  public @Nullable ModelAndView resolveException(
      HttpServletRequest request,
      HttpServletResponse response,
      @Nullable Object endpoint,
      Exception failure) {
    if (isClientGone(failure)) {
      LOG.debug("the client of {} is gone", request.getRequestURI(), failure);
      return new ModelAndView();
    }
    if (response.isCommitted()) {
      LOG.debug("the answer to {} broke off", request.getRequestURI(), failure);
      return null;
    }
    try {
      ProblemAnswer.write(Problems.of(failure), response);
      return new ModelAndView();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** By its type alone: a pipe that broke may also be the database's. */
  private static boolean isClientGone(Throwable failure) {
    Throwable cause = failure;
    for (int i = 0; cause != null && i < MOST_CAUSES; i++) {
      if (cause instanceof ClientAbortException
          || cause instanceof AsyncRequestNotUsableException) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }
}
