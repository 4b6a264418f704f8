package io.trueup.server;

import io.trueup.ledger.CatalogueReader;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.support.GenericApplicationContext;

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
  private final CountDownLatch ended = new CountDownLatch(1);

  private Server(ServletWebServerApplicationContext context) {
    this.context = context;
    context.addApplicationListener(
        (ApplicationListener<ContextClosedEvent>) closed -> ended.countDown());
  }

  /** Starts a server; when this returns, it answers. What the settings say outranks all others. */
  public static Server start(ServerSettings settings) {
    return start(settings, Map.of());
  }

  /** Starts a server with more properties, which outrank all but the settings. */
  public static Server start(ServerSettings settings, Map<String, Object> properties) {
    return start(settings, properties, untouched -> {});
  }

  /** Starts a server whose parts are touched before they are made, as tests do with the clock. */
  static Server start(
      ServerSettings settings,
      Map<String, Object> properties,
      ApplicationContextInitializer<GenericApplicationContext> initializer) {
    readCatalogueMeanwhile();
    Map<String, Object> all = new LinkedHashMap<>(properties);
    all.putAll(settings.properties());
    SpringApplication application = new SpringApplication(ServerApplication.class);
    application.setWebApplicationType(WebApplicationType.SERVLET);
    application.addInitializers(initializer);
    return new Server((ServletWebServerApplicationContext) application.run(asArguments(all)));
  }

  /** A seventh of a start is spent in it; whoever needs it first waits for the rest. */
  private static void readCatalogueMeanwhile() {
    Thread reader = new Thread(CatalogueReader::shipped, "trueup-catalogue");
    reader.setDaemon(true);
    reader.start();
  }

  /** As arguments they outrank everything, and profiles among them count. */
  private static String[] asArguments(Map<String, Object> properties) {
    return properties.entrySet().stream()
        .map(property -> "--" + property.getKey() + "=" + property.getValue())
        .toArray(String[]::new);
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

  /** Returns when the server has ended, by a signal to the process or by {@link #close}. */
  public void awaitEnd() {
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
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
