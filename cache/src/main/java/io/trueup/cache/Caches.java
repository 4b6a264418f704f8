package io.trueup.cache;

import io.trueup.cache.spi.ChangeLog;
import io.trueup.cache.spi.Doorbell;
import io.trueup.cache.spi.HotKeys;
import io.trueup.cache.spi.SecondLevel;
import io.trueup.cache.spi.Transactions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The caches of one node, which follow one change log. Built once for a process; {@link #close}
 * ends its threads. Safe for use by many threads.
 *
 * <pre>{@code
 * Caches caches = Caches.follow(log).transactions(transactions).build();
 * CoherentCache<String, Price> prices =
 *     caches.<String, Price>cache("prices", id -> Tags.of("price:" + id)).build(store::load);
 * Price price = prices.get("openai/gpt-4o");
 * }</pre>
 */
public final class Caches implements AutoCloseable {
  private static final int MAX_WARMINGS = 4;
  private static final System.Logger LOG = System.getLogger(Caches.class.getName());

  private final ChangeLog log;
  private final Ticker ticker;
  private final Rules rules;
  private final Transactions transactions;
  private final Follower follower;
  private final LocalCommits commits;
  private final Doorbell doorbell;
  private final Duration pollInterval;
  private final Duration timeout;
  private final @Nullable SecondLevel secondLevel;
  private final SecondLevelBound secondLevelBound;
  private final @Nullable HotKeys hotKeys;
  private final LoadThreads loads;
  private final Upkeep upkeep;
  private final List<WarmingRun> warmings = new ArrayList<>();
  private final Map<String, CoherentCache<?, ?>> byName =
      Collections.synchronizedMap(new LinkedHashMap<>());
  private final Set<String> names = ConcurrentHashMap.newKeySet();
  private final List<Poller> pollers = new CopyOnWriteArrayList<>();
  private final List<ChangeFeed> feeds = new CopyOnWriteArrayList<>();
  private final List<Doorbell.Listening> listenings = new CopyOnWriteArrayList<>();

  private Caches(Builder builder) {
    this.log = builder.log;
    this.ticker = builder.ticker;
    this.rules = builder.rules;
    this.transactions = builder.transactions;
    this.doorbell = builder.doorbell;
    this.pollInterval = builder.pollInterval;
    this.timeout = builder.timeout;
    this.secondLevel = builder.secondLevel;
    this.secondLevelBound = builder.secondLevelBound;
    this.follower = new Follower(log, ticker, rules, builder.bounds(), timeout);
    this.commits = new LocalCommits(log, follower, doorbell);
    this.hotKeys = builder.hotKeys;
    this.loads = new LoadThreads(builder.loadThreads, builder.loadQueue);
    this.upkeep = new Upkeep(this, hotKeys);
    follower.onMove(upkeep::moved);
  }

  /** Begins to build the caches of a node that follows this log. */
  public static Builder follow(ChangeLog log) {
    return new Builder(log);
  }

  /**
   * Begins to build a cache.
   *
   * @param name unique on the node
   * @param tags what the value of a key depends on, computed from the key alone; pure
   */
  public <K, V extends @Nullable Object> CoherentCache.Builder<K, V> cache(
      String name, Function<? super K, Tags> tags) {
    return new CoherentCache.Builder<>(this, name, tags);
  }

  /** All caches in the order in which they were built. */
  public Collection<CoherentCache<?, ?>> all() {
    synchronized (byName) {
      return List.copyOf(byName.values());
    }
  }

  /** The cache of this name, if there is one. */
  public Optional<CoherentCache<?, ?>> named(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** Whether this node shares values with others, for caches whose policy says so. */
  public boolean hasSecondLevel() {
    return secondLevel != null;
  }

  /** The position up to which this node has applied everything. */
  public Position horizon() {
    return new Position(follower.generation().horizon());
  }

  /** How long ago this node last knew that it was up to date; zero if it knows that it is now. */
  public Duration freshnessAge() {
    View view = View.of(generation());
    return commits.isHead(view.horizon())
        ? Duration.ZERO
        : Duration.ofNanos(Math.max(0, ticker.nanos() - view.freshAt()));
  }

  /** The history that this node follows. */
  public Incarnation incarnation() {
    return follower.generation().incarnation;
  }

  /**
   * Applies what the log holds now. When it returns, everything committed before the call is
   * applied.
   *
   * @throws CacheException if the log can't be reached in time
   */
  public void catchUp() {
    follower.catchUp();
  }

  /** Drops every entry and starts at the log's head, as at a start. */
  public void reset() {
    follower.reset();
  }

  /**
   * Hands every change committed from now on, on any node, to the listener, on a thread of its own.
   * A slow listener holds up nobody but itself.
   */
  public void listen(ChangeListener listener) {
    ChangeFeed feed = new ChangeFeed(log, follower, listener);
    feeds.add(feed);
    Poller poller = poller("trueup-listener-" + feeds.size(), feed::run);
    start(poller, poller::ring);
  }

  /**
   * Loads what these caches are known or declared to need, in the background. Those that are off
   * are left out. A key that fails is counted and stops nothing.
   *
   * @return at once, while it runs
   * @throws IllegalArgumentException if there is no cache of one of the names
   * @throws IllegalStateException if {@value #MAX_WARMINGS} are running already
   */
  public WarmingRun warm(Collection<String> cacheNames, WarmingBudget budget) {
    List<CoherentCache<?, ?>> chosen = new ArrayList<>();
    for (String name : new LinkedHashSet<>(cacheNames)) {
      CoherentCache<?, ?> cache = byName.get(name);
      if (cache == null) {
        throw new IllegalArgumentException("cache name: there is no cache " + name);
      }
      if (cache.policy().strategy() != Strategy.OFF) {
        chosen.add(cache);
      }
    }
    WarmingRun run = new WarmingRun(ticker, budget);
    register(run);
    run.start(chosen, hotKeys);
    return run;
  }

  private void register(WarmingRun run) {
    synchronized (warmings) {
      warmings.removeIf(each -> each.state() != WarmingRun.State.RUNNING);
      if (warmings.size() >= MAX_WARMINGS) {
        throw new IllegalStateException(MAX_WARMINGS + " warmings are running already");
      }
      warmings.add(run);
    }
  }

  /**
   * Whether all caches that were built as critical, and still are, were warmed once since the
   * start.
   */
  public boolean isWarm() {
    return all().stream().allMatch(cache -> cache.hot().isReady());
  }

  /**
   * The wall clock of the log's database, as this node knows it from its last look at the log and
   * its own monotonic time since: the same on all nodes but for the time that a look takes,
   * whatever their own clocks say. It does not go back by less than 100 ms.
   */
  public InstantSource clock() {
    return follower.clock();
  }

  /** Whether nobody but this process writes the log. */
  public boolean isSoleWriter() {
    return log.soleWriter();
  }

  /** What the node as a whole has done. */
  public NodeStatistics statistics() {
    return new NodeStatistics(
        follower.catchUps.sum(),
        follower.resets.sum(),
        follower.unreadable.sum(),
        commits.lateCatchUps.sum(),
        feeds.stream().mapToLong(feed -> feed.failures.sum()).sum(),
        upkeep.failures.sum());
  }

  private Poller poller(String name, Runnable work) {
    Poller poller = new Poller(name, work, pollInterval);
    pollers.add(poller);
    return poller;
  }

  private void start(Poller poller, Runnable onRing) {
    listenings.add(doorbell.listen(onRing));
    poller.start();
  }

  /** This node's own commits are applied before it rings: then there is nothing to look for. */
  private void startFollowing() {
    Poller poller = poller("trueup-follower", follower::catchUp);
    start(
        poller,
        () -> {
          if (!commits.isRinging()) {
            poller.ring();
          }
        });
  }

  private void startUpkeep() {
    Poller poller = new Poller("trueup-upkeep", upkeep::turn, Upkeep.INTERVAL);
    pollers.add(poller);
    upkeep.wokenBy(poller::ring);
    poller.start();
  }

  /** Ends this node's threads; does not close the log or the doorbell, which it was given. */
  @Override
  public void close() {
    listenings.forEach(Doorbell.Listening::close);
    pollers.forEach(Poller::close);
    synchronized (warmings) {
      warmings.forEach(WarmingRun::stop);
    }
    loads.close();
    keepHottestKeys();
  }

  private void keepHottestKeys() {
    try {
      upkeep.save();
    } catch (CacheException e) {
      LOG.log(System.Logger.Level.WARNING, "closing, though the hottest keys could not be kept", e);
    }
  }

  void policyChanged() {
    upkeep.lookWhoWants();
    upkeep.moved();
  }

  /** Gives a cache its place; it is not to be seen by others before it is {@link #ready}. */
  int register(CoherentCache<?, ?> cache) {
    if (!names.add(cache.name())) {
      throw new IllegalArgumentException("cache name: " + cache.name() + " is taken");
    }
    return follower.add(cache);
  }

  void ready(CoherentCache<?, ?> cache) {
    byName.put(cache.name(), cache);
    upkeep.lookWhoWants();
  }

  /**
   * A view that meets the bound, after catching up if need be.
   *
   * @throws CacheException if it could not be met in time
   */
  View viewWithin(Bound bound) {
    View view = rules.sampled(generation());
    if (bound.isMetBy(view, commits)) {
      return view;
    }
    catchUp();
    view = rules.sampled(generation());
    return view.horizon() >= bound.atLeast() ? view : awaitPosition(bound.atLeast());
  }

  /** The position may be another node's, on its way: looks again until the time-out has passed. */
  private View awaitPosition(long position) {
    long tries = Math.max(1, timeout.dividedBy(pollInterval));
    for (long i = 0; i < tries; i++) {
      LockSupport.parkNanos(pollInterval.toNanos());
      if (Thread.currentThread().isInterrupted()) {
        throw new CacheException("interrupted while waiting for position " + position, null);
      }
      catchUp();
      View view = rules.sampled(generation());
      if (view.horizon() >= position) {
        return view;
      }
    }
    throw new FreshnessUnavailableException(
        "position " + position + " was not reached within " + timeout.toMillis() + " ms", null);
  }

  Generation generation() {
    return follower.generation();
  }

  Follower follower() {
    return follower;
  }

  Transactions transactions() {
    return transactions;
  }

  LocalCommits commits() {
    return commits;
  }

  Ticker ticker() {
    return ticker;
  }

  Rules rules() {
    return rules;
  }

  LoadThreads loads() {
    return loads;
  }

  Upkeep upkeep() {
    return upkeep;
  }

  @Nullable SecondLevel secondLevel() {
    return secondLevel;
  }

  SecondLevelBound secondLevelBound() {
    return secondLevelBound;
  }

  /** Settings of a node's caches. */
  public static final class Builder {
    private final ChangeLog log;
    private Transactions transactions = Transactions.none();
    private Doorbell doorbell = new LocalDoorbell();
    private Ticker ticker = Ticker.system();
    private Duration pollInterval = Duration.ofMillis(100);
    private Duration timeout = Duration.ofSeconds(2);
    private JournalBound journalBound = JournalBound.DEFAULT;
    private @Nullable SecondLevel secondLevel;
    private SecondLevelBound secondLevelBound = SecondLevelBound.DEFAULT;
    private @Nullable HotKeys hotKeys;
    private int loadThreads = 8;
    private int loadQueue = 256;
    private Rules rules = Rules.ALL;
    private boolean polling = true;

    private Builder(ChangeLog log) {
      this.log = Objects.requireNonNull(log, "log");
    }

    /** The writers of this node; default none. */
    public Builder transactions(Transactions writers) {
      this.transactions = Objects.requireNonNull(writers, "transactions");
      return this;
    }

    /** What tells of changes at once; default one within this node. */
    public Builder doorbell(Doorbell bell) {
      this.doorbell = Objects.requireNonNull(bell, "doorbell");
      return this;
    }

    /** The monotonic clock; default the machine's. */
    public Builder ticker(Ticker clock) {
      this.ticker = Objects.requireNonNull(clock, "ticker");
      return this;
    }

    /** How often the log is looked at without a ring; default 100 ms. */
    public Builder pollInterval(Duration interval) {
      this.pollInterval = positive(interval, "pollInterval");
      return this;
    }

    /** How long a read or a writer waits for the node to catch up; default 2 s. */
    public Builder timeout(Duration limit) {
      this.timeout = positive(limit, "timeout");
      return this;
    }

    /** How much of the log's tail is kept to fold from. */
    public Builder journal(JournalBound bound) {
      this.journalBound = Objects.requireNonNull(bound, "journal");
      return this;
    }

    /** A store of values shared with other nodes; default none. */
    public Builder secondLevel(SecondLevel level) {
      this.secondLevel = Objects.requireNonNull(level, "secondLevel");
      return this;
    }

    /** How long values live there, and how far back they can be judged. */
    public Builder secondLevelBound(SecondLevelBound bound) {
      this.secondLevelBound = Objects.requireNonNull(bound, "secondLevelBound");
      return this;
    }

    private Generation.Bounds bounds() {
      return new Generation.Bounds(journalBound, secondLevel == null ? null : secondLevelBound);
    }

    /** Where the hottest keys are kept for the next start; default nowhere. */
    public Builder hotKeys(HotKeys store) {
      this.hotKeys = Objects.requireNonNull(store, "hotKeys");
      return this;
    }

    /**
     * How many loads run in the background at once, those with a soft time-out included, and how
     * many wait for that; default 8 and 256. Beyond, readers load on their own thread.
     */
    public Builder backgroundLoads(int threads, int queue) {
      if (threads < 1 || queue < 1) {
        throw new IllegalArgumentException("backgroundLoads: both numbers must be 1 or more");
      }
      this.loadThreads = threads;
      this.loadQueue = queue;
      return this;
    }

    /**
     * Without a thread of its own the node follows only when a reader or writer makes it, and
     * reloads nothing ahead of its readers.
     */
    public Builder withoutPolling() {
      this.polling = false;
      return this;
    }

    Builder rules(Rules others) {
      this.rules = others;
      return this;
    }

    /**
     * Starts to follow.
     *
     * @throws CacheException if the log can't be reached or is not on a primary
     */
    public Caches build() {
      Caches caches = new Caches(this);
      transactions.observe(caches.commits);
      caches.catchUp();
      if (polling) {
        caches.startFollowing();
        caches.startUpkeep();
      }
      return caches;
    }

    private static Duration positive(Duration duration, String name) {
      if (duration.isNegative() || duration.isZero()) {
        throw new IllegalArgumentException(name + ": must be more than 0");
      }
      return duration;
    }
  }
}
