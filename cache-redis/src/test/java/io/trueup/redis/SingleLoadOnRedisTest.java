package io.trueup.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.cache.CachePolicy;
import io.trueup.cache.Caches;
import io.trueup.cache.CoherentCache;
import io.trueup.cache.KeyCodec;
import io.trueup.cache.ReadRequest;
import io.trueup.testkit.Actor;
import io.trueup.testkit.Gate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Nodes with a Redis connection each, where one loads for all. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SingleLoadOnRedisTest {
  private static final Duration LONG = Duration.ofSeconds(9);

  private final List<Member> nodes = new ArrayList<>();
  private RealRedis redis;
  private Accounts accounts;
  private Gate loading;

  @SuppressWarnings("NullAway.Init")
  SingleLoadOnRedisTest() {}

  private final class Member implements AutoCloseable {
    final LettuceSecondLevel level;
    final Caches caches;
    final CoherentCache<String, Long> totals;

    Member(Duration wait) {
      this.level =
          LettuceSecondLevel.at(redis.uri())
              .startPatience(Duration.ofSeconds(30))
              .timeout(Duration.ofSeconds(1))
              .build();
      this.caches = Caches.follow(accounts.log).secondLevel(level).withoutPolling().build();
      this.totals =
          caches
              .<String, Long>cache("totals", Accounts::tags)
              .policy(CachePolicy.DEFAULT.withLevelTwo(true).withSingleLoadWait(wait))
              .keys(KeyCodec.of(key -> key, text -> text))
              .secondLevel(new LongAsText())
              .build(this::load);
    }

    private long load(String account) {
      long total = accounts.total(account);
      loading.pass();
      return total;
    }

    Actor<Long> reading() {
      return Actor.start("reader", () -> totals.read("x", ReadRequest.STRICT).value());
    }

    @Override
    public void close() {
      caches.close();
      level.close();
    }
  }

  @BeforeAll
  void startRedis(@TempDir Path directory) {
    redis = new RealRedis(directory);
  }

  @AfterAll
  void stopRedis() {
    redis.close();
  }

  @BeforeEach
  void anew() {
    redis.flush();
    accounts = new Accounts();
    accounts.add("x", 5);
    loading = new Gate("load");
  }

  @AfterEach
  void close() {
    loading.open();
    nodes.forEach(Member::close);
    nodes.clear();
  }

  private void nodes(int count, Duration wait) {
    for (int i = 0; i < count; i++) {
      nodes.add(new Member(wait));
    }
  }

  private long loads() {
    return nodes.stream().mapToLong(node -> node.totals.statistics().loads()).sum();
  }

  private long waits() {
    return nodes.stream().mapToLong(node -> node.level.health().counts().waits()).sum();
  }

  private void allReadAtOnce(long expected) {
    List<Actor<Long>> readers = new ArrayList<>();
    nodes.forEach(node -> readers.add(node.reading()));
    Awaitility.await().until(() -> waits() == nodes.size() - 1);
    loading.open();
    readers.forEach(reader -> assertThat(reader.await()).isEqualTo(expected));
  }

  @Test
  void manyNodesThatMissAtOnceLoadOnce() {
    nodes(4, LONG);
    allReadAtOnce(5);
    assertThat(loads()).isOne();
  }

  @Test
  void soTheyDoAfterAChange() {
    nodes(3, LONG);
    loading.open();
    nodes.get(0).reading().await();
    loading = new Gate("load after the change");
    accounts.add("x", 1);
    allReadAtOnce(6);
    assertThat(loads()).isEqualTo(2);
  }

  /** Its claim stays, as that of a process that was killed. */
  @Test
  void aNodeThatDiesWhileItLoadsHoldsUpOthersForTheWaitOnly() {
    nodes(2, Duration.ofSeconds(1));
    Actor<Long> dying = nodes.get(0).reading();
    loading.awaitArrival();
    Gate deadOnes = loading;
    loading = new Gate("the other's load");
    loading.open();
    assertThat(nodes.get(1).reading().await()).isEqualTo(5);
    assertThat(waits()).isOne();
    deadOnes.open();
    dying.await();
  }

  @Test
  void aRedisThatIsKilledMeanwhileEndsTheWaiting() {
    nodes(2, LONG);
    Actor<Long> first = nodes.get(0).reading();
    loading.awaitArrival();
    Actor<Long> second = nodes.get(1).reading();
    Awaitility.await().until(() -> waits() == 1);
    redis.kill();
    loading.open();
    assertThat(first.await()).isEqualTo(5);
    assertThat(second.await()).isEqualTo(5);
    assertThat(loads()).isEqualTo(2);
    redis.start();
  }

  @Test
  void aFlushMeanwhileEndsTheWaiting() {
    nodes(2, LONG);
    Actor<Long> first = nodes.get(0).reading();
    loading.awaitArrival();
    Actor<Long> second = nodes.get(1).reading();
    Awaitility.await().until(() -> waits() == 1);
    redis.flush();
    Awaitility.await().until(() -> nodes.get(1).level.health().counts().claims() == 1);
    loading.open();
    assertThat(first.await()).isEqualTo(5);
    assertThat(second.await()).isEqualTo(5);
    assertThat(loads()).isEqualTo(2);
  }

  /** What it costs: a hit what it always did. */
  @Test
  void aMissCostsAClaimAndAnotherLookAndAHitOneGet() {
    nodes(2, LONG);
    loading.open();
    redis.commandsSinceLastAsked();
    nodes.get(0).reading().await();
    Awaitility.await().until(() -> redis.ask(it -> it.dbsize()) == 1);
    Map<String, Long> miss = redis.commandsSinceLastAsked();
    miss.remove("dbsize");
    assertThat(miss).as("with a GET in the script").hasToString("{del=1, eval=1, get=3, set=2}");
    nodes.get(1).reading().await();
    assertThat(redis.commandsSinceLastAsked()).hasToString("{get=1}");
  }
}
