package io.trueup.cache;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Two or three actors on the real classes, each about one rule or two. What a reader may see is
 * computed from the database when it begins.
 */
@SuppressWarnings("ImmutableEnumChecker") // scripts are functions made here
public enum SmallCase {
  /** Publication order and read order, memo included, on the quick path and on the slow one. */
  A_HIT_AMID_PUBLICATION(2, SmallCase::aHitAmidPublication),
  A_SLOW_READ_AMID_PUBLICATION(2, SmallCase::aSlowReadAmidPublication),
  A_COLD_MEMO_AMID_PUBLICATION(2, SmallCase::aColdMemoAmidPublication),
  HITS_WHILE_THE_NODE_FOLLOWS(1, SmallCase::hitsWhileTheNodeFollows),
  THE_ANSWER_TRAVELS(1, SmallCase::theAnswerTravels),
  HALF_A_TRANSACTION(2, SmallCase::halfATransaction),
  STRICT_READS(1, SmallCase::strictReads),
  A_LOAD_RACES_A_CHANGE(1, SmallCase::aLoadRacesAChange),
  A_READER_JOINS(1, SmallCase::aReaderJoins),
  A_LOAD_FAILS(1, SmallCase::aLoadFails),
  READERS_FOLD(1, SmallCase::readersFold),
  A_LOAD_RACES_A_RESET(1, SmallCase::aLoadRacesAReset),
  A_FOLD_RACES_A_RESET(1, SmallCase::aFoldRacesAReset),
  ONE_WRITER_ALONE(2, SmallCase::oneWriterAlone),
  TWO_WRITERS_UNHEARD(2, SmallCase::twoWritersUnheard),
  A_WRITER_CATCHES_UP_IN_VAIN(1, SmallCase::aWriterCatchesUpInVain),
  /** All schedules: these are short. */
  THE_OLDEST_IS_DROPPED(Integer.MAX_VALUE, SmallCase::theOldestIsDropped),
  A_MEMO(1, SmallCase::aMemo),
  NO_OLD_VALUE_FOR_A_STRICT_READ(0, SmallCase::noOldValueForAStrictRead),
  NO_OLD_VALUE_BELOW_A_POSITION(0, SmallCase::noOldValueBelowAPosition);

  private interface Script {
    void write(Play play, Runnable point);
  }

  private static final String KEY = "a";

  private final int mostPreemptions;
  private final Script script;

  SmallCase(int mostPreemptions, Script script) {
    this.mostPreemptions = mostPreemptions;
    this.script = script;
  }

  /**
   * How often at most an actor is stopped where it could go on; {@code trueup.preemptions} raises
   * it.
   */
  public int mostPreemptions() {
    return Math.max(mostPreemptions, Integer.getInteger("trueup.preemptions", 0));
  }

  /**
   * Set up anew.
   *
   * @param point where fakes let others have a turn
   */
  public Play play(Runnable point) {
    Play play = new Play();
    script.write(play, point);
    return play;
  }

  /** Must include what was in the database one bound before it began. */
  private static void readWithin(
      Play play, SmallNode node, CoherentCache<String, Long> cache, AtomicLong committedAt) {
    boolean outdated = node.now() - committedAt.get() >= SmallNode.BOUND.toNanos();
    long least = outdated ? node.log.total(KEY) : 0;
    long seen = cache.get(KEY);
    play.claim(seen >= least, seen + " was read though it has been " + least + " for the bound");
  }

  private static void changeThatOutlivesTheBound(SmallNode node, AtomicLong committedAt) {
    node.log.add(KEY, 5);
    committedAt.set(node.now());
    node.advance(SmallNode.BOUND);
  }

  private static AtomicLong never() {
    return new AtomicLong(Long.MAX_VALUE);
  }

  /** What a follower does when it has read the log, alone; readers that need more are refused. */
  private static void publishes(Play play, SmallNode node, AtomicLong committedAt) {
    Generation generation = node.caches.generation();
    node.log.cut = true;
    play.actor(
        "follower",
        () -> {
          changeThatOutlivesTheBound(node, committedAt);
          long position = generation.horizon() + 1;
          generation.apply(List.of(logged(position, "spend:" + KEY)));
          generation.freshAsOf(node.now());
        });
  }

  private static void unlessRefused(Runnable read) {
    try {
      read.run();
    } catch (FreshnessUnavailableException e) {
      // as it should be: nothing was answered
    }
  }

