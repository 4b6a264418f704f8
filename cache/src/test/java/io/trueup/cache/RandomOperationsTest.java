package io.trueup.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.Test;

/** Many operations against an uncached model. A failing seed replays with -Dtrueup.seed=… */
class RandomOperationsTest {
  private static final int ACCOUNTS = 6;
  private static final List<CachePolicy> POLICIES =
      List.of(
          OldValuesTest.SWR,
          CachePolicy.DEFAULT,
          CachePolicy.DEFAULT.withStrategy(Strategy.REFRESH).withMaxEntries(3),
          CachePolicy.DEFAULT.withLoadTimeoutSoft(Duration.ofMillis(1)));

  private static List<Long> seeds() {
    Long one = Long.getLong("trueup.seed");
    return one != null ? List.of(one) : new Random(20261123).longs(60).boxed().toList();
  }

  private static String account(Random random) {
    return "a" + random.nextInt(ACCOUNTS);
  }

  private static void change(FakeLog log, Random random) {
    if (random.nextInt(5) == 0) {
      log.correct(account(random), random.nextInt(100));
    } else {
      log.spend(account(random), random.nextInt(100));
    }
  }

  @Test
  void oneThreadNeverSeesMoreThanItsBound() {
    for (long seed : seeds()) {
      Random random = new Random(seed);
      JournalBound bound = new JournalBound(16 + random.nextInt(50), 16 + random.nextInt(50));
      try (Node node = new Node(FakeLog.shared(), b -> b.journal(bound))) {
        run(node, random, "seed " + seed);
      }
    }
  }

  /** Time passes between changes, so what is allowed is what was true since start - bound. */
  private static void run(Node node, Random random, String seed) {
    FakeLog log = node.log;
    List<CoherentCache<String, Long>> caches =
        List.of(
            node.totals(CachePolicy.DEFAULT.withMaxEntries(3)),
            node.sums(),
            node.sums(Node.FOLDING.withMaxStaleness(Duration.ZERO), FakeLog::own),
            node.totals(OldValuesTest.SWR),
            node.sums(OldValuesTest.SWR, FakeLog::own));
    List<long[]> history = new ArrayList<>();
    for (int step = 0; step < 300; step++) {
      history.add(new long[] {log.last().value(), step});
      int what = random.nextInt(20);
      if (what < 6) {
        change(log, random);
      } else if (what == 6) {
        node.transactions.spent(account(random), 3);
      } else if (what == 7) {
        node.caches.catchUp();
      } else if (what == 8 && random.nextInt(10) == 0) {
        long back = random.nextLong(log.last().value() + 1);
        log.restoreTo(back);
        change(log, random);
        node.caches.catchUp();
        history.clear();
        history.add(new long[] {log.last().value(), step});
      } else if (what == 9) {
        node.caches.reset();
      } else if (what == 10) {
        log.append(Tags.none(), new EverythingChanged());
      } else if (what == 11) {
        caches.get(3).policy(POLICIES.get(random.nextInt(POLICIES.size())));
      } else if (what == 12) {
        node.caches.upkeep().turn();
      } else {
        CoherentCache<String, Long> cache = caches.get(random.nextInt(caches.size()));
        String key = account(random);
        boolean strict = cache == caches.get(2) || random.nextInt(3) == 0;
        long since = strict ? log.last().value() : positionSince(history, step - 25);
        ReadRequest request = strict ? ReadRequest.STRICT : ReadRequest.BY_POLICY;
        Answer<Long> answer = cache.read(key, request);
        assertThat(between(log, key, since))
            .as("%s step %s %s of %s", seed, step, answer, key)
            .contains(answer.value());
      }
      node.ticker.advanceMillis(10);
    }
  }

  private static long positionSince(List<long[]> history, int step) {
    long position = history.get(0)[0];
    for (long[] entry : history) {
      if (entry[1] <= step) {
        position = entry[0];
      }
    }
    return position;
  }

  private static List<Long> between(FakeLog log, String key, long since) {
    List<Long> allowed = new ArrayList<>();
    for (long position = since; position <= log.last().value(); position++) {
      allowed.add(log.totalAt(key, position));
    }
    return allowed;
  }

  /** Totals only grow, and each thread's strict reads include what was acknowledged before. */
  @Test
  void manyThreadsNeverReadLessThanWasAcknowledged() {
    for (long seed : seeds().subList(0, Math.min(6, seeds().size()))) {
      try (Node node = new Node(FakeLog.shared(), b -> b.journal(new JournalBound(16, 32)))) {
        List<CoherentCache<String, Long>> caches =
            List.of(node.totals(), node.sums(), node.totals());
        AtomicLongArray acknowledged = new AtomicLongArray(ACCOUNTS);
        List<Schedule.Running<Integer>> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
          Random random = new Random(seed + t);
          threads.add(Schedule.go(() -> act(node, caches, acknowledged, random)));
        }
        threads.forEach(thread -> assertThat(thread.get()).as("seed %s", seed).isZero());
        for (CoherentCache<String, Long> cache : caches) {
          for (int i = 0; i < ACCOUNTS; i++) {
            assertThat(cache.read("a" + i, ReadRequest.STRICT).value())
                .as("seed %s", seed)
                .isEqualTo(node.log.total("a" + i));
          }
        }
      }
    }
  }

  private static int act(
      Node node,
      List<CoherentCache<String, Long>> caches,
      AtomicLongArray acknowledged,
      Random random) {
    int wrong = 0;
    for (int i = 0; i < 250; i++) {
      int account = random.nextInt(ACCOUNTS);
      if (random.nextInt(4) == 0) {
        node.log.spend("a" + account, 1);
        acknowledged.incrementAndGet(account);
      } else if (random.nextInt(40) == 0) {
        node.caches.reset();
      } else {
        long least = acknowledged.get(account);
        CoherentCache<String, Long> cache = caches.get(random.nextInt(caches.size()));
        long seen = cache.read("a" + account, ReadRequest.STRICT).value();
        if (seen < least || seen > node.log.total("a" + account)) {
          wrong++;
        }
      }
    }
    return wrong;
  }
}
