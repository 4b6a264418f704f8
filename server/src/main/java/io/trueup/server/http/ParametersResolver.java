package io.trueup.server.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads the query of a URL into a record, by the same rules as a body. */
final class ParametersResolver implements HandlerMethodArgumentResolver {
  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    return parameter.hasParameterAnnotation(ParameterObject.class);
  }

  @Override
  public Object resolveArgument(
      MethodParameter parameter,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest request,
      @Nullable WebDataBinderFactory binders) {
    HttpServletRequest http =
        Objects.requireNonNull(request.getNativeRequest(HttpServletRequest.class));
    return read(http.getQueryString(), parameter.getParameterType());
  }

  static Object read(@Nullable String query, Class<?> type) {
    Faults faults = new Faults();
    Map<String, String> parameters = QueryString.parse(query, faults);
    RecordShape shape = RecordShape.of(type);
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    parameters.forEach(
        (name, text) -> {
          RecordShape.Field field = shape.field(name);
          fields.set(name, field == null ? fields.stringNode(text) : field.type().ofText(text));
        });
    Object made = shape.read(fields, "", faults);
    faults.throwIfAny();
    return Objects.requireNonNull(made);
  }
}
