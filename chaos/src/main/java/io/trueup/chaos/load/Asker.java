package io.trueup.chaos.load;

import io.trueup.chaos.check.Answer;
import io.trueup.chaos.check.Claim;
import io.trueup.chaos.check.Violation;
import io.trueup.chaos.load.Http.Request;
import io.trueup.chaos.stage.Pause;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/*
 * K1: what was committed before the question less the answer's age is in it, and its age is within the
 * cache's bound. K3: so is what the node acknowledged before, unless the answer says that it is stale
 * since the log is out of reach. K5: so is everything up to the position
 * that the question asks for. K6 and K2: it is a state that was committed, with nothing after its
 * position.
 */
/** Asks questions and has the answers judged. Safe for use by many threads. */
final class Asker {
  /** No answer, or a refusal. */
  static final long UNANSWERED = -2;

  private static final int PAUSE_MILLIS = 10;
  private static final String STALE = "stale";
  private static final long NANOS = 1_000_000;
  private static final Duration PATIENCE = Duration.ofMillis(2500);

  private final Ground ground;

  Asker(Ground ground) {
    this.ground = ground;
  }

  /**
   * How to ask.
   *
   * @param node which node
   * @param strict whether the answer may be no older than the question
   * @param atLeast position to ask for, or -1
   */
  record Way(int node, boolean strict, long atLeast) {
    static Way strict(int node) {
      return new Way(node, true, -1);
    }

    static Way atLeast(int node, long position) {
      return new Way(node, false, position);
    }

    static Way byPolicy(int node) {
      return new Way(node, false, -1);
    }

    List<String> headers() {
      if (strict) {
        return List.of("Trueup-Max-Staleness", "0");
      }
      return atLeast < 0 ? List.of() : List.of("Trueup-At-Least", Long.toString(atLeast));
    }
  }

  /** The position of the answer, -1 if it had none, {@link #UNANSWERED}. */
  long ask(Question question, Way way) throws InterruptedException {
    long floor =
        Math.max(way.atLeast(), ground.acknowledged().floor(way.node(), question.isBounded()));
    Request request = question.request().with(way.headers());
    Reply reply = ground.http().send(ground.nodes().url(way.node()), request, PATIENCE);
    ground.tally().count(question.kind() + " " + describe(reply));
    if (reply == null || reply.status() != 200) {
      refused(question.kind(), way.node(), reply);
      return UNANSWERED;
    }
    checkAge(question, way, reply);
    ground
        .checker()
        .judge(
            new Answer(
                "%s of node %d, %s (%s)"
                    .formatted(
                        question.kind(),
                        way.node(),
                        way.strict() ? "strict" : "at least " + way.atLeast(),
                        reply.outcome()),
                reply.sentAt(),
                reply.receivedAt(),
                reply.outcome().equals(STALE) ? way.atLeast() : floor,
                reply.age() * NANOS,
                reply.position(),
                claims(question, reply)));
    return reply.hasPosition() ? reply.position() : -1;
  }

  private static List<Claim> claims(Question question, Reply reply) {
    try {
      return question.claims().of(reply.json());
    } catch (JacksonException e) {
      return List.of(
          new Claim.Contradiction(
              e.getMessage() + " in " + reply.response() + ": " + reply.response().body()));
    }
  }

  private static String describe(@Nullable Reply reply) {
    if (reply == null) {
      return "unanswered";
    }
    return reply.status() == 200 ? reply.outcome() : reply.status() + " " + reply.problem();
  }

  /** An answer is never older than its bound without saying so; one that says so is analytics. */
  private void checkAge(Question question, Way way, Reply reply) {
    long bound = way.strict() ? 0 : question.boundMillis();
    boolean mayBeStale = !question.isBounded();
    boolean isStale = reply.outcome().equals(STALE);
    if (isStale ? !mayBeStale : reply.age() > bound) {
      ground
          .checker()
          .violated(
              new Violation(
                  "K1",
                  "%s of node %d is %d ms old, %s; allowed are %d"
                      .formatted(
                          question.kind(), way.node(), reply.age(), reply.outcome(), bound)));
    }
  }

  /** What cannot be answered is a 503, whatever breaks. */
  void refused(String kind, int node, @Nullable Reply reply) throws InterruptedException {
    if (reply != null && reply.status() != 503) {
      ground
          .checker()
          .violated(
              new Violation(
                  "contract", kind + ": " + reply.status() + " " + reply.response().body()));
    }
    if (reply == null) {
      ground.nodes().isAway(node);
    }
    Pause.millis(PAUSE_MILLIS);
  }
}
