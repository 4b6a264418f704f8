package io.trueup.server.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/** Refuses parameters where an endpoint has none: a filter misspelt must not answer everything. */
final class NoParameters implements HandlerInterceptor {
  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object endpoint) {
    if (request.getQueryString() != null
        && endpoint instanceof HandlerMethod method
        && Arrays.stream(method.getMethodParameters())
            .noneMatch(it -> it.hasParameterAnnotation(ParameterObject.class))) {
      Faults faults = new Faults();
      QueryString.parse(request.getQueryString(), faults)
          .keySet()
          .forEach(name -> faults.add(name, "is unknown here"));
      faults.throwIfAny();
    }
    return true;
  }
}
