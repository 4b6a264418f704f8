package io.trueup.server;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a server is started with; everything else is a setting of its own. Immutable.
 *
 * @param port where it listens; 0 for any free port
 * @param data the folder of its embedded database, which is made if it is missing
 * @param database the JDBC URL of another database, or null
 * @param redis the URL of Redis, or null to do without
 */
public record ServerSettings(
    int port, @Nullable Path data, @Nullable String database, @Nullable String redis) {
  private static final String EMBEDDED =
      ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH";

  /** On the embedded database in this folder. */
  public static ServerSettings in(Path data) {
    return new ServerSettings(0, data, null, null);
  }

  /** On a database in memory of this name, which ends with the process. */
  public static ServerSettings inMemory(String name) {
    return new ServerSettings(
        0, null, "jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1" + EMBEDDED, null);
  }

  /** The same at another port. */
  public ServerSettings at(int otherPort) {
    return new ServerSettings(otherPort, data, database, redis);
  }

  private String fileUrl() {
    Path folder = data == null ? Path.of("trueup-data") : data;
    return "jdbc:h2:file:"
        + folder.toAbsolutePath().normalize().resolve("trueup")
        + EMBEDDED
        + ";WRITE_DELAY=0;QUERY_CACHE_SIZE=64";
  }

  /** An embedded database is this process's alone, so that its reads need no clock. */
  Map<String, Object> properties() {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("server.port", port);
    properties.put("spring.datasource.url", database == null ? fileUrl() : database);
    if (database == null) {
      properties.put("spring.datasource.username", "${TRUEUP_DB_USERNAME:sa}");
      properties.put("trueup.changelog.sole-writer", true);
    }
    if (redis != null) {
      properties.put("trueup.redis.url", redis);
    }
    return properties;
  }
}
