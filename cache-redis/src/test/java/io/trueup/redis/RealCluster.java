package io.trueup.redis;

import io.lettuce.core.cluster.SlotHash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/** Masters of this machine that share the slots, without replicas. */
final class RealCluster implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  final List<RealRedis> nodes = new ArrayList<>();

  RealCluster(Path directory, int count) {
    for (int i = 0; i < count; i++) {
      nodes.add(newNode(directory.resolve("node" + i)));
    }
    for (int i = 0; i < count; i++) {
      int from = SlotHash.SLOT_COUNT * i / count;
      int to = SlotHash.SLOT_COUNT * (i + 1) / count;
      nodes.get(i).ask(it -> it.clusterAddSlots(IntStream.range(from, to).toArray()));
      int next = nodes.get((i + 1) % count).port();
      nodes.get(i).ask(it -> it.clusterMeet("127.0.0.1", next));
    }
    awaitWhole();
  }

  private static RealRedis newNode(Path directory) {
    try {
      return new RealRedis(
          Files.createDirectory(directory), "cluster-enabled yes", "cluster-node-timeout 2000");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void awaitWhole() {
    nodes.forEach(
        node ->
            Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> isWhole(node.ask(it -> it.clusterInfo()))));
  }

  private boolean isWhole(String info) {
    return info.contains("cluster_state:ok")
        && info.contains("cluster_slots_ok:" + SlotHash.SLOT_COUNT)
        && info.contains("cluster_known_nodes:" + nodes.size());
  }

  /** Naming two of its nodes. */
  String uri() {
    return nodes.stream()
        .limit(2)
        .map(node -> "127.0.0.1:" + node.port())
        .collect(Collectors.joining(",", "redis-cluster://", ""));
  }

  @Override
  public void close() {
    nodes.forEach(RealRedis::close);
  }
}
