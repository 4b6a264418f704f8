package io.trueup.simulation;

import io.trueup.cache.CacheException;
import io.trueup.cache.CachePolicy;
import io.trueup.cache.Caches;
import io.trueup.cache.CoherentCache;
import io.trueup.cache.JournalBound;
import io.trueup.cache.KeyCodec;
import io.trueup.cache.OnOutage;
import io.trueup.cache.Position;
import io.trueup.cache.SecondLevelBound;
import io.trueup.cache.Strategy;
import io.trueup.cache.Tags;
import io.trueup.cache.spi.ChangeLog;
import io.trueup.cache.spi.ChangeLogException;
import io.trueup.cache.spi.CommitObserver;
import io.trueup.cache.spi.Doorbell;
import io.trueup.cache.spi.LogSlice;
import io.trueup.cache.spi.PendingChanges;
import io.trueup.cache.spi.Transactions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One life of a node: the real caches over the fakes, from a start to a crash. */
final class SimulatedNode implements ChangeLog, Transactions, Doorbell {
  static final int MOST_CHANGES = 16;
  static final int MOST_TAGS = 48;

  /** A cache, and what has to be known to judge its answers. */
  record Kind(CoherentCache<String, @Nullable Value> cache, boolean snapshot) {}

  /** A value that a client loaded by several queries and offered. */
  record Offered(String cache, String key, @Nullable Value value) {}

  /** An open transaction. */
  static final class Open implements PendingChanges {
    final List<Fact> facts = new ArrayList<>();
    boolean everything;

    @Override
    public boolean touches(Tags tags) {
      return facts.stream().anyMatch(fact -> Database.tagsOf(fact.accounts()).intersects(tags));
    }

    Database.Pending pending() {
      return new Database.Pending(List.copyOf(facts), everything, everything);
    }
  }

  final String name;
  final String life;
  private final World world;
  private final Scheduler scheduler;
  private final Choices choices;
  private final Database database;
  private final long clockOffset;
  private final List<CommitObserver> observers = new ArrayList<>();
  private final Map<Task, Open> open = new HashMap<>();
  private final List<Runnable> listeners = new ArrayList<>();
  final List<Kind> kinds = new ArrayList<>();
  private @Nullable Caches caches;
  final Set<Offered> offered = new HashSet<>();
  boolean judged;

  /** The moment of the newest state of each account that a returned write of this life made. */
  final Map<String, Long> written = new HashMap<>();

  SimulatedNode(World world, String name, String life) {
    this.world = world;
    this.name = name;
    this.life = life;
    this.scheduler = world.scheduler;
    this.choices = scheduler.choices;
    this.database = world.database;
    this.clockOffset = choices.oneOf(List.of(0L, -5_000_000_000L, Long.MAX_VALUE - 200_000_000L));
  }

  /** Starts, trying again until the database is there. */
  void start() {
    while (caches == null) {
      try {
        Caches started = builder().build();
        caches = started;
        addCaches(started);
      } catch (CacheException e) {
        scheduler.note("could not start: " + e.getMessage());
        observers.clear();
        listeners.clear();
        scheduler.sleep(50 * Scheduler.MILLI);
      }
    }
    scheduler.note("started");
  }

  Caches caches() {
    Caches started = caches;
    if (started == null) {
      throw new IllegalStateException(life + " has not started");
    }
    return started;
  }

  private Caches.Builder builder() {
    Caches.Builder builder =
        Caches.follow(this)
            .transactions(this)
            .doorbell(this)
            .ticker(this::nanos)
            .timeout(Duration.ofMillis(500))
            .pollInterval(Duration.ofMillis(100))
            .journal(new JournalBound(MOST_CHANGES, MOST_TAGS))
            .backgroundLoads(2, 2);
    return world.plan.sharesValues
        ? builder
            .secondLevel(world.secondLevel)
            .secondLevelBound(new SecondLevelBound(Duration.ofMillis(700), 24))
        : builder;
  }

  private long nanos() {
    scheduler.pass();
    return clockOffset + scheduler.now();
  }

  // --- caches ---

  private void addCaches(Caches node) {
    for (String shape : world.shapes) {
      kinds.add(
          switch (shape) {
            case "fold" -> new Kind(folding(node, shape), true);
            case "snapshot" -> new Kind(snapshots(node, shape), true);
            default -> new Kind(plain(node, shape), false);
          });
    }
  }

  private CoherentCache.Builder<String, @Nullable Value> cache(Caches node, String shape) {
    CoherentCache.Builder<String, @Nullable Value> builder =
        node.<String, @Nullable Value>cache(shape, key -> Database.tagsOf(Value.accountsOf(key)))
            .policy(policy(shape))
            .keys(KeyCodec.of(Function.identity(), Function.identity()));
    return world.plan.sharesValues && !shape.equals("fold")
        ? builder.secondLevel(Value.Codec.INSTANCE)
        : builder;
  }

  @SuppressWarnings("NullAway") // absent values are null: it does not see that through the generics
  private CoherentCache<String, @Nullable Value> plain(Caches node, String shape) {
    return cache(node, shape).build(this::load);
  }

