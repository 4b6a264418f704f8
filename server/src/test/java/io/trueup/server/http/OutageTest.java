package io.trueup.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.server.Reply;
import io.trueup.server.Server;
import io.trueup.server.ServerSettings;
import io.trueup.server.TestServer;
import java.net.http.HttpRequest.BodyPublishers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class OutageTest {
  private static final String URL =
      "jdbc:h2:mem:away;DB_CLOSE_DELAY=-1;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE"
          + ";DEFAULT_NULL_ORDERING=HIGH";

  @Test
  void withTheDatabaseAwayEverythingIsUnavailableAndNothingBroken() throws SQLException {
    try (Connection first = DriverManager.getConnection(URL, "sa", "");
        Server server =
            Server.start(
                new ServerSettings(0, null, URL + ";IFEXISTS=TRUE", null),
                Map.of("spring.datasource.hikari.connection-timeout", 300))) {
      get(server, "/v1/budgets").is(200);
      try (Statement statement = first.createStatement()) {
        statement.execute("shutdown immediately");
      }
      isAway(get(server, "/v1/budgets"));
      isAway(get(server, "/v1/budgets/b"));
      isAway(get(server, "/v1/usage"));
      isAway(get(server, "/v1/spend?scope=global&period=daily"));
      isAway(get(server, "/v1/analytics/breakdown?by=user"));
      isAway(
          post(
              server,
              "/v1/usage",
              "{\"request_id\": \"r\", \"organization\": \"o\", \"provider\": \"openai\","
                  + " \"model\": \"gpt-4o\", \"cost\": \"1\"}"));
      isAway(
          post(
              server,
              "/v1/budgets",
              "{\"scope\": {\"type\": \"global\"}, \"period\": \"daily\", \"limit\": \"1\"}"));
    }
  }

  private static void isAway(Reply reply) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(503);
    assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(reply.header("Retry-After")).matches("[0-9]+");
    assertThat(reply.text()).doesNotContain("SQL", "jdbc", "Exception", "h2");
  }

  private static Reply get(Server server, String path) {
    return TestServer.send("GET", server.uri().resolve(path), null, it -> it);
  }

  private static Reply post(Server server, String path, String json) {
    return TestServer.send(
        "POST",
        server.uri().resolve(path),
        BodyPublishers.ofString(json),
        it -> it.header("Content-Type", "application/json"));
  }
}
