package io.trueup.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lettuce.core.RedisURI;
import java.util.List;
import org.junit.jupiter.api.Test;

class RedisAddressTest {
  private static List<String> hosts(List<RedisURI> nodes) {
    return nodes.stream().map(node -> node.getHost() + ":" + node.getPort()).toList();
  }

  @Test
  void oneHostIsAServer() {
    RedisAddress address = RedisAddress.parse("rediss://user:secret@one:7000/3");
    assertThat(address.kind()).isEqualTo(RedisAddress.Kind.SERVER);
    RedisURI node = address.nodes().get(0);
    assertThat(hosts(address.nodes())).containsExactly("one:7000");
    assertThat(node.getDatabase()).isEqualTo(3);
    assertThat(node.isSsl()).isTrue();
    assertThat(node.getTimeout()).isEqualTo(RedisLink.CONNECT_TIMEOUT);
  }

  @Test
  void sentinelsNameAMaster() {
    RedisAddress address = RedisAddress.parse("redis-sentinel://one:26379,two/2#prime");
    assertThat(address.kind()).isEqualTo(RedisAddress.Kind.SENTINEL);
    RedisURI node = address.nodes().get(0);
    assertThat(node.getSentinelMasterId()).isEqualTo("prime");
    assertThat(node.getDatabase()).isEqualTo(2);
    assertThat(hosts(node.getSentinels())).containsExactly("one:26379", "two:26379");
    assertThat(node.getSentinels())
        .allMatch(sentinel -> sentinel.getTimeout().equals(RedisLink.CONNECT_TIMEOUT));
  }

  @Test
  void severalServersAreACluster() {
    for (String same :
        List.of(
            "redis-cluster://one:7000,two:7001",
            "redis://one:7000,two:7001",
            "redis://one:7000,redis://two:7001",
            "redis://one:7000,two:7001?clientName=a@b")) {
      RedisAddress address = RedisAddress.parse(same);
      assertThat(address.kind()).as(same).isEqualTo(RedisAddress.Kind.CLUSTER);
      assertThat(hosts(address.nodes())).as(same).containsExactly("one:7000", "two:7001");
    }
  }

  @Test
  void aCommaInAPasswordOrBehindTheAddressMakesNoCluster() {
    for (String one : List.of("redis://:pa,ss@one:7000", "redis://one:7000?clientName=a,b")) {
      RedisAddress address = RedisAddress.parse(one);
      assertThat(address.kind()).as(one).isEqualTo(RedisAddress.Kind.SERVER);
      assertThat(hosts(address.nodes())).as(one).containsExactly("one:7000");
    }
  }

  @Test
  void aClusterMayBeNamedByOneOfItsNodesWithTlsAndPassword() {
    RedisAddress address = RedisAddress.parse("rediss-cluster://user:secret@one,two:7001");
    assertThat(address.kind()).isEqualTo(RedisAddress.Kind.CLUSTER);
    assertThat(hosts(address.nodes())).containsExactly("one:6379", "two:7001");
    assertThat(address.nodes())
        .allMatch(RedisURI::isSsl)
        .allMatch(node -> node.toString().contains("user:******@"));
    assertThat(RedisAddress.parse("redis-cluster://one").kind())
        .isEqualTo(RedisAddress.Kind.CLUSTER);
  }

  @Test
  void whatMakesNoSenseIsRefusedWithoutThePassword() {
    for (String wrong :
        List.of(
            "",
            "host:6379",
            "http://user:secret@host",
            "redis://",
            "redis://user:secret@",
            "redis-sentinel://user:secret@one:26379",
            "redis-sentinel://secret@one:26379/0#",
            "redis-cluster://user:secret@one:7000/1",
            "redis-cluster://user:secret@one:port",
            "redis://user:sec ret@one,two",
            "redis-socket:///secret")) {
      assertThatIllegalArgumentException()
          .as(wrong)
          .isThrownBy(() -> RedisAddress.parse(wrong))
          .withMessageStartingWith("uri: ")
          .withMessageNotContaining("sec");
    }
  }
}
