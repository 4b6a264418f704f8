package io.trueup.server.openapi;

import io.swagger.v3.core.converter.ModelConverterContextImpl;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.trueup.cache.ReadRequest;
import io.trueup.server.http.IfMatch;
import io.trueup.server.http.Problem;
import io.trueup.server.http.StrictJson;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springdoc.core.customizers.GlobalOperationCustomizer;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.method.HandlerMethod;

/** Describes what the conventions add to every operation: parameters, headers and problems. */
final class WireOperations implements GlobalOperationCustomizer {
  private final WireSchemas schemas = new WireSchemas();

  @Override
  public Operation customize(Operation operation, HandlerMethod endpoint) {
    List<Parameter> parameters = new ArrayList<>();
    for (Parameter found : orNone(operation.getParameters())) {
      if ("path".equals(found.getIn())) {
        parameters.add(found);
      }
    }
    operation.tags(List.of(tagOf(endpoint)));
    problem(operation, "400", "The request is invalid; validation names each bad field.");
    problem(operation, "406", "No answer in an accepted media type.");
    for (MethodParameter parameter : endpoint.getMethodParameters()) {
      describe(operation, parameters, parameter);
    }
    operation.setParameters(parameters.isEmpty() ? null : parameters);
    return operation;
  }

  private static List<Parameter> orNone(@Nullable List<Parameter> parameters) {
    return parameters == null ? List.of() : parameters;
  }

  private static String tagOf(HandlerMethod endpoint) {
    String name = endpoint.getBeanType().getPackageName();
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private void describe(Operation operation, List<Parameter> all, MethodParameter parameter) {
    if (parameter.hasParameterAnnotation(ParameterObject.class)) {
      Arrays.stream(parameter.getParameterType().getRecordComponents())
          .map(this::queryParameter)
          .forEach(all::add);
    } else if (parameter.hasParameterAnnotation(PathVariable.class)) {
      problem(operation, "404", "There is nothing of this id.");
    } else if (parameter.hasParameterAnnotation(RequestBody.class)) {
      problem(operation, "413", "The body is too large.");
      problem(operation, "415", "The media type is not supported.");
    } else if (parameter.getParameterType() == ReadRequest.class) {
      all.add(header("Trueup-At-Least", "answer with a state at least this new", "integer"));
      all.add(header("Trueup-Max-Staleness", "milliseconds; 0 is strict", "integer"));
      problem(operation, "503", "An answer so fresh can't be given now; see Retry-After.");
    } else if (parameter.getParameterType() == IfMatch.class) {
      all.add(header("If-Match", "entity tags, or *", "string"));
      problem(operation, "412", "The object has changed meanwhile.");
    }
  }

  private Parameter queryParameter(RecordComponent component) {
    boolean isNullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    return new Parameter()
        .in("query")
        .name(StrictJson.nameOf(component))
        .required(!isNullable)
        .schema(WireSchemas.of(component, new ModelConverterContextImpl(schemas)));
  }

  private static Parameter header(String name, String description, String type) {
    return new Parameter()
        .in("header")
        .name(name)
        .required(false)
        .description(description)
        .schema(WireSchemas.plain(type));
  }

  private static void problem(Operation operation, String status, String description) {
    Schema<?> schema = new Schema<>().$ref("#/components/schemas/Problem");
    operation
        .getResponses()
        .addApiResponse(
            status,
            new ApiResponse()
                .description(description)
                .content(
                    new Content()
                        .addMediaType(Problem.MEDIA_TYPE, new MediaType().schema(schema))));
  }
}
