package io.trueup.server.openapi;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Schema;
import io.trueup.cache.ReadRequest;
import io.trueup.server.http.IfMatch;
import java.util.List;
import java.util.Map;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Makes the document at {@code /v3/api-docs} say what is so. It is written when first asked for.
 */
@Configuration(proxyBeanMethods = false)
public class OpenApiConfiguration {
  private static final String LIBRARY = "org.springdoc.";

  static {
    SpringDocUtils.getConfig().addRequestWrapperToIgnore(ReadRequest.class, IfMatch.class);
  }

  /** Made by Spring. */
  public OpenApiConfiguration() {}

  /** The library makes all of its beans at start; only what takes our schemas is needed then. */
  @Bean
  static BeanFactoryPostProcessor lazyDocument() {
    return beans -> {
      for (String name : beans.getBeanDefinitionNames()) {
        BeanDefinition definition = beans.getBeanDefinition(name);
        String factory = definition.getFactoryBeanName();
        if (name.equals("modelConverterRegistrar")) {
          continue;
        }
        if (name.startsWith(LIBRARY) || (factory != null && factory.startsWith(LIBRARY))) {
          definition.setLazyInit(true);
        }
      }
    };
  }

  @Bean
  WireSchemas wireSchemas() {
    return new WireSchemas();
  }

  @Bean
  WireOperations wireOperations() {
    return new WireOperations();
  }

  @Bean
  OpenAPI trueupApi() {
    return new OpenAPI()
        .info(
            new Info()
                .title("Trueup")
                .version("1")
                .description("Meters AI spend and enforces budgets from caches never stale."));
  }

  @Bean
  GlobalOpenApiCustomizer problemSchema() {
    return api -> {
      Components components = api.getComponents() == null ? new Components() : api.getComponents();
      api.components(components.addSchemas("Problem", problem()));
    };
  }

  private static Schema<?> problem() {
    Schema<?> fault =
        WireSchemas.plain("object")
            .addProperty("field", WireSchemas.plain("string"))
            .addProperty("message", WireSchemas.plain("string"));
    Schema<?> problem = WireSchemas.plain("object");
    problem
        .description("RFC 9457")
        .addProperty("type", WireSchemas.plain("string").format("uri-reference"))
        .addProperty("title", WireSchemas.plain("string"))
        .addProperty("status", WireSchemas.plain("integer"))
        .addProperty("detail", WireSchemas.plain("string"))
        .addProperty("validation", WireSchemas.plain("array").items(fault));
    problem.setRequired(List.of("type", "title", "status", "detail"));
    problem.setExample(
        Map.of(
            "type", "/problems/invalid-request",
            "title", "The request is invalid",
            "status", 400,
            "detail", "limit: must be 0 or more",
            "validation", List.of(Map.of("field", "limit", "message", "must be 0 or more"))));
    return problem;
  }
}
