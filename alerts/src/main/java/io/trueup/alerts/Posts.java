package io.trueup.alerts;

import io.trueup.alerts.PublicResolver.Lookup;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/*
 * Whoever answers is not trusted: no redirect is followed, no cookie kept, nothing decompressed; headers
 * and body are bounded, and the whole exchange in time, since one byte now and then would never run
 * into a socket's time-out. A connection serves one exchange.
 */
/** Posts JSON to where it is told. Safe for use by many threads. */
final class Posts implements AutoCloseable {
  /** Of an answer so much is read at most, only to end the exchange in order. */
  private static final int MAX_ANSWER = 64 << 10;

  private static final int MAX_LINE = 8 << 10;
  private static final int MAX_HEADERS = 100;
  private static final int MAX_CONNECTIONS = 50;

  private final Duration timeout;
  private final CloseableHttpClient client;
  private final ScheduledExecutorService deadlines =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "trueup-alert-deadlines");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * @param timeout for a whole exchange
   */
  Posts(Lookup lookup, boolean allowsPrivate, Duration timeout) {
    this.timeout = timeout;
    Timeout each = Timeout.ofMilliseconds(timeout.toMillis());
    Http1Config lines =
        Http1Config.custom().setMaxLineLength(MAX_LINE).setMaxHeaderCount(MAX_HEADERS).build();
    this.client =
        HttpClients.custom()
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setDnsResolver(new PublicResolver(lookup, allowsPrivate))
                    .setConnectionFactory(
                        ManagedHttpClientConnectionFactory.builder().http1Config(lines).build())
                    .setDefaultConnectionConfig(
                        ConnectionConfig.custom()
                            .setConnectTimeout(each)
                            .setSocketTimeout(each)
                            .build())
                    .setMaxConnTotal(MAX_CONNECTIONS)
                    .setMaxConnPerRoute(MAX_CONNECTIONS)
                    .build())
            .setDefaultRequestConfig(
                RequestConfig.custom()
                    .setResponseTimeout(each)
                    .setConnectionRequestTimeout(each)
                    .build())
            .setConnectionReuseStrategy((request, response, context) -> false)
            .disableRedirectHandling()
            .disableAutomaticRetries()
            .disableCookieManagement()
            .disableAuthCaching()
            .disableContentCompression()
            .setUserAgent("Trueup")
            .build();
  }

  /**
   * Posts a body.
   *
   * @throws DeliveryException unless the answer's status is 2xx
   */
  void post(URI url, byte[] json, Map<String, String> headers) {
    HttpPost request = new HttpPost(url);
    request.setEntity(new ByteArrayEntity(json, ContentType.APPLICATION_JSON));
    headers.forEach(request::setHeader);
    ScheduledFuture<?> deadline =
        deadlines.schedule(request::cancel, timeout.toMillis(), TimeUnit.MILLISECONDS);
    Status status = new Status(request);
    try {
      client.execute(request, status::read);
    } catch (IOException e) {
      status.failed(url, e);
    } finally {
      deadline.cancel(false);
    }
    status.check(url);
  }

  /** The answer's status counts, whatever becomes of its body. */
  private static final class Status {
    private final HttpPost request;
    private int code;

    Status(HttpPost request) {
      this.request = request;
    }

    @Nullable Void read(ClassicHttpResponse response) throws IOException {
      code = response.getCode();
      if (response.getEntity() != null) {
        InputStream body = response.getEntity().getContent();
        if (body.readNBytes(MAX_ANSWER).length == MAX_ANSWER) {
          request.cancel();
        }
      }
      return null;
    }

    void failed(URI url, IOException e) {
      if (code == 0) {
        throw new DeliveryException(url.getHost() + " can't be reached: " + reason(e), e);
      }
    }

    private String reason(IOException e) {
      return request.isCancelled() ? "it took too long" : String.valueOf(e.getMessage());
    }

    void check(URI url) {
      if (code < 200 || code > 299) {
        throw new DeliveryException(url.getHost() + " answered " + code, null);
      }
    }
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    deadlines.shutdownNow();
    client.close(CloseMode.IMMEDIATE);
  }
}
