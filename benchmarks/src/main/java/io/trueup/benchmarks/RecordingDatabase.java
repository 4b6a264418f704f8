package io.trueup.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;

/** An empty, durable database in a folder of its own. */
interface RecordingDatabase extends AutoCloseable {
  /** Connections in the pool at most. */
  int CONNECTIONS = 40;

  /** The database of this name. */
  static RecordingDatabase open(String name) throws IOException {
    return switch (name) {
      case "h2" -> new Embedded();
      case "postgresql" -> new Postgres();
      default -> throw new IllegalArgumentException("database: h2 or postgresql, is " + name);
    };
  }

  DataSource dataSource();

  @Override
  void close() throws IOException;

  /** H2 as the server runs it, each commit written at once. */
  final class Embedded implements RecordingDatabase {
    private final Path folder;
    private final JdbcConnectionPool pool;

    Embedded() throws IOException {
      folder = Files.createTempDirectory("recording");
      pool =
          JdbcConnectionPool.create(
              "jdbc:h2:file:"
                  + folder.resolve("records")
                  + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH"
                  + ";WRITE_DELAY=0;QUERY_CACHE_SIZE=64",
              "sa",
              "");
      pool.setMaxConnections(CONNECTIONS);
    }

    @Override
    public DataSource dataSource() {
      return pool;
    }

    @Override
    public void close() throws IOException {
      pool.dispose();
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  /** A PostgreSQL of its own, whose commits are on the disk before they are acknowledged. */
  final class Postgres implements RecordingDatabase {
    private final EmbeddedPostgres server;
    private final HikariDataSource pool;

    Postgres() throws IOException {
      server =
          EmbeddedPostgres.builder()
              .setServerConfig("fsync", "on")
              .setServerConfig("synchronous_commit", "on")
              .start();
      pool = new HikariDataSource();
      pool.setDataSource(server.getPostgresDatabase());
      pool.setMaximumPoolSize(CONNECTIONS);
      pool.setMinimumIdle(10);
    }

    @Override
    public DataSource dataSource() {
      return pool;
    }

    @Override
    public void close() throws IOException {
      pool.close();
      server.close();
    }
  }
}
