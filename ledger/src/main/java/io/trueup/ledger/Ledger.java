package io.trueup.ledger;

import io.trueup.cache.CachePolicy;
import io.trueup.cache.Caches;
import io.trueup.cache.ChangeListener;
import io.trueup.cache.Snapshot;
import io.trueup.cache.Tags;
import io.trueup.cache.Ticker;
import io.trueup.cache.spi.ChangeLog;
import io.trueup.cache.spi.SecondLevel;
import io.trueup.changelog.ChangeTransactions;
import io.trueup.changelog.ChangeWriter;
import io.trueup.changelog.Database;
import io.trueup.changelog.JdbcChangeLog;
import io.trueup.changelog.JdbcSnapshots;
import io.trueup.changelog.JdbcTransactions;
import io.trueup.changelog.LogTrimmer;
import io.trueup.spend.Catalogue;
import io.trueup.spend.FailPolicy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Trueup's books in a database: what was used, what it cost, who may spend what. Everything that is
 * written goes through here, in transactions that also append to the change log; what is asked
 * often is answered from {@link #views()}. Safe for use by many threads.
 *
 * <pre>{@code
 * try (Ledger ledger = Ledger.on(dataSource).open()) {
 *   ledger.usage().record(
 *       UsageRequest.builder("req-1", "acme", new ModelId("openai", "gpt-4o"))
 *           .user("ann")
 *           .usage(Usage.of(Unit.INPUT_TOKENS, 374))
 *           .build());
 * }
 * }</pre>
 */
public final class Ledger implements AutoCloseable {
  private final LedgerParts parts;
  private final LedgerViews views;
  private final Leases leases;
  private final LeaseKeeper leaseKeeper;
  private final Recalls recalls;
  private final Poster poster;
  private final UsageRecorder usage;
  private final Estimates estimates;
  private final Reservations reservations;
  private final Budgets budgets;
  private final Organizations organizations;
  private final Users users;
  private final AlertConfigurations alertConfigurations;
  private final Alerts alerts;
  private final Deliveries deliveries;
  private final AlertWatch alertWatch;
  private final Prices prices;
  private final BudgetGate gate;
  private final Breakdowns breakdowns;
  private final Changes changes;
  private final CacheAdministration cacheAdministration;
  private final AuditLog auditLog;
  private final CriticalKeys critical;
  private final LedgerDatabase database;
  private final InstantSource clock;

  private Ledger(Builder builder) {
    parts = builder.parts();
    Caches caches = parts.caches();
    clock = Objects.requireNonNullElseGet(builder.clock, caches::clock);
    database =
        new LedgerDatabase(
            parts.transactions(),
            new JdbcSnapshots(builder.dataSource),
            Database.of(builder.dataSource),
            new Elsewhere(caches, builder.pause));
    Catalogue shipped = builder.catalogue == null ? CatalogueReader.shipped() : builder.catalogue;
    Catalogues catalogues = new Catalogues(shipped);
    critical = new CriticalKeys(database, clock);
    views =
        new LedgerViews(caches, database, shipped, catalogues, critical, clock, builder.policies);
    StoredPolicies policies = new StoredPolicies(database, caches, clock);
    policies.start();
    cacheAdministration = new CacheAdministration(database, caches, clock, policies);
    auditLog = new AuditLog(database);
    leases =
        new Leases(
            views,
            caches,
            new Leases.Clocks(clock, builder.ticker, builder.leaseWorkings.wall()),
            ReservationSeal.of(database),
            builder.leaseSettings(),
            builder.reservationTtl,
            builder.leaseWorkings.rules());
    poster =
        new Poster(
            database, views.prices(), clock, builder.recording, builder.defaultUserBudget, leases);
    usage = new UsageRecorder(database, poster);
    estimates = new Estimates(database, views.prices(), clock);
    leaseKeeper = new LeaseKeeper(database, poster, leases, builder.ticker);
    recalls = new Recalls(database, builder.pause);
    reservations =
        new Reservations(
            database,
            poster,
            estimates,
            new FailOpen(caches, views, estimates, leases, clock),
            leases,
            recalls,
            caches::horizon,
            clock,
            builder.reservationTtl);
    budgets = new Budgets(database, clock, builder.failPolicy);
    organizations = new Organizations(database, clock);
    users = new Users(database, clock, builder.defaultUserBudget);
    alertConfigurations = new AlertConfigurations(database, clock);
    alerts = new Alerts(database, clock);
    deliveries = new Deliveries(database, clock);
    alertWatch = new AlertWatch(database, clock);
    prices = new Prices(database, clock, catalogues, views.prices());
    changes = new Changes(database);
    breakdowns = new Breakdowns(views.breakdown(), database);
    gate = new BudgetGate(views, database, clock);
    if (builder.leaseWorkings.areKept()) {
      leaseKeeper.start();
    }
  }

  /** Begins to open the ledger in this database, which may hold other tables too. */
  public static Builder on(DataSource dataSource) {
    return new Builder(dataSource);
  }

  /** The wall clock that the ledger goes by. */
  public InstantSource clock() {
    return clock;
  }

  /** Records usage. */
  public UsageRecorder usage() {
    return usage;
  }

  /** Holds room in budgets before it is spent. */
  public Reservations reservations() {
    return reservations;
  }

  /** Says what requests will cost. */
  public Estimates estimates() {
    return estimates;
  }

  /** Makes, changes and deletes budgets. */
  public Budgets budgets() {
    return budgets;
  }

  /** Makes, renames and deletes organizations and projects. */
  public Organizations organizations() {
    return organizations;
  }

  /** Makes, changes and erases users. */
  public Users users() {
    return users;
  }

  /** Sets and removes alert settings. */
  public AlertConfigurations alertConfigurations() {
    return alertConfigurations;
  }

  /** What was raised, for who wants to know of it. */
  public Alerts alerts() {
    return alerts;
  }

  /** Looks for what no single record shows. */
  public AlertWatch alertWatch() {
    return alertWatch;
  }

  /** What of it is to be delivered, for who delivers it. */
  public Deliveries deliveries() {
    return deliveries;
  }

  /** Sets and removes own prices. */
  public Prices prices() {
    return prices;
  }

  /** Says whether a request may be made. */
  public BudgetGate gate() {
    return gate;
  }

  /** Invalidates what caches hold, changes their policies, explains changes. */
  public CacheAdministration cacheAdministration() {
    return cacheAdministration;
  }

  /** What is lent to this node, and what came of it. */
  public LeaseStatistics leaseStatistics() {
    return LeaseStatistics.of(leases, recalls, leaseKeeper);
  }

  LeaseKeeper leaseKeeper() {
    return leaseKeeper;
  }

  CriticalKeys criticalKeys() {
    return critical;
  }

  /**
   * Makes what is asked of the database, past the caches, in one snapshot: all of one moment, which
   * is that of the position. Reads through caches are not part of it, and need another connection.
   *
   * <p>Inside a transaction of the thread's it is that transaction's own view, whose position is
   * not known: {@link io.trueup.cache.Position#GENESIS}.
   *
   * @param queries run once, on this thread; what they throw comes out
   * @throws IllegalStateException within another such call
   */
  public <T> Snapshot<T> together(Supplier<T> queries) {
    return database.together(queries);
  }

  /** Who changed what an administrator can change. */
  public AuditLog auditLog() {
    return auditLog;
  }

  /** The change log, for who follows it from outside. */
  public Changes changes() {
    return changes;
  }

  /** Spending by groups, page by page. */
  public Breakdowns breakdowns() {
    return breakdowns;
  }

  /** What is answered from caches. */
  public LedgerViews views() {
    return views;
  }

  /** The node's caches, for statistics and audits. */
  public Caches caches() {
    return parts.caches();
  }

  /**
   * The transactions in which the ledger writes. What the application does inside one, budgets it
   * changes included, commits or rolls back together.
   */
  public ChangeTransactions transactions() {
    return parts.transactions();
  }

  /**
   * How many of its own transactions the database has undone for the sake of others, by a deadlock
   * or for serialization, and the ledger has done again.
   */
  public long undoneTransactions() {
    return database.undone();
  }

  /**
   * The tags that a change touches, and so what it makes invalid or folds. What {@code explain}
   * answers.
   */
  public Tags tagsOf(LedgerChange change) {
    return InvalidationRules.tagsOf(change);
  }

  /** Hands every change that commits from now on, on any node, to the listener. */
  public void listen(ChangeListener listener) {
    parts.caches().listen(listener);
  }

  /** Recomputes figures from the records themselves, to check sums and views against. */
  public Recomputation recompute() {
    return new Recomputation(database, clock);
  }

  /**
   * Writes what is queued and ends the threads; closes neither the data source nor the {@linkplain
   * Builder#over parts} that it was given.
   */
  @Override
  public void close() {
    leaseKeeper.close();
    poster.close();
    parts.close();
  }

  /** Settings of a ledger. */
  public static final class Builder {
    private final DataSource dataSource;
    private final Map<CacheName, CachePolicy> policies = new EnumMap<>(CacheName.class);
    private @Nullable InstantSource clock;
    private Ticker ticker = Ticker.system();
    private @Nullable DefaultBudget defaultUserBudget;
    private FailPolicy failPolicy = FailPolicy.CLOSED;
    private Duration reservationTtl = ReservationRequest.DEFAULT_TTL;
    private RecordingSettings recording = RecordingSettings.DEFAULT;
    private LeaseSettings leaseSettings = LeaseSettings.DEFAULT;
    private LeaseWorkings leaseWorkings = LeaseWorkings.USUAL;
    private String node = "node";
    private Duration changeRetention = LogTrimmer.DEFAULT_RETENTION;
    private boolean soleWriter;
    private @Nullable Catalogue catalogue;
    private @Nullable SecondLevel secondLevel;
    private @Nullable LedgerParts given;
    private boolean migrated;
    private Elsewhere.Pause pause = Elsewhere.waiting();

    private Builder(DataSource dataSource) {
      this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
    }

    /** The wall clock; default {@linkplain Caches#clock the database's}. */
    public Builder clock(InstantSource source) {
      this.clock = Objects.requireNonNull(source, "clock");
      return this;
    }

    /** The monotonic clock; default the machine's. */
    public Builder ticker(Ticker source) {
      this.ticker = Objects.requireNonNull(source, "ticker");
      return this;
    }

    /** How records are written. */
    public Builder recording(RecordingSettings settings) {
      this.recording = Objects.requireNonNull(settings, "recording");
      return this;
    }

    /** The budget that each new user gets; default none. */
    public Builder defaultUserBudget(@Nullable DefaultBudget budget) {
      this.defaultUserBudget = budget;
      return this;
    }

    /**
     * What is {@linkplain Budgets#usualFailPolicy usual} for budgets when nobody can say whether
     * they have room; default {@link FailPolicy#CLOSED}.
     */
    public Builder failPolicy(FailPolicy policy) {
      this.failPolicy = Objects.requireNonNull(policy, "policy");
      return this;
    }

    /**
     * For how long amounts are held that say nothing of it; default {@link
     * ReservationRequest#DEFAULT_TTL}.
     */
    public Builder reservationTtl(Duration ttl) {
      ReservationRequest.checkTtl(ttl);
      this.reservationTtl = ttl;
      return this;
    }

    /**
     * How this node admits from slices of budgets' room in memory; it does not where recording is
     * set not to make {@linkplain RecordingSettings#createUnknownOwners unknown owners}.
     */
    public Builder leases(LeaseSettings settings) {
      this.leaseSettings = Objects.requireNonNull(settings, "leases");
      return this;
    }

    private LeaseSettings leaseSettings() {
      return recording.createUnknownOwners() ? leaseSettings : LeaseSettings.OFF;
    }

    /** By what leases work. */
    Builder leaseWorkings(LeaseWorkings workings) {
      this.leaseWorkings = workings;
      return this;
    }

    /** How one cache behaves, instead of its default. */
    public Builder policy(CacheName cache, CachePolicy policy) {
      policies.put(cache, policy);
      return this;
    }

    /**
     * A store of values shared with other nodes, such as Redis; default none. The caches {@code
     * budgets} and {@code prices} use it unless their policies are set. Not closed with the ledger.
     */
    public Builder secondLevel(SecondLevel level) {
      this.secondLevel = Objects.requireNonNull(level, "secondLevel");
      return this;
    }

    /**
     * How long changes are kept in the log; default {@link LogTrimmer#DEFAULT_RETENTION}. A node
     * that was away for longer starts with empty caches.
     */
    public Builder changeRetention(Duration retention) {
      this.changeRetention = Objects.requireNonNull(retention, "changeRetention");
      return this;
    }

    /** The name of this node in change rows; default {@code node}. */
    public Builder node(String name) {
      this.node = Objects.requireNonNull(name, "node");
      return this;
    }

    /** The price catalogue until one is imported; default the one that is shipped. */
    public Builder catalogue(Catalogue prices) {
      this.catalogue = prices;
      return this;
    }

    /**
     * Promises that nobody else writes to this database: this ledger, in this process, is all. Then
     * reads from caches need neither clock nor query to be known as fresh.
     */
    public Builder soleWriter() {
      this.soleWriter = true;
      return this;
    }

    /**
     * Works with these parts instead of its own, and leaves it to the caller to close them. {@link
     * #node}, {@link #ticker}, {@link #secondLevel}, {@link #changeRetention} and {@link
     * #soleWriter} are theirs to have then.
     *
     * @param transactions over the ledger's data source; their writer and the log know at least the
     *     {@linkplain LedgerChange#codec() ledger's facts}
     * @param caches follow the log and observe the transactions
     * @param log the log to which the transactions append
     */
    public Builder over(ChangeTransactions transactions, Caches caches, ChangeLog log) {
      this.given = LedgerParts.given(transactions, caches, log);
      return this;
    }

    /** How a change is waited for until other nodes have it; default by the machine's clock. */
    Builder pause(Elsewhere.Pause waiting) {
      this.pause = waiting;
      return this;
    }

    /** The tables are up to date: {@link LedgerSchema#migrate} was called for this database. */
    public Builder migrated() {
      this.migrated = true;
      return this;
    }

    /**
     * Brings the tables up to date, unless they {@linkplain #migrated() are}, and starts.
     *
     * @throws LedgerException if the database would lose acknowledged records with a killed
     *     process: a file of H2 without {@code ;WRITE_DELAY=0}
     */
    public Ledger open() {
      if (!migrated) {
        LedgerSchema.migrate(dataSource);
      }
      return new Ledger(this);
    }

    private LedgerParts parts() {
      return given == null ? ownParts() : given;
    }

    private LedgerParts ownParts() {
      LedgerChangeCodec codec = new LedgerChangeCodec();
      JdbcTransactions transactions =
          new JdbcTransactions(dataSource, new ChangeWriter(codec, node));
      JdbcChangeLog.Builder reading = JdbcChangeLog.builder(dataSource, codec);
      JdbcChangeLog log = (soleWriter ? reading.soleWriter() : reading.sharedWriters()).build();
      Caches.Builder caches =
          Caches.follow(log)
              .transactions(transactions)
              .ticker(ticker)
              .hotKeys(new HotKeyTable(dataSource, node));
      if (secondLevel != null) {
        caches.secondLevel(secondLevel);
      }
      LogTrimmer trimmer = new LogTrimmer(dataSource, changeRetention).start();
      return LedgerParts.own(transactions, caches.build(), log, trimmer);
    }
  }
}