  private static void aHitAmidPublication(Play play, Runnable point) {
    SmallNode node = SmallNode.besideOthers(point);
    CoherentCache<String, Long> totals = node.totals();
    AtomicLong committedAt = never();
    totals.get(KEY);
    publishes(play, node, committedAt);
    play.actor("reader", () -> unlessRefused(() -> readWithin(play, node, totals, committedAt)));
  }

  private static void aSlowReadAmidPublication(Play play, Runnable point) {
    SmallNode node = SmallNode.besideOthers(point);
    CoherentCache<String, Long> totals =
        node.totals(CachePolicy.DEFAULT.withTtl(Duration.ofHours(1)), node.log::load);
    AtomicLong committedAt = never();
    totals.get(KEY);
    publishes(play, node, committedAt);
    play.actor("reader", () -> unlessRefused(() -> readWithin(play, node, totals, committedAt)));
  }

  private static void aColdMemoAmidPublication(Play play, Runnable point) {
    SmallNode node = SmallNode.besideOthers(point);
    CoherentCache<String, Long> totals = node.totals();
    AtomicLong committedAt = never();
    totals.get(KEY);
    node.log.add("b", 1);
    node.caches.catchUp();
    publishes(play, node, committedAt);
    Runnable read = () -> unlessRefused(() -> readWithin(play, node, totals, committedAt));
    play.actor(
        "reader",
        () -> {
          read.run();
          read.run();
        });
  }

  private static void hitsWhileTheNodeFollows(Play play, Runnable point) {
    SmallNode node = SmallNode.besideOthers(point);
    CoherentCache<String, Long> totals = node.totals();
    AtomicLong committedAt = never();
    totals.get(KEY);
    totals.get(KEY);
    play.actor(
        "follower",
        () -> {
          changeThatOutlivesTheBound(node, committedAt);
          node.caches.catchUp();
        });
    play.actor(
        "reader",
        () -> {
          readWithin(play, node, totals, committedAt);
          readWithin(play, node, totals, committedAt);
        });
    play.atTheEnd(() -> readWithin(play, node, totals, committedAt));
  }

  private static void theAnswerTravels(Play play, Runnable point) {
    SmallNode node = SmallNode.besideOthers(point);
    CoherentCache<String, Long> totals = node.totals();
    AtomicLong committedAt = never();
    totals.get(KEY);
    play.actor("follower", node.caches::catchUp);
    play.actor("writer", () -> changeThatOutlivesTheBound(node, committedAt));
    play.actor("reader", () -> readWithin(play, node, totals, committedAt));
  }

  /** The two rows of one transaction are on two pages, of which the small tables have 4 rows. */
  private static void halfATransaction(Play play, Runnable point) {
    SmallNode node = SmallNode.besideOthers(point);
    CoherentCache<String, Long> sums = node.sums();
    sums.get(KEY);
    node.log.add("b", 1);
    node.log.add("b", 1);
    node.log.add(new SmallLog.Added(KEY, 5), new SmallLog.Added(KEY, -5));
    play.actor("follower", node.caches::catchUp);
    play.actor("reader", () -> play.claim(sums.get(KEY) == 0, "half a transaction was read"));
  }

  private static void strictReads(Play play, Runnable point) {
    SmallNode node = SmallNode.besideOthers(point);
    CoherentCache<String, Long> totals = node.totals();
    totals.get(KEY);
    play.actor("writer", () -> node.log.add(KEY, 5));
    play.actor("reader", () -> readStrictly(play, node, totals));
    play.actor("other", () -> readStrictly(play, node, totals));
  }

  private static void readStrictly(Play play, SmallNode node, CoherentCache<String, Long> cache) {
    long least = node.log.total(KEY);
    long seen = cache.read(KEY, ReadRequest.STRICT).value();
    play.claim(seen >= least, seen + " was read strictly, not " + least);
  }

  /** Must include what the node had applied before. */
  private static void readWhatIsApplied(
      Play play, SmallNode node, CoherentCache<String, Long> cache) {
    long least = node.log.totalAt(KEY, node.caches.horizon().value());
    long seen = cache.get(KEY);
    play.claim(seen >= least, seen + " was read though " + least + " is applied");
  }

  private static void aLoadRacesAChange(Play play, Runnable point) {
    SmallNode node = SmallNode.besideOthers(point);
    CoherentCache<String, Long> totals = node.totals();
    play.actor("reader", () -> readWhatIsApplied(play, node, totals));
    play.actor(
        "follower",
        () -> {
          node.log.add(KEY, 5);
          node.caches.catchUp();
        });
    play.atTheEnd(() -> readWhatIsApplied(play, node, totals));
  }