  /** One query for each account, each of which sees what is committed by then. */
  @Nullable Value load(String key) {
    int connection = database.connection();
    List<List<Long>> parts = new ArrayList<>();
    for (String account : Value.accountsOf(key)) {
      parts.add(database.read(name, connection, account, mine()));
    }
    return Value.of(parts);
  }

  private CoherentCache<String, @Nullable Value> snapshots(Caches node, String shape) {
    return cache(node, shape)
        .buildSnapshot(key -> database.snapshot(name, Value.accountsOf(key), mine()));
  }

  @SuppressWarnings("NullAway") // absent values are null: it does not see that through the generics
  private CoherentCache<String, @Nullable Value> folding(Caches node, String shape) {
    return cache(node, shape)
        .fold(Fact.Spent.class, SimulatedNode::fold)
        .fold(Fact.Refunded.class, SimulatedNode::fold)
        .buildSnapshot(key -> database.snapshot(name, Value.accountsOf(key), mine()));
  }

  private static @Nullable Value fold(
      String key, @Nullable Value value, List<? extends Fact> facts) {
    Scheduler.point();
    List<String> accounts = Value.accountsOf(key);
    List<List<Long>> parts = new ArrayList<>(Value.partsOf(value, accounts.size()));
    for (int i = 0; i < parts.size(); i++) {
      parts.set(i, Database.after(parts.get(i), accounts.get(i), List.copyOf(facts)));
    }
    Scheduler.point();
    Scheduler.current().note("folds " + key + " " + value + " with " + facts);
    return Value.of(parts);
  }

  private CachePolicy policy(String shape) {
    CachePolicy policy =
        CachePolicy.DEFAULT
            .withMaxStaleness(Duration.ofMillis(choices.oneOf(List.of(0, 20, 100, 250))))
            .withLoadTimeoutHard(Duration.ofMillis(400))
            .withLevelTwo(world.plan.sharesValues && !shape.equals("fold"))
            .withOnOutage(choices.oneIn(4) ? OnOutage.SERVE_STALE : OnOutage.REFUSE);
    if (choices.oneIn(5)) {
      policy = policy.withTtl(Duration.ofMillis(choices.between(20, 300)));
    }
    Strategy strategy = strategy(shape);
    if (strategy != Strategy.EVICT && strategy != Strategy.FOLD && policy.maxStaleness().isZero()) {
      policy = policy.withMaxStaleness(Duration.ofMillis(100));
    }
    if (choices.oneIn(3) && !policy.maxStaleness().isZero()) {
      policy = policy.withLoadTimeoutSoft(Duration.ofMillis(choices.between(5, 40)));
    }
    return policy.withStrategy(strategy);
  }

  private static Strategy strategy(String shape) {
    return switch (shape) {
      case "fold" -> Strategy.FOLD;
      case "revalidate" -> Strategy.STALE_WHILE_REVALIDATE;
      case "refresh" -> Strategy.REFRESH;
      default -> Strategy.EVICT;
    };
  }

  // --- its log ---

  @Override
  public LogSlice head() {
    return database.head(name);
  }

  @Override
  public LogSlice read(Position from, int limit) {
    return database.read(name, from, limit);
  }

  @Override
  public LogSlice asOf(Duration age) {
    return database.asOf(name, age);
  }

  @Override
  public boolean soleWriter() {
    return world.plan.soleWriter;
  }

  // --- its transactions ---

  @Override
  public @Nullable PendingChanges current() {
    return open.get(scheduler.me());
  }

  @Override
  public void observe(CommitObserver observer) {
    observers.add(observer);
  }

  Database.@Nullable Pending mine() {
    Open mine = open.get(scheduler.me());
    return mine == null ? null : mine.pending();
  }

  Open begin() {
    Open begun = new Open();
    open.put(scheduler.me(), begun);
    return begun;
  }

  void rollBack() {
    open.remove(scheduler.me());
    scheduler.note("rolled back");
  }

  /**
   * Commits what the task has pending, and answers its position.
   *
   * @throws ChangeLogException if it failed, or its answer was lost
   */
  Position commit(Open mine) {
    Database.Pending pending = mine.pending();
    scheduler.pass();
    database.lock();
    Position last;
    try {
      last = commitLocked(pending);
    } finally {
      database.unlock();
      open.remove(scheduler.me());
    }
    observers.forEach(observer -> observer.committed(last));
    return last;
  }

  private Position commitLocked(Database.Pending pending) {
    Position last = database.draw(Database.rowsOf(pending));
    observers.forEach(observer -> observer.committing(last));
    try {
      scheduler.pass();
      int fate = choices.below(20);
      if (fate == 0) {
        throw new ChangeLogException("the commit failed", null);
      }
      database.publish(name, pending, last);
      database.delay();
      if (fate == 1) {
        throw new ChangeLogException("the commit's answer was lost", null);
      }
      return last;
    } catch (ChangeLogException e) {
      scheduler.note(String.valueOf(e.getMessage()));
      database.unlock();
      open.remove(scheduler.me());
      observers.forEach(observer -> observer.rolledBack(last));
      throw e;
    }
  }

  // --- its doorbell ---

  @Override
  public void ring() {
    world.ring();
  }

  @Override
  public Listening listen(Runnable listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /** Runs in a task of this node. */
  void hears() {
    List.copyOf(listeners).forEach(Runnable::run);
  }

  @Override
  public void close() {}
}
