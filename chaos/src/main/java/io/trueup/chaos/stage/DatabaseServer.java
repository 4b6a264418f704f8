package io.trueup.chaos.stage;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A PostgreSQL of this run, which can be crashed and started again on the same data. */
public final class DatabaseServer implements AutoCloseable {
  /** Who the nodes are: owner of the database and nothing more. */
  public static final String USER = "application";

  /** Its password. */
  public static final String PASSWORD = "secret";

  private static final String DATABASE = "chaos";
  private static final int ATTEMPTS = 600;

  private final EmbeddedPostgres first;
  private final Path data;
  private final Path log;

  /** Starts one in this folder, with an empty database. */
  public DatabaseServer(Path folder) throws IOException {
    data = folder.resolve("postgres");
    log = folder.resolve("postgres.log");
    first =
        EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setServerConfig("max_connections", "150")
            .setServerConfig("shared_buffers", "64MB")
            .setServerConfig("synchronous_commit", "on")
            .setDataDirectoryCustomizer(DatabaseServer::wantPasswords)
            .start();
    try (Connection connection = first.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create role " + USER + " login password '" + PASSWORD + "'");
      statement.execute("create database " + DATABASE + " owner " + USER);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void wantPasswords(File folder) {
    try {
      Files.writeString(
          folder.toPath().resolve("pg_hba.conf"),
          "host all postgres all trust\nhost all all all scram-sha-256\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it listens. */
  public int port() {
    return first.getPort();
  }

  /** The database behind this port of loopback. */
  static String url(int port) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + DATABASE;
  }

  /** A connection of one who may do everything, past all proxies. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(
        url(port()) + "?user=postgres&socketTimeout=10&connectTimeout=2");
  }

  /** Ends it as a power cut would, but for what the disk had; starts it again after a pause. */
  public void restart(long pauseMillis) {
    try {
      long process = process();
      List<String> command = command(process);
      Servers.signal(process, "QUIT");
      Servers.awaitEnd(process);
      Servers.pause(pauseMillis);
      new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    awaitConnections();
  }

  private long process() throws IOException {
    return Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
  }

  /** The superuser of the machine may not run it, but in a space of users of its own. */
  private static List<String> command(long process) throws IOException {
    List<String> command = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      command.addAll(List.of("unshare", "-U"));
    }
    String all = Files.readString(Path.of("/proc/" + process + "/cmdline"), StandardCharsets.UTF_8);
    command.addAll(Arrays.asList(all.split("\0")));
    return command;
  }

  private void awaitConnections() {
    for (int i = 0; i < ATTEMPTS; i++) {
      try (Connection connection = connect()) {
        if (connection.isValid(1)) {
          return;
        }
      } catch (SQLException e) {
        Servers.pause(100);
      }
    }
    throw new IllegalStateException("the database does not come back: see " + log);
  }

  @Override
  public void close() {
    try {
      first.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
