package io.trueup.alerts;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import io.trueup.ledger.Alert;
import io.trueup.ledger.ClaimedDelivery;
import io.trueup.ledger.Ledger;
import io.trueup.spend.Budget;
import io.trueup.spend.BudgetId;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/*
 * One run of a scheduled task: a try, if it can be claimed, and when the next one is. The scheduler
 * starts a task on one node at a time, but takes one over from a node that does not say any more that it
 * is alive, which may be wrong. The claim holds then: it lasts longer than a try can take.
 */
/** Makes the tries of deliveries. Safe for use by many threads. */
final class DueDelivery {
  private static final Logger LOG = System.getLogger(DueDelivery.class.getName());

  private final Ledger ledger;
  private final Senders senders;
  private final MessengerSettings settings;
  private final BackOff backOff;
  final LongAdder delivered = new LongAdder();
  final LongAdder failed = new LongAdder();
  final LongAdder dead = new LongAdder();

  DueDelivery(Ledger ledger, Senders senders, MessengerSettings settings, BackOff backOff) {
    this.ledger = ledger;
    this.senders = senders;
    this.settings = settings;
    this.backOff = backOff;
  }

  /** Tries it if it can; answers what becomes of the task. */
  CompletionHandler<Void> run(String id) {
    Optional<Instant> next =
        ledger
            .deliveries()
            .claim(id, claimTime())
            .map(this::attempt)
            .orElseGet(() -> ledger.deliveries().pendingUntil(id));
    return (complete, task) -> {
      if (next.isPresent()) {
        task.reschedule(complete, next.get());
      } else {
        task.stop();
      }
    };
  }

  private Duration claimTime() {
    return settings.timeout().multipliedBy(2).plusSeconds(30);
  }

  /** When it is tried again, if it is. */
  private Optional<Instant> attempt(ClaimedDelivery delivery) {
    if (delivery.attempt() > settings.attempts()) {
      return giveUp(delivery, "tried " + settings.attempts() + " times, and never got to an end");
    }
    try {
      senders.send(delivery.channel(), message(delivery.alert()));
    } catch (DeliveryException e) {
      return failed(delivery, e.reason());
    }
    ledger.deliveries().delivered(delivery);
    delivered.increment();
    return Optional.empty();
  }

  private Message message(Alert alert) {
    BudgetId budget = alert.cause().budget();
    String name = budget == null ? "" : ledger.budgets().find(budget).map(Budget::name).orElse("");
    return new Message(alert, name, settings.currency(), false);
  }

  private Optional<Instant> failed(ClaimedDelivery delivery, String reason) {
    failed.increment();
    if (delivery.attempt() >= settings.attempts()) {
      return giveUp(delivery, reason);
    }
    Instant next = ledger.clock().instant().plus(backOff.after(delivery.attempt()));
    ledger.deliveries().failed(delivery, reason, next);
    return Optional.of(next);
  }

  private Optional<Instant> giveUp(ClaimedDelivery delivery, String reason) {
    ledger.deliveries().dead(delivery, reason);
    dead.increment();
    LOG.log(Level.WARNING, "given up: " + delivery + ": " + reason);
    return Optional.empty();
  }
}
