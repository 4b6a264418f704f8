package io.trueup.chaos.load;

import io.trueup.chaos.check.Answer;
import io.trueup.chaos.check.Claim;
import io.trueup.chaos.check.Granted;
import io.trueup.chaos.check.Granted.Promise;
import io.trueup.chaos.check.Violation;
import io.trueup.chaos.load.Asker.Way;
import io.trueup.chaos.load.Http.Request;
import io.trueup.chaos.load.World.Person;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/*
 * Each thing that it does is sent until it is answered, to whichever node, so a first answer may be that
 * of a repetition. What is not answered at all is let go: it may be held, and ends by itself.
 *
 * Near the end of a reservation's time both answers are right, since nodes differ a little in what time
 * the database has.
 */
/**
 * A client that reserves, settles in time, late and twice, gives back and extends, on any node, and
 * knows what each answer has to be.
 */
final class Reserver implements Runnable {
  private static final Duration PATIENCE = Duration.ofSeconds(6);
  private static final int ATTEMPTS = 6;
  private static final int MOST_OPEN = 5;
  private static final int RUSH = 30;
  private static final String LIMIT = "limit of a project";

  /** What is answered 200 each time. */
  private static final String LOOK = "look";

  private static final String LEASED = "r-s-";

  private final String name;
  private final Ground ground;
  private final Desk desk;
  private final Granted granted;
  private final Asker asker;
  private final Random random;
  private final int longestSeconds;
  private final List<Ticket> open = new ArrayList<>();
  private int count;
  private volatile boolean ended;

  /**
   * A client of the desk.
   *
   * @param longestSeconds for how long it reserves at most
   */
  Reserver(String name, Ground ground, Desk desk, Granted granted, long seed, int longestSeconds) {
    this.name = name;
    this.ground = ground;
    this.desk = desk;
    this.granted = granted;
    this.asker = new Asker(ground);
    this.random = new Random(seed);
    this.longestSeconds = longestSeconds;
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
    if (random.nextInt(40) == 0) {
      administer();
    } else if (random.nextInt(12) == 0) {
      record();
    } else if (random.nextInt(6) == 0) {
      ask();
    } else if (open.size() < MOST_OPEN && random.nextInt(15) == 0) {
      rush();
    } else if (open.size() < MOST_OPEN && random.nextBoolean()) {
      reserve(anybody());
    } else if (!open.isEmpty()) {
      goOn(open.get(random.nextInt(open.size())));
    }
  }

  private void goOn(Ticket ticket) throws InterruptedException {
    int die = random.nextInt(20);
    if (ticket.isOverAt(Ticket.now())) {
      // Late, or never.
      open.remove(ticket);
      if (die < 14) {
        settle(ticket);
      }
    } else if (die < 8) {
      open.remove(ticket);
      if (settle(ticket) && die < 4) {
        settleAgain(ticket);
      } else if (ticket.settled != null && die == 4) {
        release(ticket);
      }
    } else if (die < 11) {
      open.remove(ticket);
      if (release(ticket) && die == 8) {
        settle(ticket);
      } else if (ticket.released && die == 9) {
        extend(ticket);
      }
    } else if (die < 13) {
      extend(ticket);
    } else if (die < 16) {
      look(ticket);
    }
  }

  /** One answer, of a node, to the attempt of this number, and since when it had been sent. */
  private record Answered(Reply reply, int node, int attempt, long floor, long firstSentAt) {
    int status() {
      return reply.status();
    }

    JsonNode json() {
      return reply.json();
    }

    boolean isFirst() {
      return attempt == 0;
    }
  }

