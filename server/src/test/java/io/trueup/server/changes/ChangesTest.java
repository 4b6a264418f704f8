package io.trueup.server.changes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.trueup.server.Reply;
import io.trueup.server.Server;
import io.trueup.server.ServerSettings;
import io.trueup.server.TestServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class ChangesTest {
  private final String organization = TestServer.organization();

  private String change(String user) {
    return TestServer.json("PUT", "/v1/organizations/" + organization + "/users/" + user, "{}")
        .is(201)
        .header("Trueup-Position");
  }

  @Test
  void changesAreReadPageByPage() {
    long first = Long.parseLong(change("a"));
    long second = Long.parseLong(change("b"));
    Reply page = TestServer.get("/v1/changes?after=" + (first - 1) + "&limit=1").is(200);
    assertThat(page.json().at("/items/0/position").longValue()).isEqualTo(first);
    assertThat(page.at("/items/0/kind")).isEqualTo("UserChanged");
    assertThat(page.at("/items/0/organization")).isEqualTo(organization);
    assertThat(page.at("/items/0/tags/0")).isEqualTo("user:" + organization + "/a");
    assertThat(page.at("/items/0/node")).isNotEmpty();
    assertThat(page.at("/items/0/at")).isNotEmpty();
    Reply next = TestServer.get("/v1/changes?limit=1&cursor=" + page.at("/next_cursor")).is(200);
    assertThat(next.json().at("/items/0/position").longValue()).isEqualTo(second);
    Reply last = TestServer.get("/v1/changes?after=" + second).is(200);
    assertThat(last.json().at("/next_cursor").isNull()).isTrue();
    TestServer.get("/v1/changes").is(200);
  }

  @Test
  void aPositionThatTheLogHasNotIsGone() {
    TestServer.get("/v1/changes?after=999999999").isProblem(410, "position-too-old");
    TestServer.get("/v1/changes?after=999999999", "Accept", "text/event-stream")
        .isProblem(410, "position-too-old");
    assertThat(TestServer.get("/v1/changes?after=x&limit=0").badFields())
        .containsExactlyInAnyOrder("after", "limit");
    assertThat(TestServer.get("/v1/changes?after=1&cursor=x").badFields())
        .containsExactly("cursor");
    assertThat(
            TestServer.get(
                    "/v1/changes", "Accept", "text/event-stream", "Last-Event-ID", "nonsense")
                .badFields())
        .containsExactly("Last-Event-ID");
  }

  @Test
  void aLiveFeedGoesOnAfterTheLastEvent() throws IOException {
    String first = change("a");
    String second = change("b");
    try (Feed feed = new Feed(TestServer.server(), "/v1/changes", "Last-Event-ID: " + first)) {
      feed.awaitText("id:" + second);
      assertThat(feed.text()).doesNotContain("id:" + first + "\n");
      String third = change("c");
      feed.awaitText("id:" + third);
      assertThat(feed.text()).contains("\"kind\":\"UserChanged\"", "text/event-stream");
    }
    try (Feed feed = new Feed(TestServer.server(), "/v1/changes?after=" + second, "X: y")) {
      feed.awaitText("\"user:" + organization + "/c\"");
    }
  }

  @Test
  void feedsAreBoundedGiveSignsOfLifeAndEndWithTheServer() throws IOException {
    ServerSettings settings = ServerSettings.inMemory("feeds-" + UUID.randomUUID());
    List<Feed> feeds = new ArrayList<>();
    Server server = Server.start(settings, Map.of("feeds.heartbeat", "50ms"));
    try {
      for (int i = 0; i < LiveFeeds.MOST; i++) {
        feeds.add(new Feed(server, "/v1/changes", "X: y"));
      }
      feeds.get(0).awaitText("still here");
      for (Feed feed : feeds) {
        feed.awaitText("following");
      }
      try (Feed tooMany = new Feed(server, "/v1/changes", "X: y")) {
        tooMany.awaitText("HTTP/1.1 503");
        assertThat(tooMany.text()).contains("/problems/unavailable").contains("Retry-After");
      }
      feeds.remove(0).close();
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () -> {
                Feed another = new Feed(server, "/v1/changes", "X: y");
                feeds.add(another);
                another.awaitText("following");
              });
    } finally {
      // Feeds that did not end would be waited for as long as any request: 30 s.
      assertTimeout(Duration.ofSeconds(20), server::close);
    }
    for (Feed feed : feeds) {
      feed.awaitEnd();
      feed.close();
    }
  }

  /** A client that reads what has come, on the caller's thread. */
  private static final class Feed implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;
    private final Socket socket;
    private final InputStream in;
    private final StringBuilder text = new StringBuilder();

    Feed(Server server, String path, String header) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
      socket.setSoTimeout(PATIENCE_MILLIS);
      String request =
          "GET "
              + path
              + " HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n"
              + header
              + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      in = socket.getInputStream();
    }

    String text() {
      return text.toString();
    }

    void awaitText(String wanted) throws IOException {
      byte[] part = new byte[4096];
      while (text.indexOf(wanted) < 0) {
        int read = in.read(part);
        assertThat(read).as("ended before %s: %s", wanted, text).isPositive();
        text.append(new String(part, 0, read, StandardCharsets.UTF_8));
      }
    }

    void awaitEnd() throws IOException {
      byte[] part = new byte[4096];
      try {
        int read = 0;
        while (read >= 0) {
          read = in.read(part);
        }
      } catch (java.net.SocketException e) {
        assertThat(e).as("the server ended the connection").isNotNull();
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
