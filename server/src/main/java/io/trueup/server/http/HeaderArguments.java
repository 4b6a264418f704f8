package io.trueup.server.http;

import io.trueup.cache.Position;
import io.trueup.cache.ReadRequest;
import io.trueup.spend.InvalidInputException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/**
 * What a controller gets from headers: a {@link ReadRequest} from {@code Trueup-At-Least} and
 * {@code Trueup-Max-Staleness}, an {@link IfMatch} from {@code If-Match}.
 */
final class HeaderArguments implements HandlerMethodArgumentResolver {
  static final String AT_LEAST = "Trueup-At-Least";
  static final String MAX_STALENESS = "Trueup-Max-Staleness";

  private static final Pattern WHOLE = Pattern.compile("[0-9]{1,40}");

  /** No policy is looser, and more milliseconds are no nanoseconds of a long. */
  private static final BigInteger LOOSEST = BigInteger.valueOf(Duration.ofDays(365).toMillis());

  private static final BigInteger LAST = BigInteger.valueOf(Long.MAX_VALUE);

  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    Class<?> type = parameter.getParameterType();
    return type == ReadRequest.class || type == IfMatch.class;
  }

  @Override
  public Object resolveArgument(
      MethodParameter parameter,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest request,
      @Nullable WebDataBinderFactory binders) {
    return parameter.getParameterType() == IfMatch.class
        ? IfMatch.parse(single(request, HttpHeaders.IF_MATCH))
        : readRequest(single(request, MAX_STALENESS), single(request, AT_LEAST));
  }

  private static @Nullable String single(NativeWebRequest request, String name) {
    String[] values = request.getHeaderValues(name);
    if (values == null || values.length == 0) {
      return null;
    }
    if (values.length > 1) {
      throw new InvalidInputException(name, "is given twice");
    }
    return values[0].strip();
  }

  static ReadRequest readRequest(@Nullable String maxStaleness, @Nullable String atLeast) {
    Faults faults = new Faults();
    BigInteger millis = number(MAX_STALENESS, maxStaleness, faults);
    BigInteger position = number(AT_LEAST, atLeast, faults);
    faults.throwIfAny();
    if (millis == null && position == null) {
      return ReadRequest.BY_POLICY;
    }
    return new ReadRequest(
        millis == null ? null : Duration.ofMillis(millis.min(LOOSEST).longValue()),
        position == null ? null : new Position(position.min(LAST).longValue()));
  }

  private static @Nullable BigInteger number(String name, @Nullable String text, Faults faults) {
    if (text == null) {
      return null;
    }
    if (!WHOLE.matcher(text).matches()) {
      faults.add(name, "must be a whole number, 0 or more");
      return null;
    }
    return new BigInteger(text);
  }
}
