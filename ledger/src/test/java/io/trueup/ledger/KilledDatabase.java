package io.trueup.ledger;

import static org.awaitility.Awaitility.await;

import io.trueup.changelog.Postgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** A database whose clients are killed. For one thread. */
interface KilledDatabase {
  /** What a client is started with. */
  String url();

  /** What is in it when the client is gone for good. */
  <T> T read(Function<DSLContext, T> query) throws IOException, SQLException;

  /*
   * The check reads a copy: whoever opens the file after a kill is the next program that will be
   * killed, and some are while they open it.
   */
  /** A file of H2, which its only client has open. */
  record H2File(Path folder, boolean durable) implements KilledDatabase {
    private static final String SETTINGS =
        ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH";
    static final String DURABLE = ";WRITE_DELAY=0";

    @Override
    public String url() {
      return url("trueup") + (durable ? DURABLE : "");
    }

    private String url(String database) {
      return "jdbc:h2:file:" + folder.resolve(database) + SETTINGS;
    }

    @Override
    public <T> T read(Function<DSLContext, T> query) throws IOException, SQLException {
      Path copy = Files.copy(folder.resolve("trueup.mv.db"), folder.resolve("copy.mv.db"));
      try (Connection connection = DriverManager.getConnection(url("copy") + DURABLE, "sa", "");
          Statement statement = connection.createStatement()) {
        T result = query.apply(DSL.using(connection, SQLDialect.H2));
        statement.execute("shutdown immediately");
        return result;
      } finally {
        Files.delete(copy);
      }
    }
  }

  /** A server that goes on, and finishes what it was told last before it misses the client. */
  record OnPostgres(Postgres postgres) implements KilledDatabase {
    static final String PREFIX = "jdbc:postgresql:";
    private static final String OTHERS =
        "select count(*) from pg_stat_activity"
            + " where datname = current_database() and pid <> pg_backend_pid()";

    @Override
    public String url() {
      return postgres.url() + "?user=" + Postgres.USER;
    }

    @Override
    public <T> T read(Function<DSLContext, T> query) throws SQLException {
      try (Connection connection = DriverManager.getConnection(url())) {
        DSLContext sql = DSL.using(connection, SQLDialect.POSTGRES);
        await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> sql.fetchSingle(OTHERS).get(0, Integer.class) == 0);
        return query.apply(sql);
      }
    }
  }
}
