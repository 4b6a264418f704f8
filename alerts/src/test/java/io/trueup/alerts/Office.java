package io.trueup.alerts;

import io.trueup.changelog.Postgres;
import io.trueup.changelog.TestDatabase;
import io.trueup.ledger.Alert;
import io.trueup.ledger.AlertDelivery;
import io.trueup.ledger.AlertQuery;
import io.trueup.ledger.Budgets;
import io.trueup.ledger.Ledger;
import io.trueup.ledger.LedgerSchema;
import io.trueup.ledger.UsageRequest;
import io.trueup.spend.AlertSettings;
import io.trueup.spend.Budget;
import io.trueup.spend.Channel;
import io.trueup.spend.ModelId;
import io.trueup.spend.Money;
import io.trueup.spend.Period;
import io.trueup.spend.Scope;
import io.trueup.spend.Thresholds;
import java.net.InetAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.h2.jdbcx.JdbcConnectionPool;
import org.jspecify.annotations.Nullable;

/** A database with the nodes that work on it. */
final class Office implements AutoCloseable {
  static final Scope.User ANN = new Scope.User("acme", "ann");

  static final MessengerSettings QUICK =
      new MessengerSettings(
          Duration.ofMillis(20),
          4,
          Duration.ofSeconds(5),
          6,
          Duration.ofMillis(10),
          Duration.ofMillis(40),
          true,
          "USD",
          null,
          WatchSettings.DEFAULT);

  private static final AtomicInteger IDS = new AtomicInteger();

  /** One of the nodes. */
  record Node(Ledger ledger, AlertMessenger messenger) implements AutoCloseable {
    void spend(String cost) {
      ledger
          .usage()
          .record(
              UsageRequest.builder(
                      "r" + IDS.incrementAndGet(), "acme", new ModelId("openai", "gpt-4o"))
                  .user("ann")
                  .cost(Money.of(cost))
                  .build());
    }

    /** In the order in which they were raised. */
    List<Alert> alerts() {
      return ledger.alerts().list(AlertQuery.ALL, null, 500).items().stream()
          .sorted(Comparator.comparing(Alert::id))
          .toList();
    }

    List<AlertDelivery> deliveries() {
      return alerts().stream().flatMap(alert -> alert.deliveries().stream()).toList();
    }

    /** Of Ann, for all of time. */
    Budget budget(String limit) {
      return ledger
          .budgets()
          .create(
              Budget.builder(Budgets.newId(), ANN, Period.TOTAL, Money.of(limit))
                  .name("Ann, all")
                  .build());
    }

    /** Alerts at 80 and 100 % go to these channels, with an hour's cool-down. */
    void send(Channel... channels) {
      ledger
          .alertConfigurations()
          .put(
              new Scope.Global(),
              new AlertSettings(Thresholds.DEFAULT, List.of(channels), Duration.ofHours(1), true),
              null);
    }

    @Override
    public void close() {
      messenger.close();
      ledger.close();
    }
  }

  private final JdbcConnectionPool pool;
  private final Runnable atTheEnd;
  private final boolean isShared;
  private final List<Node> nodes = new ArrayList<>();
  private volatile @Nullable Instant now;

  private Office(TestDatabase database, boolean isShared) {
    this.isShared = isShared;
    if (database == TestDatabase.H2) {
      pool = JdbcConnectionPool.create(url(), "sa", "");
      atTheEnd = this::dropH2;
    } else {
      Postgres postgres = Postgres.with("ledger", LedgerSchema::migrate).renewed();
      pool = JdbcConnectionPool.create(postgres.poolable());
      atTheEnd =
          () -> {
            pool.dispose();
            postgres.close();
          };
    }
    pool.setMaxConnections(30);
  }

  static Office ofOneNode(TestDatabase database) {
    return new Office(database, false);
  }

  static Office ofSeveral() {
    return new Office(TestDatabase.POSTGRESQL, true);
  }

  private static String url() {
    return "jdbc:h2:mem:"
        + UUID.randomUUID()
        + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH"
        + ";DB_CLOSE_DELAY=-1";
  }

  /** What time it is for nodes that are opened from now on; until it is set, the database's. */
  void setClock(Instant instant) {
    now = instant;
  }

  Node open() {
    return open(QUICK);
  }

  Node open(MessengerSettings settings) {
    return open(settings, InetAddress::getAllByName);
  }

  Node open(MessengerSettings settings, PublicResolver.Lookup lookup) {
    Ledger.Builder ledger = Ledger.on(pool).node("n" + nodes.size());
    if (now != null) {
      ledger.clock(() -> Objects.requireNonNull(now));
    }
    Ledger opened = (isShared ? ledger : ledger.soleWriter()).open();
    Node node = new Node(opened, AlertMessenger.start(opened, pool, settings, lookup));
    nodes.add(node);
    return node;
  }

  private void dropH2() {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("shutdown immediately");
    } catch (SQLException e) {
      throw new IllegalStateException("the test's database can't be ended", e);
    } finally {
      pool.dispose();
    }
  }

  @Override
  public void close() {
    nodes.forEach(Node::close);
    atTheEnd.run();
  }
}
