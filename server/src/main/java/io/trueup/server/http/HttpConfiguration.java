package io.trueup.server.http;

import java.net.InetAddress;
import java.util.List;
import org.apache.catalina.Host;
import org.apache.catalina.connector.Connector;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Puts the conventions in force for every endpoint. */
@Configuration(proxyBeanMethods = false)
public class HttpConfiguration implements WebMvcConfigurer {
  /** So much of a refused body is read, so that its sender sees the answer. */
  private static final int MAX_SWALLOWED = 96 << 20;

  /** Made by Spring. */
  public HttpConfiguration() {}

  @Override
  public void configureMessageConverters(HttpMessageConverters.ServerBuilder converters) {
    converters
        .addCustomConverter(new StrictJsonConverter())
        .addCustomConverter(new CsvConverter())
        .withJsonConverter(new WireJsonConverter());
  }

  @Override
  public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
    resolvers.add(new ParametersResolver());
    resolvers.add(new HeaderArguments());
  }

  @Override
  public void addInterceptors(InterceptorRegistry interceptors) {
    interceptors.addInterceptor(new NoParameters()).addPathPatterns("/v1/**");
  }

  @Override
  public void configureHandlerExceptionResolvers(List<HandlerExceptionResolver> resolvers) {
    resolvers.add(new ProblemResolver());
  }

  @Bean
  FilterRegistrationBean<RequestGate> requestGate() {
    FilterRegistrationBean<RequestGate> gate = new FilterRegistrationBean<>(new RequestGate());
    gate.setOrder(Ordered.HIGHEST_PRECEDENCE);
    return gate;
  }

  /** The last word: no setting binds to anything but loopback until there are keys. */
  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> tomcatOfTheContract() {
    return new TomcatOfTheContract();
  }

  private static final class TomcatOfTheContract
      implements WebServerFactoryCustomizer<TomcatServletWebServerFactory>, Ordered {
    @Override
    public int getOrder() {
      return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
      factory.setAddress(InetAddress.getLoopbackAddress());
      factory.addConnectorCustomizers(TomcatOfTheContract::customize);
      factory.addContextCustomizers(
          context -> {
            ((Host) context.getParent()).getPipeline().addValve(new TomcatProblems());
          });
    }

    private static void customize(Connector connector) {
      connector.setEncodedSolidusHandling("passthrough");
      connector.setEncodedReverseSolidusHandling("passthrough");
      connector.setProperty("maxSwallowSize", Integer.toString(MAX_SWALLOWED));
    }
  }
}
