package io.trueup.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.server.Reply;
import io.trueup.server.TestServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WrongRequestsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[]",
        "null",
        "7",
        "\"text\"",
        "{}}",
        "{} {}",
        "{\"limit\": NaN}",
        "{\"limit\": Infinity}",
        "{\"limit\": 01}",
        "{\"limit\": +1}",
        "{'limit': 1}",
        "{limit: 1}",
        "{\"limit\": 1,}",
        "{\"name\": \"a\u0001b\"}",
        "{\"name\": \"\\x\"}",
        "// comment\n{}",
        "\uFEFF{}"
      })
  void aBodyThatIsNoJsonObjectIsInvalid(String body) {
    TestServer.post("/v1/budgets", body).isProblem(400, "invalid-request");
  }

  @Test
  void absurdNestingAndNumbersAreInvalid() {
    String deep = "{\"filter\":".repeat(100_000);
    TestServer.post("/v1/budgets", deep).isProblem(400, "invalid-request");
    TestServer.post("/v1/budgets", "[".repeat(100_000)).isProblem(400, "invalid-request");
    String digits = "9".repeat(100_000);
    TestServer.post("/v1/budgets", "{\"thresholds\": [" + digits + "]}")
        .isProblem(400, "invalid-request");
    assertThat(TestServer.post("/v1/budgets", "{\"thresholds\": [1e999999999]}").badFields())
        .contains("thresholds[0]");
    assertThat(TestServer.post("/v1/budgets", "{\"thresholds\": [1e-999999999]}").badFields())
        .contains("thresholds[0]");
    TestServer.post("/v1/budgets", "{\"thresholds\": [1e99999999999]}")
        .isProblem(400, "invalid-request");
  }

  @Test
  void aFieldGivenTwiceIsNamed() {
    assertThat(
            TestServer.post(
                    "/v1/budgets",
                    """
                    {"scope": {"type": "global", "type": "global"}, "period": "daily",
                     "limit": "1", "limit": "2"}""")
                .badFields())
        .containsExactlyInAnyOrder("scope.type", "limit");
  }

  @Test
  void bodiesAreUtf8() {
    byte[] latin = "{\"name\": \"é\"}".getBytes(StandardCharsets.ISO_8859_1);
    TestServer.send("POST", "/v1/budgets", "application/json", latin)
        .isProblem(400, "invalid-request");
    byte[] wide = "{}".getBytes(StandardCharsets.UTF_16LE);
    TestServer.send("POST", "/v1/budgets", "application/json", wide)
        .isProblem(400, "invalid-request");
    byte[] halfCharacter = {'{', '"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"', ':', '1', '}'};
    TestServer.send("POST", "/v1/budgets", "application/json", halfCharacter)
        .isProblem(400, "invalid-request");
    TestServer.send("POST", "/v1/budgets", "application/json;charset=utf-16", wide)
        .isProblem(415, "unsupported-media-type");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/xml",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/vnd.trueup+json",
        "application/merge-patch+json",
        "nonsense",
        "application/json, text/plain"
      })
  void anotherMediaTypeIsUnsupported(String mediaType) {
    TestServer.send("POST", "/v1/budgets", mediaType, "{}".getBytes(StandardCharsets.UTF_8))
        .isProblem(415, "unsupported-media-type");
    TestServer.send("POST", "/v1/usage/batch", mediaType, "[]".getBytes(StandardCharsets.UTF_8))
        .isProblem(415, "unsupported-media-type");
  }

  @Test
  void aBodyWithoutMediaTypeOrWithContentEncodingIsUnsupported() {
    TestServer.send("POST", "/v1/budgets", BodyPublishers.ofString("{}"), it -> it)
        .isProblem(415, "unsupported-media-type");
    TestServer.json("POST", "/v1/budgets", "{}", "Content-Encoding", "gzip")
        .isProblem(415, "unsupported-media-type");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/html", "application/xml", "image/*", "nonsense"})
  void anAnswerThatNobodyAcceptsIsNotGiven(String accept) {
    TestServer.get("/v1/budgets", "Accept", accept).isProblem(406, "not-acceptable");
    String budget =
        "{\"scope\": {\"type\": \"user\", \"id\": \"a\", \"organization\": \"unaccepted\"},"
            + " \"period\": \"daily\", \"limit\": \"1\"}";
    TestServer.json("POST", "/v1/budgets", budget, "Accept", accept)
        .isProblem(406, "not-acceptable");
    assertThat(TestServer.get("/v1/budgets?organization=unaccepted").json().at("/items")).isEmpty();
  }

  @Test
  void aWrongMethodNamesTheRightOnes() {
    Reply put = TestServer.json("PUT", "/v1/budgets", "{}");
    assertThat(put.isProblem(405, "method-not-allowed").header("Allow")).contains("GET", "POST");
    assertThat(TestServer.delete("/v1/usage").isProblem(405, "method-not-allowed").header("Allow"))
        .contains("GET", "POST");
    TestServer.send("FOO", "/v1/usage", null, it -> it).isProblem(405, "method-not-allowed");
    TestServer.send("TRACE", "/v1/usage", null, it -> it).isProblem(405, "method-not-allowed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/v1", "/v1/", "/v2/usage", "/v1/usage/", "/v1//usage", "/error"})
  void whereThereIsNothingIsNotFound(String path) {
    TestServer.get(path).isProblem(404, "not-found");
    TestServer.post(path, "{}").isProblem(404, "not-found");
  }

  @Test
  void moreThan32MiBIsTooLarge() {
    byte[] large = new byte[(32 << 20) + 1];
    Arrays.fill(large, (byte) ' ');
    TestServer.send("POST", "/v1/budgets", "application/json", large).isProblem(413, "too-large");
    InputStream chunks = new ByteArrayInputStream(large);
    TestServer.send(
            "POST",
            "/v1/budgets",
            BodyPublishers.ofInputStream(() -> chunks),
            it -> it.header("Content-Type", "application/json"))
        .isProblem(413, "too-large");
    InputStream lines = new ByteArrayInputStream(large);
    TestServer.send(
            "POST",
            "/v1/usage/batch",
            BodyPublishers.ofInputStream(() -> lines),
            it -> it.header("Content-Type", "application/x-ndjson"))
        .isProblem(413, "too-large");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /v1/budgets/%zz HTTP/1.1",
        "GET /v1/budgets/%FF HTTP/1.1",
        "GET /v1/budgets/%00 HTTP/1.1",
        "GET /v1/budgets/a%C0%AFb HTTP/1.1",
        "GET /v1/budgets/a%0Ab HTTP/1.1",
        "GET /v1/budgets/.. HTTP/1.1",
        "GET /v1/budgets/%2E HTTP/1.1",
        "GET /v1/budgets/%2e%2E HTTP/1.1",
        "GET /../../etc/passwd HTTP/1.1",
        "GET /v1/budgets/{x} HTTP/1.1",
        "GET /v1/budgets/\"x\" HTTP/1.1",
        "GET /v1/budgets?limit=% HTTP/1.1",
        "GET /v1/budgets?li|mit=1 HTTP/1.1",
        "GET /v1/bud gets HTTP/1.1",
        "G@T /v1/budgets HTTP/1.1",
        "nonsense"
      })
  void aPathThatCannotBeReadIsAProblem(String requestLine) throws IOException {
    String answer = raw(requestLine + "\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 400");
    assertThat(answer).contains("application/problem+json", "\"/problems/invalid-request\"");
  }

  @Test
  void aRequestWithoutHostOrWithAHugeHeaderIsAProblem() throws IOException {
    assertThat(raw("GET /v1/budgets HTTP/1.1\r\n\r\n"))
        .startsWith("HTTP/1.1 400")
        .contains("application/problem+json");
    assertThat(raw("GET /v1/budgets HTTP/1.1\r\nHost: x\r\nX: " + "x".repeat(20_000) + "\r\n\r\n"))
        .startsWith("HTTP/1.1 400")
        .contains("application/problem+json");
  }

  @Test
  void headersThatAreNoNumbersAreNamed() {
    for (String wrong : new String[] {"", "x", "-1", "1.5", "0x10", "1 2"}) {
      assertThat(TestServer.get("/v1/budgets", "Trueup-At-Least", wrong).badFields())
          .containsExactly("Trueup-At-Least");
      assertThat(TestServer.get("/v1/budgets/x", "Trueup-Max-Staleness", wrong).badFields())
          .containsExactly("Trueup-Max-Staleness");
    }
    TestServer.get("/v1/budgets", "Trueup-Max-Staleness", "9".repeat(40)).is(200);
  }

  @Test
  void parametersWhereThereAreNoneAreRefused() {
    assertThat(TestServer.get("/v1/budgets/x?verbose=true").badFields()).containsExactly("verbose");
  }

  private static String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), TestServer.server().port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
