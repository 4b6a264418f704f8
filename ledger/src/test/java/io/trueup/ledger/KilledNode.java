package io.trueup.ledger;

import io.trueup.ledger.RecordResult.Recorded;
import io.trueup.spend.Estimate;
import io.trueup.spend.Money;
import io.trueup.spend.Subject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A program that is one of several nodes on a PostgreSQL, and does what it is told, all of it at
 * once, until it is killed. It answers each line with one that begins with the same id; it ends
 * itself with status 3 if anything is refused that should not be, and when its parent has gone.
 */
public final class KilledNode {
  static final String READY = "ready";
  static final String HELD = "held";
  static final String DENIED = "denied";
  static final String ENDED = "ended";

  private static final int AT_ONCE = 128;

  private final Ledger ledger;
  private volatile Instant now = KillTraffic.NOW;

  private KilledNode(String url, String name, int batch) {
    this.ledger =
        Ledger.on(KilledRecorder.pool(url))
            .clock(() -> now)
            .migrated()
            .node(name)
            .recording(
                new RecordingSettings(10_000, batch, Duration.ofSeconds(1), Duration.ofDays(3653)))
            .open();
  }

  /**
   * Starts it.
   *
   * @param args URL of a database with the ledger's tables, the node's name, and how much it does
   *     in a transaction at most
   */
  public static void main(String[] args) throws IOException {
    KilledNode node = new KilledNode(args[0], args[1], Integer.parseInt(args[2]));
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    KilledRecorder.say(READY);
    BufferedReader told =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = told.readLine(); line != null; line = told.readLine()) {
      String[] words = line.split(" ", -1);
      threads.execute(() -> node.answer(words));
    }
    Runtime.getRuntime().halt(0);
  }

  private void answer(String[] words) {
    try {
      KilledRecorder.say(words[1] + " " + done(words));
    } catch (RuntimeException e) {
      KilledRecorder.fail(e);
    }
  }

  private String done(String[] words) {
    Reservations reservations = ledger.reservations();
    switch (words[0]) {
      case "clock" -> now = Instant.ofEpochSecond(Long.parseLong(words[1]));
      case "settle" -> reservations.settle(words[1], Settlement.at(Money.of(words[2])));
      case "release" -> reservations.release(words[1]);
      case "reserve" -> {
        return reserve(words);
      }
      case "call" -> {
        return Long.toString(call(KillTraffic.request(words[1])));
      }
      default -> throw new IllegalArgumentException(words[0]);
    }
    return ENDED;
  }

  private String reserve(String[] words) {
    Subject subject = new Subject(words[2], null, words[3], Books.GPT_4O);
    Estimate amount = new Estimate.OfAmount(Money.of(words[4]));
    try {
      ReservationRequest request = new ReservationRequest(words[1], subject, amount);
      return HELD + " " + ledger.reservations().reserve(request).reservation().id();
    } catch (BudgetExceededException e) {
      return DENIED + " " + e.verdict().first().remaining();
    }
  }

  /** Reserves for it and settles it; answers the position of the settlement. */
  private long call(UsageRequest request) {
    Reservations reservations = ledger.reservations();
    String id = reservations.reserve(KillTraffic.reservation(request)).reservation().id();
    Recorded recorded = reservations.settle(id, KillTraffic.settlement(request)).recorded();
    return Objects.requireNonNull(recorded.position()).value();
  }
}
