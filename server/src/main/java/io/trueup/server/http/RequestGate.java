package io.trueup.server.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/*
 * What every request has to pass before anything reads it.
 *
 * Ids stand in paths percent-encoded. Spring splits the path first and decodes each segment then, so
 * that %2F is part of an id; but it takes what follows a ";" for a parameter, and replaces malformed
 * UTF-8 in silence, so that two ids would be one. So an escape that is no UTF-8 is refused here, and
 * a plain ";" is handed on as %3B: it is a character like any other.
 */
final class RequestGate extends OncePerRequestFilter {
  /** 32 MiB. */
  static final long MAX_BODY = 32L << 20;

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Problem refused = refusal(request);
    if (refused == null) {
      chain.doFilter(new GatedRequest(request), response);
    } else {
      ProblemAnswer.write(refused, response);
    }
  }

  private static @Nullable Problem refusal(HttpServletRequest request) {
    if (PercentEncoding.decode(request.getRequestURI(), false) == null) {
      return Problem.of(
          ProblemType.INVALID_REQUEST, "The path holds a percent escape that is no UTF-8.");
    }
    if (request.getContentLengthLong() > MAX_BODY) {
      return Problem.of(ProblemType.TOO_LARGE, "The body is larger than 32 MiB.");
    }
    String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
    if (encoding != null && !encoding.toLowerCase(Locale.ROOT).equals("identity")) {
      return Problem.of(
          ProblemType.UNSUPPORTED_MEDIA_TYPE, "Bodies must be sent without Content-Encoding.");
    }
    return null;
  }
}