  private static void aReaderJoins(Play play, Runnable point) {
    SmallNode node = SmallNode.besideOthers(point);
    CoherentCache<String, Long> totals = node.totals();
    play.actor("leader", () -> readWhatIsApplied(play, node, totals));
    play.actor(
        "follower",
        () -> {
          node.log.add(KEY, 5);
          node.caches.catchUp();
        });
    play.actor("joiner", () -> readWhatIsApplied(play, node, totals));
    play.atTheEnd(() -> play.claim(totals.loadsInFlight() == 0, "a load is left in flight"));
  }

  private static void aLoadFails(Play play, Runnable point) {
    SmallNode node = SmallNode.besideOthers(point);
    AtomicInteger loads = new AtomicInteger();
    CoherentCache<String, Long> totals =
        node.totals(
            CachePolicy.DEFAULT,
            key -> {
              point.run();
              if (loads.incrementAndGet() == 1) {
                throw new IllegalStateException("the first load fails");
              }
              return node.log.load(key);
            });
    AtomicInteger failures = new AtomicInteger();
    Runnable read =
        () -> {
          try {
            totals.get(KEY);
          } catch (LoadException e) {
            failures.incrementAndGet();
          }
        };
    play.actor("reader", read);
    play.actor("other", read);
    play.atTheEnd(
        () -> {
          play.claim(failures.get() > 0, "nobody heard of the failure");
          int before = failures.get();
          read.run();
          play.claim(failures.get() == before, "a failure was kept");
          play.claim(totals.loadsInFlight() == 0, "a load is left in flight");
        });
  }

  /** A change is known and not folded yet, and the next one comes. */
  private static void readersFold(Play play, Runnable point) {
    SmallNode node = SmallNode.besideOthers(point);
    CoherentCache<String, Long> sums = node.sums();
    sums.get(KEY);
    node.log.add(KEY, 1);
    node.caches.catchUp();
    Runnable read =
        () -> {
          Answer<Long> answer = sums.read(KEY, ReadRequest.BY_POLICY);
          Position position = answer.position();
          long exact = position == null ? -1 : node.log.totalAt(KEY, position.value());
          play.claim(answer.value() == exact, answer + " though it was " + exact);
        };
    play.actor("reader", read);
    play.actor(
        "follower",
        () -> {
          node.log.add(KEY, 10);
          node.caches.catchUp();
        });
    play.atTheEnd(
        () -> {
          read.run();
          play.claim(sums.get(KEY) == 11, "at the end it is " + sums.get(KEY));
        });
  }

  /** The database was put back; what is there then is told apart from what was. */
  private static void restored(SmallNode node) {
    node.log.restoreTo(1);
    node.log.add(KEY, 100);
    node.caches.catchUp();
  }

  private static void knows(Play play, SmallNode node, CoherentCache<String, Long> cache) {
    play.actor("reader", () -> cache.get(KEY));
    play.actor("follower", () -> restored(node));
    play.atTheEnd(
        () -> {
          long seen = cache.get(KEY);
          play.claim(seen == node.log.total(KEY), seen + " of a history that is gone");
        });
  }

  private static void aLoadRacesAReset(Play play, Runnable point) {
    SmallNode node = SmallNode.besideOthers(point);
    node.log.add(KEY, 1);
    node.log.add(KEY, 10);
    node.caches.catchUp();
    knows(play, node, node.totals());
  }

  private static void aFoldRacesAReset(Play play, Runnable point) {
    SmallNode node = SmallNode.besideOthers(point);
    CoherentCache<String, Long> sums = node.sums();
    node.log.add(KEY, 1);
    node.caches.catchUp();
    sums.get(KEY);
    node.log.add(KEY, 10);
    node.caches.catchUp();
    knows(play, node, sums);
  }

  /** Must include whatever anybody could see when it began. */
  private static void readAtTheHead(Play play, SmallNode node, CoherentCache<String, Long> cache) {
    long least = node.log.total(KEY);
    long seen = cache.get(KEY);
    play.claim(seen >= least, seen + " was read though " + least + " can be seen");
  }

  private static CoherentCache<String, Long> strict(SmallNode node) {
    CoherentCache<String, Long> totals =
        node.totals(CachePolicy.DEFAULT.withMaxStaleness(Duration.ZERO), node.log::load);
    totals.get(KEY);
    return totals;
  }

  private static void oneWriterAlone(Play play, Runnable point) {
    SmallNode node = SmallNode.alone(point);
    CoherentCache<String, Long> totals = strict(node);
    play.actor("writer", () -> node.log.commit(KEY, 5));
    play.actor("reader", () -> readAtTheHead(play, node, totals));
  }

