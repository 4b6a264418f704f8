package io.trueup.server.openapi;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v3/api-docs}: made when it is asked for the first time. */
@RestController
public final class ApiDocumentController {
  private final ObjectProvider<RequestMappingHandlerMapping> mapping;
  private @Nullable ObjectNode document;

  /** Of what is mapped here. */
  public ApiDocumentController(
      @Qualifier("requestMappingHandlerMapping")
          ObjectProvider<RequestMappingHandlerMapping> mapping) {
    this.mapping = mapping;
  }

  @GetMapping(path = "/v3/api-docs", produces = MediaType.APPLICATION_JSON_VALUE)
  JsonNode get() {
    return document();
  }

  private synchronized ObjectNode document() {
    ObjectNode made = document;
    if (made == null) {
      made = ApiDocument.of(mapping.getObject().getHandlerMethods(), version());
      document = made;
    }
    return made;
  }

  private static String version() {
    String version = ApiDocumentController.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
