package io.trueup.spring;

import io.trueup.ledger.DefaultBudget;
import io.trueup.ledger.UnknownPrice;
import io.trueup.spend.Enforcement;
import io.trueup.spend.FailPolicy;
import io.trueup.spend.Money;
import io.trueup.spend.Period;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Trueup's settings. Immutable.
 *
 * @param node name of this node in the change log; by default made of the application's and the
 *     host's
 * @param alerts how alerts are delivered
 * @param atLeastTimeout how long a read waits for a position that it was given
 * @param budgets what budgets there are without anybody making them
 * @param caches what is set for each cache, by its name
 * @param changelog how the change log is written and followed
 * @param ledger the books on AI usage and budgets
 * @param recording how usage is recorded
 * @param redis the second level
 * @param reservations how amounts are held
 * @param retention how long things are kept
 * @param warming how much loading at once when caches are warmed
 */
@ConfigurationProperties("trueup")
public record TrueupProperties(
    @Nullable String node,
    @DefaultValue Alerts alerts,
    @DefaultValue("2s") Duration atLeastTimeout,
    @DefaultValue Budgets budgets,
    @DefaultValue Map<String, CacheSettings> caches,
    @DefaultValue ChangeLogSettings changelog,
    @DefaultValue LedgerToggle ledger,
    @DefaultValue Recording recording,
    @DefaultValue Redis redis,
    @DefaultValue Reservations reservations,
    @DefaultValue Retention retention,
    @DefaultValue Warming warming) {

  /**
   * How alerts are delivered.
   *
   * @param deliver whether this node does; else it only tests channels
   * @param allowPrivateTargets whether webhooks may lead into private networks
   * @param pollInterval how often this node looks for what is due
   * @param threads how many deliveries it makes at once
   * @param timeout how long one exchange with a channel may take
   * @param attempts how often a delivery is tried before it is given up
   * @param firstRetry how long after the first try the second comes
   * @param longestRetry how long after another the next one comes at most
   * @param forecasts whether budgets that will run out are told of
   * @param anomalies whether hours out of the usual are told of
   * @param anomalyFactor how many times the usual is too much
   * @param anomalyFloor what is less than this in an hour is never too much
   * @param smtp the mail server
   */
  public record Alerts(
      @DefaultValue("true") boolean deliver,
      @DefaultValue("false") boolean allowPrivateTargets,
      @DefaultValue("1s") Duration pollInterval,
      @DefaultValue("4") int threads,
      @DefaultValue("10s") Duration timeout,
      @DefaultValue("12") int attempts,
      @DefaultValue("10s") Duration firstRetry,
      @DefaultValue("1h") Duration longestRetry,
      @DefaultValue("true") boolean forecasts,
      @DefaultValue("true") boolean anomalies,
      @DefaultValue("4") BigDecimal anomalyFactor,
      @DefaultValue("10") BigDecimal anomalyFloor,
      @DefaultValue Smtp smtp) {}

  /**
   * The mail server.
   *
   * @param host its name; no mails unless set
   * @param port where it listens
   * @param security how the connection is protected
   * @param username who signs in; nobody unless set
   * @param password of who signs in
   * @param from the sender's address
   */
  public record Smtp(
      @Nullable String host,
      @DefaultValue("587") int port,
      @DefaultValue("start-tls") SmtpSecurity security,
      @Nullable String username,
      @Nullable String password,
      @Nullable String from) {
    /** Without the password. */
    @Override
    public String toString() {
      return host + ":" + port;
    }
  }

  /** How the connection to the mail server is protected. */
  public enum SmtpSecurity {
    /** Not at all. */
    NONE,
    /** By TLS after STARTTLS, without which nothing is sent. */
    START_TLS,
    /** By TLS from the start. */
    TLS
  }

  /**
   * How the change log is written and followed.
   *
   * @param pollInterval how often the log is looked at without a ring of the doorbell
   * @param lockTimeout how long a commit waits for the log's lock
   * @param retention how long changes are kept; a node that was away for longer starts with empty
   *     caches
   * @param doorbell whether followers are told of changes at once
   * @param soleWriter promises that no other process, and nothing else in this one, writes to the
   *     database: then no read needs a clock or a query to be known as fresh
   * @param triggers whether PostgreSQL tells of what others change in the ledger's tables
   */
  public record ChangeLogSettings(
      @DefaultValue("100ms") Duration pollInterval,
      @DefaultValue("5s") Duration lockTimeout,
      @DefaultValue("7d") Duration retention,
      @DefaultValue("auto") DoorbellKind doorbell,
      @DefaultValue("false") boolean soleWriter,
      @DefaultValue("false") boolean triggers) {}

  /** Who tells of changes. */
  public enum DoorbellKind {
    /** The best that is there. */
    AUTO,
    /** Nobody: the log is polled. */
    OFF
  }

  /**
   * The books on AI usage and budgets.
   *
   * @param enabled false for those who want coherent caches only
   */
  public record LedgerToggle(@DefaultValue("true") boolean enabled) {}

  /**
   * How usage is recorded.
   *
   * @param queue how many records may wait to be written
   * @param batch how many records are written in one transaction at most
   * @param createUnknownOwners whether an organization, project or user that nobody knew is made by
   *     recording for it; else that is refused
   * @param unknownPrice what becomes of a record whose model nobody knows a price of
   */
  public record Recording(
      @DefaultValue("10000") int queue,
      @DefaultValue("500") int batch,
      @DefaultValue("true") boolean createUnknownOwners,
      @DefaultValue("refuse") UnknownPrice unknownPrice) {}

  /**
   * What holds for budgets where nobody says otherwise.
   *
   * @param defaultForUsers the budget that each new user gets
   * @param failPolicy what a budget does when nobody can say whether it has room
   */
  public record Budgets(
      @DefaultValue DefaultForUsers defaultForUsers,
      @DefaultValue("closed") FailPolicy failPolicy) {
    @Nullable DefaultBudget toDefaultBudget() {
      return defaultForUsers.toDefaultBudget(failPolicy);
    }
  }

  /**
   * The budget that each new user gets.
   *
   * @param limit a decimal, 0 or more; no user gets one unless set
   * @param period how often counting starts again
   * @param enforcement whether a full budget denies
   * @param timeZone of its windows
   */
  public record DefaultForUsers(
      @Nullable String limit,
      @DefaultValue("monthly") Period period,
      @DefaultValue("hard") Enforcement enforcement,
      @DefaultValue("UTC") ZoneId timeZone) {
    @Nullable DefaultBudget toDefaultBudget(FailPolicy failPolicy) {
      return limit == null
          ? null
          : new DefaultBudget(Money.of(limit), period, enforcement, timeZone, failPolicy);
    }
  }

  /**
   * How amounts are held.
   *
   * @param ttl for how long unless a request says otherwise
   * @param leases whether nodes may admit from slices of budgets' room in memory
   * @param leaseTtl for how long from one slice
   */
  public record Reservations(
      @DefaultValue("300s") Duration ttl,
      @DefaultValue("true") boolean leases,
      @DefaultValue("10s") Duration leaseTtl) {}

  /**
   * The second level on Redis.
   *
   * @param url where Redis is, such as {@code redis://host:6379}; no second level unless set
   * @param timeout how long a reader waits for an answer at most
   * @param keyPrefix what all keys begin with
   */
  public record Redis(
      @Nullable String url,
      @DefaultValue("50ms") Duration timeout,
      @DefaultValue("trueup") String keyPrefix) {}

  /**
   * How long things are kept.
   *
   * @param records how old a record may be, and how long it is kept
   * @param alerts how long alerts are kept
   */
  public record Retention(
      @DefaultValue("3653d") Duration records, @DefaultValue("400d") Duration alerts) {}

  /**
   * How much loading at once when caches are warmed before the node is ready.
   *
   * @param concurrency how many loads at once
   * @param loadsPerSecond how many loads may begin in a second
   * @param timeLimit after how long the rest is left to readers
   */
  public record Warming(
      @DefaultValue("2") int concurrency,
      @DefaultValue("500") int loadsPerSecond,
      @DefaultValue("30s") Duration timeLimit) {}
}
