package io.trueup.alerts;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import io.trueup.ledger.Alert;
import io.trueup.ledger.Deliveries;
import io.trueup.ledger.Ledger;
import io.trueup.spend.Channel;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
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
 *   messenger.test(alert, List.of(new Channel.Log()));
 * }
 * }</pre>
 */
public final class AlertMessenger implements AutoCloseable {
  private static final Duration AFTER_AN_OUTAGE = Duration.ofSeconds(10);

  private final MessengerSettings settings;
  private final Posts posts;
  private final Senders senders;
  private final DueDelivery due;
  private final Scheduler scheduler;

  private AlertMessenger(
      Ledger ledger,
      DataSource dataSource,
      MessengerSettings settings,
      PublicResolver.Lookup lookup) {
    this.settings = settings;
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
    this.scheduler = LedgerScheduler.over(dataSource, ledger.clock(), tasks(), settings);
  }

  private List<Task<?>> tasks() {
    return List.of(
        Tasks.custom(Deliveries.TASK, Void.class)
            .onFailure(new FailureHandler.OnFailureRetryLater<>(AFTER_AN_OUTAGE))
            .execute((task, context) -> due.run(task.getId())));
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
   * Sends an alert that is marked as a test, once, to each of the channels, one after the other;
   * nothing of it is recorded. Takes up to the time-out for each.
   *
   * @param example the alert, which need not be in the ledger
   */
  public List<Tested> test(Alert example, List<Channel> channels) {
    Message message = new Message(example, "", settings.currency(), true);
    return channels.stream().map(channel -> test(channel, message)).toList();
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
    posts.close();
  }
}
