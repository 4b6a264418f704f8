package io.trueup.server.spend;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.server.Reply;
import io.trueup.server.TestServer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class SpendTest {
  private final String organization = TestServer.organization();

  private void record(String id, String at) {
    TestServer.post(
            "/v1/usage",
            """
            {"request_id": "%s", "organization": "%s", "user": "ann:a/b", "provider": "openai",
             "model": "gpt-4o", "usage": {"input_tokens": 374, "output_tokens": 44},
             "occurred_at": "%s"}"""
                .formatted(id, organization, at))
        .is(201);
  }

  @Test
  void aScopesSpendIsShownAsItIsAfterEachRecord() {
    record("1", "2026-10-05T12:00:00Z");
    String path =
        "/v1/spend?scope=user:ann:a%2Fb&period=monthly&at=2026-10-30&organization=" + organization;
    JsonNode body = TestServer.get(path).is(200).json();
    assertThat(body.at("/scope").toString())
        .isEqualTo(
            "{\"type\":\"user\",\"id\":\"ann:a/b\",\"organization\":\"" + organization + "\"}");
    assertThat(body.at("/period").stringValue()).isEqualTo("monthly");
    assertThat(body.at("/window").toString())
        .isEqualTo("{\"from\":\"2026-10-01T00:00:00Z\",\"to\":\"2026-11-01T00:00:00Z\"}");
    assertThat(body.at("/cost").stringValue()).isEqualTo("0.001375");
    assertThat(body.at("/requests").intValue()).isEqualTo(1);
    assertThat(body.at("/tokens").toString())
        .isEqualTo("{\"input_tokens\":374,\"output_tokens\":44}");
    record("2", "2026-10-30T23:59:59Z");
    Reply after = TestServer.get(path).is(200);
    assertThat(after.at("/cost")).isEqualTo("0.00275");
    assertThat(after.header("Trueup-Cache")).isEqualTo("fold");
    assertThat(TestServer.get(path).header("Trueup-Cache")).isEqualTo("hit");
    Reply csv = TestServer.get(path, "Accept", "text/csv").is(200);
    assertThat(csv.text())
        .isEqualTo(
            "scope,period,from,to,cost,currency,requests,input_tokens,output_tokens\r\n"
                + "user:"
                + organization
                + "/ann%3Aa%2Fb,monthly,2026-10-01T00:00:00Z,2026-11-01T00:00:00Z,"
                + "0.00275,USD,2,748,88\r\n");
  }

  @Test
  void allOfTimeHasNoBounds() {
    record("1", "2026-10-05T12:00:00Z");
    Reply total =
        TestServer.get("/v1/spend?period=total&scope=organization:" + organization).is(200);
    assertThat(total.json().at("/window").toString()).isEqualTo("{\"from\":null,\"to\":null}");
    assertThat(total.at("/cost")).isEqualTo("0.001375");
    TestServer.get("/v1/spend?period=total&scope=global").is(200);
  }

  @Test
  void wrongParametersAreNamed() {
    assertThat(TestServer.get("/v1/spend").badFields()).containsExactly("scope", "period");
    assertThat(fault("scope=team:x&period=daily")).containsExactly("scope");
    assertThat(fault("scope=user&period=daily&organization=a")).containsExactly("scope");
    assertThat(fault("scope=user:&period=daily&organization=a")).containsExactly("scope");
    assertThat(fault("scope=user:x&period=daily")).containsExactly("organization");
    assertThat(fault("scope=global&period=daily&organization=a")).containsExactly("organization");
    assertThat(fault("scope=organization:b&period=daily&organization=a"))
        .containsExactly("organization");
    assertThat(fault("scope=global&period=per_request")).containsExactly("period");
    assertThat(fault("scope=global&period=daily&at=2026-02-30")).containsExactly("at");
    assertThat(fault("scope=global&period=hourly&time_zone=%2B00:01")).containsExactly("time_zone");
  }

  private static Iterable<String> fault(String query) {
    return TestServer.get("/v1/spend?" + query).badFields();
  }
}
