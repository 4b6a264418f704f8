package io.trueup.server.replay;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.UnaryOperator;

/** Answers what it is told, and keeps what it was sent. */
final class FakeServer implements AutoCloseable {
  /** What is answered: a status, a body made of the one sent, and whether the line is cut. */
  record Reply(int status, UnaryOperator<String> body, boolean cut) {
    static Reply of(int status, String body) {
      return new Reply(status, sent -> body, false);
    }

    static Reply cutOff() {
      return new Reply(0, sent -> "", true);
    }
  }

  private final HttpServer http;
  private final Queue<Reply> replies = new ArrayDeque<>();
  final List<String> bodies = new ArrayList<>();
  final List<String> contentTypes = new ArrayList<>();

  FakeServer(Reply... scripted) {
    replies.addAll(List.of(scripted));
    try {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    http.createContext("/v1/usage/batch", this::answer);
    http.start();
  }

  String url() {
    return "http://127.0.0.1:" + http.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String sent = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    bodies.add(sent);
    contentTypes.add(exchange.getRequestHeaders().getFirst("Content-Type"));
    Reply reply = replies.isEmpty() ? Reply.of(500, "nothing more to say") : replies.remove();
    if (reply.cut()) {
      exchange.close();
      return;
    }
    byte[] answer = reply.body().apply(sent).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Retry-After", "0");
    exchange.sendResponseHeaders(reply.status(), answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
