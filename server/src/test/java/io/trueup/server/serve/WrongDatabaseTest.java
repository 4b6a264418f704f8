package io.trueup.server.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.changelog.Postgres;
import io.trueup.server.cli.CommandLineRun;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What {@code --db} says of a database that it can't use; never a password. */
class WrongDatabaseTest {
  private final Postgres postgres = Postgres.ofApplication();

  @AfterEach
  void drop() {
    postgres.close();
  }

  @Test
  void anotherKindOfDatabaseIsRefusedBeforeAnythingStarts() {
    CommandLineRun run = serve("jdbc:mysql://user:secret@localhost/trueup");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .contains("--db: must begin with jdbc:postgresql: or jdbc:h2:, begins with jdbc:mysql")
        .doesNotContain("secret");
    assertThat(serve("trueup").err()).contains("begins with neither");
  }

  @Test
  void whereNobodyListensItSaysWhere() throws IOException {
    int port = freePort();
    assertDidNotStart(
        serve("jdbc:postgresql://localhost:" + port + "/trueup"),
        "Connection to localhost:" + port + " refused");
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  @Test
  void aWrongPasswordIsNamedAsSuch() {
    assertDidNotStart(
        serve(postgres.url() + "?user=" + Postgres.APPLICATION + "&password=other"),
        "password authentication failed for user \"" + Postgres.APPLICATION + "\"");
  }

  @Test
  void aDatabaseThatIsNotThereIsNamed() {
    assertDidNotStart(
        serve(url(postgres.url() + "_not")), "database \"" + name() + "_not\" does not exist");
  }

  @Test
  void aDatabaseOfAnotherEncodingIsRefused() {
    try (Postgres ascii = Postgres.encoded("SQL_ASCII")) {
      assertDidNotStart(
          serve(ascii.url() + "?user=" + Postgres.USER), "the encoding SQL_ASCII: create it with");
    }
  }

  private static String url(String database) {
    return database + "?user=" + Postgres.APPLICATION + "&password=" + Postgres.PASSWORD;
  }

  private String name() {
    return postgres.url().substring(postgres.url().lastIndexOf('/') + 1);
  }

  private static CommandLineRun serve(String url) {
    return CommandLineRun.of("serve", "--port", "0", "--db", url);
  }

  private static void assertDidNotStart(CommandLineRun run, String reason) {
    assertThat(run.exitCode()).isOne();
    assertThat(run.err())
        .startsWith("trueup serve: it did not start: ")
        .contains(reason)
        .doesNotContain(Postgres.PASSWORD);
    assertThat(run.err().lines()).hasSize(1);
  }
}
