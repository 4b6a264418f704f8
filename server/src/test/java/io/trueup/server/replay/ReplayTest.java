package io.trueup.server.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.server.cli.CommandLineRun;
import io.trueup.server.replay.FakeServer.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReplayTest {
  private static final String HEADER = "TIMESTAMP,ContextTokens,GeneratedTokens\n";
  private static final String ROW = "2023-11-16 18:15:46.6805900,374,44\n";

  /** As many results as there were bodies, each of them recorded for a cent. */
  private static final Reply RECORDS_ALL =
      new Reply(
          200,
          sent ->
              sent.lines()
                  .map(line -> "{\"cost\":\"0.01\",\"duplicate\":false}")
                  .collect(Collectors.joining(",", "{\"results\":[", "]}")),
          false);

  @TempDir private Path folder;

  @Test
  void aTracesRowsBecomeTheBodiesThatTheDemoRecords() throws IOException {
    try (FakeServer server = new FakeServer(RECORDS_ALL)) {
      CommandLineRun run = replay(server, file("some.csv", HEADER + ROW));
      assertThat(run.exitCode()).as(run.err()).isZero();
      assertThat(server.contentTypes).containsExactly("application/x-ndjson");
      JsonNode body = JsonMapper.shared().readTree(server.bodies.get(0));
      assertThat(body)
          .isEqualTo(
              JsonMapper.shared()
                  .readTree(
                      """
                      {"request_id": "some-0", "organization": "globex", "project": "p0",
                       "user": "u00", "provider": "openai", "model": "gpt-4o",
                       "occurred_at": "2023-11-16T18:15:46.680590Z",
                       "usage": {"input_tokens": 374, "output_tokens": 44}}
                      """));
    }
  }

  @Test
  void batchesAreFilledAndEverythingIsCounted() throws IOException {
    try (FakeServer server = new FakeServer(RECORDS_ALL, RECORDS_ALL)) {
      CommandLineRun run = replay(server, file("some.csv", HEADER + ROW.repeat(5)), "--batch=3");
      assertThat(run.exitCode()).as(run.err()).isZero();
      assertThat(server.bodies).extracting(body -> body.lines().count()).containsExactly(3L, 2L);
      assertThat(run.json().required("recorded").asInt()).isEqualTo(5);
      assertThat(run.json().required("cost").asString()).isEqualTo("0.05");
      assertThat(run.err()).contains("5 of 5");
    }
  }

  @Test
  void linesOfNdjsonGoAsTheyStandAndARefusedOneIsNamedByItsLine() throws IOException {
    Reply mixed =
        Reply.of(
            200,
            """
            {"results": [{"cost": "1.5", "duplicate": true},
                         {"problem": {"title": "Invalid", "detail": "organization: is needed"}}]}
            """);
    try (FakeServer server = new FakeServer(mixed)) {
      CommandLineRun run = replay(server, file("some.ndjson", "{\"a\":1}\n\n{\"b\":2}\n"));
      assertThat(server.bodies).containsExactly("{\"a\":1}\n{\"b\":2}\n");
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).contains("line 3: organization: is needed");
      assertThat(run.json().required("duplicates").asInt()).isEqualTo(1);
      assertThat(run.json().required("refused").asInt()).isEqualTo(1);
    }
  }

  @Test
  void aBusyServerAndALostAnswerAreTriedAgain() throws IOException {
    try (FakeServer server = new FakeServer(Reply.of(503, ""), RECORDS_ALL)) {
      assertThat(replay(server, file("some.csv", HEADER + ROW)).exitCode()).isZero();
      assertThat(server.bodies).hasSize(2);
      assertThat(server.bodies.get(0)).isEqualTo(server.bodies.get(1));
    }
    try (FakeServer server = new FakeServer(Reply.cutOff(), Reply.cutOff(), RECORDS_ALL)) {
      assertThat(replay(server, file("some.csv", HEADER + ROW)).exitCode()).isZero();
    }
  }

  @Test
  void aServerThatIsNotThereIsExitCode3() throws IOException {
    FakeServer server = new FakeServer();
    server.close();
    CommandLineRun run = replay(server, file("some.csv", HEADER + ROW));
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err()).contains("was not reached");
  }

  @Test
  void aServerThatRefusesTheBatchOrIsNoneOfOursIsExitCode1() throws IOException {
    Path file = file("some.csv", HEADER + ROW);
    for (Reply reply :
        new Reply[] {
          Reply.of(401, "{\"title\":\"who are you\"}"),
          Reply.of(200, "<html>"),
          Reply.of(200, "{\"results\":[]}")
        }) {
      try (FakeServer server = new FakeServer(reply)) {
        CommandLineRun run = replay(server, file);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("answered " + reply.status());
      }
    }
  }

  @Test
  void aBrokenRowIsNamedAndWhatStoodBeforeItIsSent() throws IOException {
    try (FakeServer server = new FakeServer(RECORDS_ALL)) {
      CommandLineRun run = replay(server, file("some.csv", HEADER + ROW + "yesterday,1,2\n"));
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).contains("line 3").contains("TIMESTAMP");
      assertThat(server.bodies).hasSize(1);
    }
  }

  @Test
  void wrongUseIsExitCode2() throws IOException {
    String file = file("some.csv", HEADER).toString();
    assertThat(CommandLineRun.of("replay", file).exitCode()).isEqualTo(2);
    assertUsage("--server", file, "--server", "ftp://x");
    assertUsage("--batch", file, "--server", "http://127.0.0.1:1", "--batch", "0");
    assertUsage("FILE", folder.resolve("none").toString(), "--server", "http://127.0.0.1:1");
  }

  private static void assertUsage(String named, String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "replay";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    CommandLineRun run = CommandLineRun.of(all);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains(named);
  }

  private static CommandLineRun replay(FakeServer server, Path file, String... more) {
    String[] arguments = new String[5 + more.length];
    arguments[0] = "replay";
    arguments[1] = file.toString();
    arguments[2] = "--server";
    arguments[3] = server.url();
    arguments[4] = "--json";
    System.arraycopy(more, 0, arguments, 5, more.length);
    return CommandLineRun.of(arguments);
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
