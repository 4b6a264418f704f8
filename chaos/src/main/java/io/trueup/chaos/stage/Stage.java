package io.trueup.chaos.stage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** All processes of a run. */
public final class Stage implements AutoCloseable {
  private final DatabaseServer database;
  private final RedisProcess redis;
  private final List<Node> nodes;

  private Stage(DatabaseServer database, RedisProcess redis, List<Node> nodes) {
    this.database = database;
    this.redis = redis;
    this.nodes = nodes;
  }

  /**
   * What to set up. Immutable.
   *
   * @param folder for data and logs
   * @param nodes how many servers
   * @param classPath of the servers
   */
  public record Plan(Path folder, int nodes, String classPath) {}

  /** Starts everything; the nodes are ready. */
  public static Stage set(Plan plan) throws IOException {
    Path folder = Files.createDirectories(plan.folder());
    DatabaseServer database = new DatabaseServer(folder);
    RedisProcess redis = new RedisProcess(folder);
    List<Node> nodes =
        IntStream.range(0, plan.nodes())
            .mapToObj(
                i ->
                    new Node(
                        "node-" + (char) ('a' + i),
                        plan,
                        folder,
                        new Proxy(database.port()),
                        new Proxy(redis.port())))
            .toList();
    // The first makes the tables, while the others would only wait for it.
    Stage stage = new Stage(database, redis, nodes);
    nodes.get(0).start(0);
    nodes.get(0).awaitReady();
    nodes.stream().skip(1).forEach(node -> node.start(0));
    nodes.forEach(Node::awaitReady);
    return stage;
  }

  /** The truth. */
  public DatabaseServer database() {
    return database;
  }

  /** What the nodes share besides. */
  public RedisProcess redis() {
    return redis;
  }

  /** The servers. */
  public List<Node> nodes() {
    return nodes;
  }

  @Override
  public void close() {
    nodes.forEach(Node::close);
    redis.close();
    database.close();
  }
}
