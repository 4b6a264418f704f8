package io.trueup.alerts;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import io.trueup.ledger.Alert;
import io.trueup.ledger.Deliveries;
import io.trueup.ledger.Ledger;
import io.trueup.spend.BudgetId;
import io.trueup.spend.Channel;
import io.trueup.spend.Money;
import io.trueup.spend.Scope;
import io.trueup.spend.Severity;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Delivers alerts: on many nodes over one database, each delivery is tried by one of them at a
 * time, at least once, until its channel has taken it or it is given up. Safe for use by many
 * threads.
 *
 * <pre>{@code
 * try (AlertMessenger messenger =
 *     AlertMessenger.start(ledger, dataSource, MessengerSettings.DEFAULT)) {
 *   messenger.test(new Scope.Global(), List.of(new Channel.Log()));
 * }
 * }</pre>
 */
public final class AlertMessenger implements AutoCloseable {
  private static final Duration AFTER_AN_OUTAGE = Duration.ofSeconds(10);
  private static final int TESTERS = 8;
  private static final int MOST_WAITING = 100;

  private final MessengerSettings settings;
  private final Posts posts;
  private final Senders senders;
  private final DueDelivery due;
  private final Scheduler scheduler;
  private final InstantSource clock;
  private final ExecutorService tests = daemons();

  private AlertMessenger(
      Ledger ledger,
      DataSource dataSource,
      MessengerSettings settings,
      PublicResolver.Lookup lookup) {
    this.settings = settings;
    this.clock = ledger.clock();
    this.posts = new Posts(lookup, settings.allowPrivateTargets(), settings.timeout());
    this.senders =
        new Senders(
            new LogSender(),
            new WebhookSender(posts, ledger.clock()),
            new SlackSender(posts),
            new MailSender(settings.mailServer(), settings.timeout()));
    BackOff backOff =
        new BackOff(
            settings.firstRetry(),
            settings.longestRetry(),
            () -> ThreadLocalRandom.current().nextDouble());
    this.due = new DueDelivery(ledger, senders, settings, backOff);
    this.scheduler =
        LedgerScheduler.over(dataSource, ledger.clock(), deliveries(), settings)
            .startTasks(new Rounds(ledger.alertWatch(), settings.watch()).tasks())
            .build();
  }

  private static ExecutorService daemons() {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            TESTERS,
            TESTERS,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            task -> {
              Thread thread = new Thread(task, "trueup-alert-test");
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  private CustomTask<Void> deliveries() {
    return Tasks.custom(Deliveries.TASK, Void.class)
        .onFailure(new FailureHandler.OnFailureRetryLater<>(AFTER_AN_OUTAGE))
        .execute((task, context) -> due.run(task.getId()));
  }

  /**
   * Starts to deliver what this ledger and others over its database raise.
   *
   * @param dataSource the ledger's; may be a pool
   */
  public static AlertMessenger start(
      Ledger ledger, DataSource dataSource, MessengerSettings settings) {
    return start(ledger, dataSource, settings, InetAddress::getAllByName);
  }

  static AlertMessenger start(
      Ledger ledger,
      DataSource dataSource,
      MessengerSettings settings,
      PublicResolver.Lookup lookup) {
    AlertMessenger messenger = new AlertMessenger(ledger, dataSource, settings, lookup);
    messenger.scheduler.start();
    return messenger;
  }

  /** One that only tests channels, and leaves delivering to others. */
  public static AlertMessenger forTestsOnly(
      Ledger ledger, DataSource dataSource, MessengerSettings settings) {
    return new AlertMessenger(ledger, dataSource, settings, InetAddress::getAllByName);
  }

  /** Takes a delivery up as the scheduler does, whoever else has. */
  void attempt(String delivery) {
    due.run(delivery);
  }

  /**
   * What a channel said to a test.
   *
   * @param channel which one
   * @param error why it has not taken the message; null if it has
   */
  public record Tested(Channel channel, @Nullable String error) {}

  /**
   * Sends an alert that is marked as a test, once, to each of the channels; nothing of it is
   * recorded. Takes up to the time-out for every eight channels.
   *
   * @param scope whose alert it would be
   * @return one for each channel, in order
   * @throws MessengerBusyException if too much is being tested
   */
  public List<Tested> test(Scope scope, List<Channel> channels) {
    Message message = new Message(example(scope), "", settings.currency(), true);
    try {
      List<CompletableFuture<Tested>> all =
          channels.stream()
              .map(it -> CompletableFuture.supplyAsync(() -> test(it, message), tests))
              .toList();
      return all.stream().map(CompletableFuture::join).toList();
    } catch (RejectedExecutionException e) {
      throw new MessengerBusyException(e);
    }
  }

  private Alert example(Scope scope) {
    return new Alert(
        "test-" + UUID.randomUUID(),
        Alert.Cause.threshold(new BudgetId("test"), 80),
        scope,
        new Alert.Span(null, null),
        Severity.INFO,
        new Alert.Figures(Money.of("8"), Money.of("10"), null, null),
        null,
        clock.instant(),
        null,
        List.of());
  }

  private Tested test(Channel channel, Message message) {
    try {
      senders.send(channel, message);
      return new Tested(channel, null);
    } catch (DeliveryException e) {
      return new Tested(channel, e.reason());
    }
  }

  /** How many deliveries this node has made since it was started. */
  public long delivered() {
    return due.delivered.sum();
  }

  /** How many tries of this node have failed since it was started. */
  public long failedAttempts() {
    return due.failed.sum();
  }

  /** How many deliveries this node has given up since it was started. */
  public long givenUp() {
    return due.dead.sum();
  }

  /**
   * Ends what it is at within the time-out, then stops; what is left is others' or a later one's.
   */
  @Override
  public void close() {
    scheduler.stop();
    tests.shutdownNow();
    posts.close();
  }
}
