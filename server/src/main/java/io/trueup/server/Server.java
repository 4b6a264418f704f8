package io.trueup.server;

import java.net.URI;
import java.util.Map;
import java.util.Objects;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.core.env.MapPropertySource;

/**
 * A server that runs in this process, on loopback.
 *
 * <pre>{@code
 * try (Server server = Server.start(ServerSettings.inMemory("books"))) {
 *   System.out.println(server.uri());
 * }
 * }</pre>
 */
public final class Server implements AutoCloseable {
  private final ServletWebServerApplicationContext context;

  private Server(ServletWebServerApplicationContext context) {
    this.context = context;
  }

  /** Starts a server; when this returns, it answers. What the settings say outranks all others. */
  public static Server start(ServerSettings settings) {
    return start(settings, Map.of());
  }

  /** Starts a server with more properties, which outrank all but the settings. */
  public static Server start(ServerSettings settings, Map<String, Object> properties) {
    SpringApplication application = new SpringApplication(ServerApplication.class);
    application.setWebApplicationType(WebApplicationType.SERVLET);
    application.addInitializers(
        starting -> {
          var sources = starting.getEnvironment().getPropertySources();
          sources.addFirst(new MapPropertySource("given properties", properties));
          sources.addFirst(new MapPropertySource("given settings", settings.properties()));
        });
    return new Server((ServletWebServerApplicationContext) application.run());
  }

  /** Where it listens. */
  public int port() {
    return Objects.requireNonNull(context.getWebServer()).getPort();
  }

  /** Where it listens. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + port());
  }

  /** One of the parts that the server is made of, such as the ledger. */
  public <T> T part(Class<T> type) {
    return context.getBean(type);
  }

  /** The part of this name, where there are several of the type. */
  public <T> T part(String name, Class<T> type) {
    return context.getBean(name, type);
  }

  /** Answers what has been asked, then ends. */
  @Override
  public void close() {
    context.close();
  }
}