  private static void twoWritersUnheard(Play play, Runnable point) {
    SmallNode node = SmallNode.alone(point);
    CoherentCache<String, Long> totals = strict(node);
    play.actor(
        "reader",
        () -> {
          node.log.commitUnheard("b", 5);
          readAtTheHead(play, node, totals);
        });
    play.actor("writer", () -> node.log.commitUnheard(KEY, 5));
  }

  private static void aWriterCatchesUpInVain(Play play, Runnable point) {
    SmallNode node = SmallNode.besideOthers(point);
    CoherentCache<String, Long> totals = node.totals();
    AtomicLong returned = new AtomicLong();
    totals.get(KEY);
    play.actor(
        "writer",
        () -> {
          node.log.cut = true;
          node.log.commit(KEY, 5);
          node.log.cut = false;
          returned.set(5);
        });
    play.actor(
        "reader",
        () -> {
          long least = returned.get();
          try {
            long seen = totals.get(KEY);
            play.claim(seen >= least, seen + " was read after a write of " + least);
          } catch (CacheException e) {
            play.claim(least == 0, "it can be reached, and yet: " + e);
          }
        });
    play.atTheEnd(() -> play.claim(totals.get(KEY) == 5, "a write was lost"));
  }

  private static LoggedChange logged(long position, String... tags) {
    return new LoggedChange(
        new Position(position),
        "n",
        Instant.EPOCH,
        new Change(new UUID(0, position), Tags.of(tags), "fact"));
  }

  /** A walk is complete or says that it is not. */
  private static void theOldestIsDropped(Play play, Runnable point) {
    RecentChanges recent = new RecentChanges(new JournalBound(16, 16), 0);
    recent.append(logged(1, "t"));
    recent.append(logged(2, "t"));
    for (int i = 3; i <= 16; i++) {
      recent.append(logged(i));
    }
    play.actor("follower", () -> recent.append(logged(17)));
    play.actor(
        "reader",
        () -> {
          List<LoggedChange> found = recent.between(0, 16, Tags.of("t"), Rules.ALL);
          List<Long> positions = new ArrayList<>();
          if (found != null) {
            found.forEach(change -> positions.add(change.position().value()));
          }
          play.claim(found == null || positions.equals(List.of(1L, 2L)), "walked " + positions);
        });
  }

  /** What is remembered as valid at a horizon is valid there. */
  private static void aMemo(Play play, Runnable point) {
    SmallNode node = SmallNode.besideOthers(point);
    Generation generation = node.caches.generation();
    Entry entry = new Entry(0L, 0, 0, TagSlots.slotsOf(SmallLog.own(KEY)), 0, 0, 0);
    Runnable look =
        () -> {
          View view = View.of(generation);
          boolean current = entry.isCurrent(generation.slots, view.horizon());
          play.claim(!current || view.horizon() == 0, "current at " + view.horizon());
        };
    play.actor("reader", look);
    play.actor("other", look);
    play.actor(
        "follower",
        () -> {
          generation.apply(List.of(logged(1, "spend:" + KEY)));
          generation.freshAsOf(1);
        });
    play.atTheEnd(look);
  }

  private static CoherentCache<String, Long> outdated(SmallNode node) {
    CoherentCache<String, Long> cache =
        node.caches
            .<String, Long>cache("old", SmallLog::own)
            .policy(
                CachePolicy.DEFAULT
                    .withMaxStaleness(SmallNode.BOUND)
                    .withStrategy(Strategy.STALE_WHILE_REVALIDATE))
            .build(node.log::load);
    cache.get(KEY);
    node.advance(Duration.ofMillis(10));
    node.caches.catchUp();
    node.log.add(KEY, 5);
    return cache;
  }

  private static void noOldValueForAStrictRead(Play play, Runnable point) {
    SmallNode node = SmallNode.besideOthers(point);
    CoherentCache<String, Long> cache = outdated(node);
    play.actor("reader", () -> readStrictly(play, node, cache));
  }

  private static void noOldValueBelowAPosition(Play play, Runnable point) {
    SmallNode node = SmallNode.besideOthers(point);
    CoherentCache<String, Long> cache = outdated(node);
    play.actor(
        "reader",
        () -> {
          long seen = cache.read(KEY, ReadRequest.atLeast(new Position(1))).value();
          play.claim(seen == 5, seen + " lacks the position that was asked for");
        });
  }
}