  /** Sends it until there is an answer that is one of those that may come; null if none does. */
  private @Nullable Answered send(String kind, Request request, Set<Integer> allowed)
      throws InterruptedException {
    long sent = Ticket.now();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int node = ground.nodes().any(random);
      long floor = ground.acknowledged().floor(node, true);
      Reply reply = ground.http().send(ground.nodes().url(node), request, PATIENCE);
      ground.tally().count(kind + " " + describe(reply));
      if (reply != null && allowed.contains(reply.status())) {
        if (isChange(kind, reply) && reply.hasPosition()) {
          ground.acknowledged().by(node, reply.position());
        }
        return new Answered(reply, node, attempt, floor, sent);
      }
      asker.refused(kind, node, reply);
    }
    return null;
  }

  /** A look changes nothing. What a repetition answers, the node has, whoever changed it. */
  private static boolean isChange(String kind, Reply reply) {
    return reply.status() >= 200 && reply.status() < 300 && !kind.equals(LOOK);
  }

  private static String describe(@Nullable Reply reply) {
    return reply == null
        ? "unanswered"
        : reply.status() < 400 ? "" + reply.status() : reply.status() + " " + reply.problem();
  }

  private void judge(String kind, Answered answered, List<Claim> claims)
      throws InterruptedException {
    Reply reply = answered.reply();
    ground
        .checker()
        .judge(
            new Answer(
                kind + " of node " + answered.node(),
                reply.sentAt(),
                reply.receivedAt(),
                answered.floor(),
                0,
                Answer.NO_CEILING,
                claims));
  }

  private static void expect(List<Claim> claims, boolean fact, String what, Answered answered) {
    if (!fact) {
      Reply reply = answered.reply();
      claims.add(
          new Claim.Contradiction(
              "%s: %d to attempt %d, %s"
                  .formatted(what, reply.status(), answered.attempt(), reply.response().body())));
    }
  }

  // What is done.

  private void administer() throws InterruptedException {
    Answered answered = send(LIMIT, desk.change(random), Set.of(200));
    if (answered != null && answered.reply().hasPosition()) {
      ground.acknowledged().everywhere(answered.reply().position());
    }
  }

  private Person anybody() {
    return random.nextInt(5) == 0 ? ground.world().anybody(random) : desk.anybody(random);
  }

  private Map<String, String> scopesById(Person person) {
    Map<String, String> scopes = new HashMap<>();
    Map<String, String> budgets = new HashMap<>(ground.world().budgets());
    budgets.putAll(desk.budgets());
    for (String scope : person.scopes()) {
      if (budgets.containsKey(scope)) {
        scopes.put(budgets.get(scope), scope);
      }
    }
    return scopes;
  }

  private void ask() throws InterruptedException {
    Person person = desk.anybody(random);
    String scope = desk.scope(person, random);
    Question question = Question.status(Objects.requireNonNull(desk.budgets().get(scope)), scope);
    int node = ground.nodes().any(random);
    asker.ask(question, random.nextInt(3) == 0 ? Way.strict(node) : Way.byPolicy(node));
  }

  /** Somebody spends without asking, which no reservation covers. */
  private void record() throws InterruptedException {
    Person person = desk.anybody(random);
    String id = name + "-plain-" + count++;
    String body =
        "{%s,\"provider\":\"openai\",\"model\":\"gpt-4o\",\"usage\":{},\"cost\":\"%s\"}"
            .formatted(head(person, id), World.amount(random).toPlainString());
    Answered answered =
        send("plain record", new Request("POST", "/v1/usage", body), Set.of(201, 200));
    if (answered != null) {
      ground.recorded().add(id);
    }
  }

  private static String head(Person person, String id) {
    return "\"request_id\":\"%s\",\"organization\":\"%s\",\"project\":\"%s\",\"user\":\"%s\""
        .formatted(id, person.organization(), person.project(), person.user());
  }

  private int ttl() {
    return switch (random.nextInt(3)) {
      case 0 -> 1;
      case 1 -> Math.min(3, longestSeconds);
      default -> longestSeconds;
    };
  }

  private void rush() throws InterruptedException {
    for (int i = 0; i < RUSH && !ended; i++) {
      reserve(desk.busy());
    }
  }

  private void reserve(Person person) throws InterruptedException {
    BigDecimal amount = Desk.amount(person, random);
    int ttl = ttl();
    String id = name + "-" + count++;
    String body =
        "{%s,\"provider\":\"openai\",\"model\":\"gpt-4o\",\"estimate\":{\"amount\":\"%s\"},\"ttl_seconds\":%d}"
            .formatted(head(person, id), amount.toPlainString(), ttl);
    Answered answered =
        send("reserve", new Request("POST", "/v1/reservations", body), Set.of(201, 200, 429));
    if (answered == null) {
      return;
    }
    Map<String, String> scopes = scopesById(person);
    if (answered.status() == 429) {
      judge("denial", answered, new Denial(answered.reply(), amount, scopes).claims());
      return;
    }
    reserved(person, amount, ttl, answered, scopes.keySet());
  }

  private void reserved(
      Person person, BigDecimal amount, int ttl, Answered answered, Set<String> budgets)
      throws InterruptedException {
    JsonNode json = answered.json();
    long now = Ticket.now();
    long expiresAt = millis(json, "expires_at");
    String id = json.required("id").asString();
    Ticket ticket = new Ticket(new Promise(id, List.copyOf(budgets), amount), person, expiresAt);
    Set<String> named = new HashSet<>();
    json.required("budgets").forEach(it -> named.add(it.asString()));
    List<Claim> claims = new ArrayList<>(granted.isHeld(ticket.promise, expiresAt, now));
    expect(claims, answered.status() == 201 || !answered.isFirst(), "made before", answered);
    expect(claims, money(json, "amount").compareTo(amount) == 0, "the amount", answered);
    expect(claims, text(json, "estimate_basis").equals("amount"), "the basis", answered);
    expect(claims, json.required("held").asBoolean(), "held", answered);
    expect(claims, named.equals(budgets), "the budgets " + budgets, answered);
    expect(
        claims, text(json, "state").equals("held") || !ticket.isLiveAt(now), "the state", answered);
    expect(
        claims,
        !ticket.isOverAt(answered.firstSentAt() + ttl * 1000L)
            && !ticket.isLiveAt(now + ttl * 1000L),
        "its end",
        answered);
    judge("reservation", answered, claims);
    if (id.startsWith(LEASED)) {
      ground.tally().count("reserved from leases");
    }
    open.add(ticket);
  }

  /** Whether it was answered that it is settled, by this or before. */
  private boolean settle(Ticket ticket) throws InterruptedException {
    BigDecimal cost =
        random.nextInt(4) == 0
            ? Desk.amount(ticket.person, random)
            : ticket.amount().min(Desk.amount(ticket.person, random));
    granted.isEnding(ticket.promise);
    Answered answered =
        send("settle", settlement(ticket, cost), ticket.released ? Set.of(409) : Set.of(201, 200));
    if (answered == null) {
      return false;
    }
    List<Claim> claims = new ArrayList<>();
    if (ticket.released) {
      expect(
          claims,
          answered.reply().problem().equals("reservation-released"),
          "settled what was released",
          answered);
      judge("settlement", answered, claims);
      return false;
    }
    settled(ticket, cost, answered, claims);
    judge("settlement", answered, claims);
    return true;
  }

  private void settled(Ticket ticket, BigDecimal cost, Answered answered, List<Claim> claims) {
    JsonNode json = answered.json();
    boolean late = json.required("late").asBoolean();
    BigDecimal over = cost.subtract(ticket.amount()).max(BigDecimal.ZERO);
    BigDecimal under = ticket.amount().subtract(cost).max(BigDecimal.ZERO);
    expect(claims, answered.status() == 201 || !answered.isFirst(), "settled before", answered);
    expect(claims, money(json, "cost").compareTo(cost) == 0, "the cost", answered);
    expect(
        claims, money(json, "overrun").compareTo(late ? cost : over) == 0, "the overrun", answered);
    expect(
        claims,
        money(json, "released").compareTo(late ? BigDecimal.ZERO : under) == 0,
        "what is free again",
        answered);
    expect(claims, !late || !ticket.isLiveAt(Ticket.now()), "late", answered);
    expect(claims, late || !ticket.isOverAt(answered.firstSentAt()), "not late", answered);
    ticket.settled = json;
    ground.recorded().add(text(json, "request_id"));
    if (!late) {
      granted.isSettled(ticket.promise, cost);
    }
  }

  private static Request settlement(Ticket ticket, BigDecimal cost) {
    return new Request(
        "POST",
        ticket.path() + "/settle",
        "{\"usage\":{},\"cost\":\"" + cost.toPlainString() + "\"}");
  }

  /** Whatever it says now, the first answer counts. */
  private void settleAgain(Ticket ticket) throws InterruptedException {
    Answered answered =
        send("settle again", settlement(ticket, Desk.amount(ticket.person, random)), Set.of(200));
    if (answered != null) {
      JsonNode first = Objects.requireNonNull(ticket.settled);
      List<Claim> claims = new ArrayList<>();
      for (String field : List.of("id", "cost", "released", "overrun", "late", "position")) {
        expect(
            claims,
            Objects.equals(answered.json().get(field), first.get(field)),
            field + " was " + first.get(field),
            answered);
      }
      judge("second settlement", answered, claims);
    }
  }

  /** Whether it was given back while it was held. */
  private boolean release(Ticket ticket) throws InterruptedException {
    granted.isEnding(ticket.promise);
    Request request = new Request("DELETE", ticket.path(), null);
    Answered answered =
        send("release", request, ticket.settled == null ? Set.of(204) : Set.of(409));
    if (answered == null) {
      return false;
    }
    if (ticket.settled != null) {
      judgeProblem("release", answered, problem -> problem.equals("reservation-settled"));
      return false;
    }
    ticket.released = ticket.isLiveAt(Ticket.now());
    return ticket.released;
  }

  private void extend(Ticket ticket) throws InterruptedException {
    int ttl = ttl();
    long sent = Ticket.now();
    granted.isHeldUntil(ticket.promise, Math.min(ticket.expiresAt(), sent + ttl * 1000L));
    Request request =
        new Request("POST", ticket.path() + "/extend", "{\"ttl_seconds\":" + ttl + "}");
    Answered answered = send("extend", request, Set.of(200, 409));
    long now = Ticket.now();
    if (answered == null) {
      // It may end at either time.
      open.remove(ticket);
    } else if (answered.status() == 409) {
      judgeProblem(
          "extension",
          answered,
          problem ->
              ticket.released
                  ? problem.equals("reservation-released")
                  : problem.equals("reservation-expired")
                      && (!answered.isFirst() || !ticket.isLiveAt(now)));
      open.remove(ticket);
    } else {
      extended(ticket, ttl, answered, now);
    }
  }

  private void extended(Ticket ticket, int ttl, Answered answered, long now)
      throws InterruptedException {
    List<Claim> claims = new ArrayList<>();
    expect(
        claims,
        !ticket.released && !(answered.isFirst() && ticket.isOverAt(answered.firstSentAt())),
        "extended what has ended",
        answered);
    ticket.expiresAt(millis(answered.json(), "expires_at"));
    expect(
        claims,
        !ticket.isOverAt(answered.firstSentAt() + ttl * 1000L)
            && !ticket.isLiveAt(now + ttl * 1000L),
        "its end",
        answered);
    granted.isHeldUntil(ticket.promise, ticket.expiresAt());
    judge("extension", answered, claims);
  }

  private void look(Ticket ticket) throws InterruptedException {
    Answered answered = send(LOOK, Request.get(ticket.path()), Set.of(200));
    if (answered != null) {
      List<Claim> claims = new ArrayList<>();
      String state = text(answered.json(), "state");
      boolean held = state.equals("held") && !ticket.isOverAt(answered.firstSentAt());
      boolean over = state.equals("expired") && !ticket.isLiveAt(Ticket.now());
      expect(claims, held || over, "the state", answered);
      expect(
          claims,
          money(answered.json(), "amount").compareTo(ticket.amount()) == 0,
          "the amount",
          answered);
      judge("look", answered, claims);
    }
  }

  private void judgeProblem(String kind, Answered answered, Predicate<String> expected)
      throws InterruptedException {
    List<Claim> claims = new ArrayList<>();
    expect(claims, expected.test(answered.reply().problem()), "the problem", answered);
    judge(kind, answered, claims);
  }

  private static long millis(JsonNode json, String field) {
    return Instant.parse(text(json, field)).toEpochMilli();
  }

  private static String text(JsonNode json, String field) {
    return json.required(field).asString();
  }

  private static BigDecimal money(JsonNode json, String field) {
    return new BigDecimal(text(json, field));
  }
}
