package io.trueup.server.prices;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.server.Reply;
import io.trueup.server.Server;
import io.trueup.server.ServerSettings;
import io.trueup.server.TestServer;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Another catalogue, and records without a price, on a server of its own. */
final class ImportTest {
  private static final Server SERVER =
      Server.start(
          ServerSettings.inMemory("import-" + UUID.randomUUID()),
          Map.of("trueup.recording.unknown-price", "record", "trueup.changelog.sole-writer", true));

  private static final String LAB =
      """
      [{"id": "lab", "name": "Lab", "models": [
        {"id": "small", "match": {"starts_with": "small"}, "prices": {"input_mtok": %s}},
        {"id": "%s", "match": {"equals": "%s"}, "prices": {"input_mtok": 1}}]}]""";

  @AfterAll
  static void close() {
    SERVER.close();
  }

  private static Reply send(String method, String path, String body) {
    return TestServer.send(
        method,
        URI.create(SERVER.uri() + path),
        BodyPublishers.ofString(body),
        it -> it.header("Content-Type", "application/json"));
  }

  private static Reply imported(String catalogue) {
    return send("POST", "/v1/prices/import", catalogue);
  }

  private static Reply recorded(String id, String model) {
    return send(
        "POST",
        "/v1/usage",
        """
        {"request_id": "%s", "organization": "acme", "provider": "lab", "model": "%s",
         "usage": {"input_tokens": 1000000}}"""
            .formatted(id, model));
  }

  @Test
  void anImportSaysWhatItChangesAndTheNextRecordPaysIt() {
    Reply unpriced = recorded("r1", "small-1").is(201);
    assertThat(unpriced.at("/exactness")).isEqualTo("unpriced");
    assertThat(unpriced.json().at("/cost").isNull()).isTrue();
    assertThat(unpriced.json().at("/price").isNull()).isTrue();
    assertThat(recorded("r1", "small-1").is(200).json().at("/duplicate").booleanValue()).isTrue();

    send("PUT", "/v1/prices/lab/mine", "{\"unit_prices\": {\"input_mtok\": \"9\"}}").is(201);
    imported(LAB.formatted("2", "big", "big")).is(200);
    assertThat(recorded("r2", "small-1").is(201).at("/cost")).isEqualTo("2");

    String newer = LAB.formatted("3", "huge", "huge");
    Reply planned = send("POST", "/v1/prices/import?dry_run=true", newer).is(200);
    assertThat(planned.has("Trueup-Position")).isFalse();
    assertThat(planned.json().at("/dry_run").booleanValue()).isTrue();
    assertThat(recorded("r3", "small-1").is(201).at("/cost")).isEqualTo("2");

    Reply done = imported(newer).is(200);
    assertThat(done.header("Trueup-Position")).isEqualTo(done.at("/position"));
    for (String field : new String[] {"added", "changed", "removed", "kept_overrides"}) {
      assertThat(done.json().at("/" + field).intValue()).as(field).isEqualTo(1);
    }
    assertThat(done.json().at("/names").toString())
        .isEqualTo("[\"lab/huge\",\"lab/small\",\"lab/big\"]");
    assertThat(done.json().at("/names")).isEqualTo(planned.json().at("/names"));
    assertThat(recorded("r4", "small-1").is(201).at("/cost")).isEqualTo("3");
    assertThat(recorded("r5", "big").is(201).at("/exactness")).isEqualTo("unpriced");
    Reply spend =
        TestServer.send(
            "GET",
            URI.create(SERVER.uri() + "/v1/spend?scope=organization:acme&period=total"),
            null,
            it -> it);
    assertThat(spend.is(200).at("/cost")).isEqualTo("7");
    assertThat(spend.json().at("/requests").intValue()).isEqualTo(5);
  }

  @Test
  void whatIsNoCatalogueIsRefusedWithItsPlace() {
    assertThat(imported("{}").badFields()).containsExactly("catalogue");
    assertThat(imported("[5]").badFields()).containsExactly("id");
    assertThat(imported(LAB.formatted("\"2\"", "b", "b")).badFields())
        .containsExactly("lab.small.input_mtok.price");
    assertThat(imported(LAB.formatted("-2", "b", "b")).badFields())
        .containsExactly("lab.small.input_mtok.price");
    assertThat(imported(LAB.formatted("2", "small", "b")).badFields())
        .containsExactly("lab.models");
    assertThat(imported("[{\"id\": \"a\", \"id\": \"b\"}]").badFields()).contains("[0].id");
    imported("[").isProblem(400, "invalid-request");
    send("POST", "/v1/prices/import?dryrun=true", "[]").isProblem(400, "invalid-request");
    assertThat(imported("[".repeat(60) + "]".repeat(60)).status()).isEqualTo(400);
  }
}
