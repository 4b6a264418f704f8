package io.trueup.chaos.load;

import io.trueup.chaos.check.Answer;
import io.trueup.chaos.check.Claim;
import io.trueup.chaos.check.Violation;
import io.trueup.chaos.load.Asker.Way;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One client: asks, records, or administers, one request after the other, until it is told to end.
 */
final class Client implements Runnable {
  private static final Duration PATIENCE = Duration.ofSeconds(6);
  private static final int ATTEMPTS = 6;
  private static final int MOST_GUEST_BUDGETS = 4;

  private final String name;
  private final Ground ground;
  private final Asker asker;
  private final Random random;
  private final boolean administers;
  private final Deque<String> guestBudgets = new ArrayDeque<>();
  private long seen = -1;
  private int count;
  private volatile boolean ended;

  Client(String name, Ground ground, long seed, boolean administers) {
    this.name = name;
    this.ground = ground;
    this.asker = new Asker(ground);
    this.random = new Random(seed);
    this.administers = administers;
  }

  /** Has it end with the request that it is at. */
  void end() {
    ended = true;
  }

  @Override
  public void run() {
    try {
      while (!ended) {
        next();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      ground.checker().violated(new Violation("suite", name + " failed: " + e));
    }
  }

  private void next() throws InterruptedException {
    if (administers && random.nextInt(4) == 0) {
      administer();
    } else if (random.nextInt(6) == 0) {
      record();
    } else {
      long position = asker.ask(Question.any(ground.world(), random), anyWay());
      seen = Math.max(seen, position);
    }
  }

  private Way anyWay() {
    return switch (random.nextInt(9)) {
      case 0 -> Way.strict(anyNode());
      case 1, 2, 3 -> Way.atLeast(anyNode(), seen);
      default -> Way.byPolicy(anyNode());
    };
  }

  private int anyNode() {
    return ground.nodes().any(random);
  }

  private void administer() throws InterruptedException {
    Change change =
        guestBudgets.size() >= MOST_GUEST_BUDGETS
            ? Change.deletion(guestBudgets.removeFirst())
            : Change.any(ground.world(), random);
    int node = anyNode();
    Reply reply = ground.http().send(ground.nodes().url(node), change.request(), PATIENCE);
    ground.tally().count(change.kind() + " " + describe(reply));
    if (reply == null || reply.status() >= 400) {
      // What was deleted already, by an answer that was lost or by another client.
      if (reply == null || reply.status() != 404) {
        asker.refused(change.kind(), node, reply);
      }
      return;
    }
    if (change.kind().equals("budget")) {
      guestBudgets.addLast(reply.json().required("id").asString());
    }
    if (reply.hasPosition()) {
      ground.acknowledged().by(node, reply.position());
      ground.acknowledged().everywhere(reply.position());
      seen = Math.max(seen, reply.position());
    }
  }

  private static String describe(@Nullable Reply reply) {
    return reply == null
        ? "unanswered"
        : reply.status() < 400 ? "done" : reply.status() + " " + reply.problem();
  }

  /** Until it is answered, by whichever node: it is recorded once. */
  private void record() throws InterruptedException {
    Expense expense = Expense.any(ground.world(), random, name + "-" + count++);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int node = anyNode();
      long floor = ground.acknowledged().floor(node, true);
      Reply reply = ground.http().send(ground.nodes().url(node), expense.request(), PATIENCE);
      ground.tally().count(expense.kind() + " " + describe(reply));
      if (reply != null && reply.status() == 422 && expense.pricedAs() != null) {
        judgePrice(expense, "absent", reply, floor, Answer.NO_CEILING);
        return;
      }
      if (reply != null && reply.status() < 400) {
        recorded(expense, node, reply, floor);
        return;
      }
      asker.refused(expense.kind(), node, reply);
    }
  }

  private void recorded(Expense expense, int node, Reply reply, long floor)
      throws InterruptedException {
    JsonNode answer = reply.json();
    List<JsonNode> records =
        answer.has("results") ? answer.required("results").valueStream().toList() : List.of(answer);
    for (int i = 0; i < records.size(); i++) {
      if (records.get(i).has("problem")) {
        ground.tally().count("in a batch " + records.get(i).at("/problem/status").asString());
      } else {
        ground.recorded().add(expense.ids().get(i));
      }
    }
    if (reply.hasPosition()) {
      ground.acknowledged().by(node, reply.position());
      seen = Math.max(seen, reply.position());
    }
    if (expense.pricedAs() != null && reply.status() == 201) {
      String price =
          ((Claim.Is) Claim.is("", new BigDecimal(answer.required("cost").asString()))).value();
      judgePrice(expense, price, reply, floor, reply.position());
    }
  }

  private void judgePrice(Expense expense, String price, Reply reply, long floor, long ceiling)
      throws InterruptedException {
    ground
        .checker()
        .judge(
            new Answer(
                expense.kind(),
                reply.sentAt(),
                reply.receivedAt(),
                floor,
                0,
                ceiling,
                List.of(new Claim.Is("price:openai/" + expense.pricedAs(), price))));
  }
}
