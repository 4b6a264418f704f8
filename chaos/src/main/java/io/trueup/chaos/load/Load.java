package io.trueup.chaos.load;

import io.trueup.chaos.check.Checker;
import io.trueup.chaos.check.Granted;
import io.trueup.chaos.check.Violation;
import io.trueup.chaos.load.Asker.Way;
import io.trueup.chaos.load.World.Person;
import io.trueup.chaos.stage.Pause;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** All clients of a run. One thread at a time. */
public final class Load {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int ATTEMPTS_TO_SETTLE = 100;
  private static final int PAUSE_MILLIS = 100;

  private final Ground ground;
  private final long seed;
  private final Desk desk;
  private final int longestSeconds;
  private final Granted granted = new Granted();
  private final List<Client> clients = new ArrayList<>();
  private final List<Reserver> reservers = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  /**
   * A load on nodes.
   *
   * @param urls of the nodes
   * @param checker judges the answers
   * @param seed of what the clients do
   * @param lasting for how long
   */
  public Load(List<String> urls, Checker checker, long seed, Duration lasting) {
    this.ground = Ground.of(urls, new World(2, 6), checker);
    this.seed = seed;
    this.desk = new Desk(lasting);
    this.longestSeconds = Math.toIntExact(Math.max(2, Math.min(20, lasting.toSeconds() / 6)));
  }

  /**
   * Makes users, budgets and prices.
   *
   * @param alerts URL to which alerts go
   */
  public void prepare(String alerts) throws InterruptedException {
    Random random = new Random(seed);
    must(
        new Http.Request(
            "PUT",
            "/v1/alerts/settings/global/default",
            "{\"channels\":[{\"type\":\"webhook\",\"url\":\"%s\"}],\"cooldown_minutes\":0,\"thresholds\":[80]}"
                .formatted(alerts)));
    Set<String> scopes = new LinkedHashSet<>();
    for (Person person : ground.world().people()) {
      scopes.addAll(person.scopes());
      must(
          new Http.Request(
              "PUT",
              "/v1/organizations/" + person.organization() + "/users/" + person.user(),
              "{\"name\":\"" + person.user() + "\"}"));
    }
    for (String scope : scopes) {
      Reply made = must(Change.budget(scope, Change.limit(random)).request());
      ground.world().hasBudget(scope, made.json().required("id").asString());
    }
    for (String model : World.models()) {
      must(Change.price(model, random).request());
    }
    for (Desk.Wanted wanted : desk.wanted(random)) {
      desk.hasBudget(wanted, must(wanted.request()).json().required("id").asString());
    }
  }

  private Reply must(Http.Request request) throws InterruptedException {
    Reply reply = ground.http().send(ground.nodes().url(0), request, PATIENCE);
    if (reply == null || reply.status() >= 400) {
      throw new IllegalStateException(
          request.path() + ": " + (reply == null ? "no answer" : reply.response().body()));
    }
    return reply;
  }

  /**
   * Begins, with so many clients that ask and record, so many that administer, and so many that
   * reserve.
   */
  public void start(int askers, int administrators, int reserving) {
    desk.begin();
    for (int i = 0; i < reserving; i++) {
      String name = "reserver-" + i;
      Reserver reserver =
          new Reserver(name, ground, desk, granted, seed * 1000 + 500 + i, longestSeconds);
      Thread thread = new Thread(reserver, name);
      reservers.add(reserver);
      threads.add(thread);
      thread.start();
    }
    for (int i = 0; i < askers + administrators; i++) {
      Client client = new Client("client-" + i, ground, seed * 1000 + i, i >= askers);
      Thread thread = new Thread(client, "client-" + i);
      clients.add(client);
      threads.add(thread);
      thread.start();
    }
  }

  /** Ends with what each client is at. */
  public void stop() throws InterruptedException {
    clients.forEach(Client::end);
    reservers.forEach(Reserver::end);
    for (Thread thread : threads) {
      thread.join();
    }
  }

  /** The budgets that stay: ids by scope. */
  public Map<String, String> budgets() {
    return ground.world().budgets();
  }

  /** Budgets of those who reserve, whose limits never change: limits by id. */
  public Map<String, BigDecimal> fixedLimits() {
    return desk.limits();
  }

  /** All percentages of which these raise alerts. */
  public Set<Integer> thresholds() {
    return Desk.THRESHOLDS;
  }

  /** All that is asked of budgets of those who reserve. */
  private Stream<Question> ofTheDesk() {
    return desk.budgets().entrySet().stream()
        .map(each -> Question.status(each.getValue(), each.getKey()));
  }

  /** Ids of all records that were acknowledged. */
  public Set<String> recorded() {
    return ground.recorded();
  }

  /** What was done and answered. */
  public Tally tally() {
    return ground.tally();
  }

  /**
   * Asks every node everything, when nothing is written any more: each answers, and by the head of
   * the log, strictly and by each cache's own bound.
   *
   * @param head the log's last position
   */
  public void askEverything(long head) throws InterruptedException {
    Asker asker = new Asker(ground);
    Set<String> asked = new HashSet<>();
    List<Question> questions =
        Stream.concat(Question.all(ground.world()), ofTheDesk())
            .filter(it -> asked.add(it.request().path() + it.request().body()))
            .toList();
    for (int node = 0; node < ground.nodes().count(); node++) {
      for (Question question : questions) {
        for (Way way : List.of(Way.strict(node), Way.atLeast(node, head))) {
          settle(asker, question, way);
        }
      }
    }
  }

  /** Nothing is held any more, as soon as the last reservation's time is over. */
  public void awaitNothingHeld() throws InterruptedException {
    for (int node = 0; node < ground.nodes().count(); node++) {
      for (Map.Entry<String, String> each : allBudgets().entrySet()) {
        awaitNothingHeld(node, each.getValue());
      }
    }
  }

  private Map<String, String> allBudgets() {
    Map<String, String> all = new HashMap<>(desk.budgets());
    all.putAll(ground.world().budgets());
    return all;
  }

  private void awaitNothingHeld(int node, String budget) throws InterruptedException {
    Http.Request status = Http.Request.get("/v1/budgets/" + budget + "/status");
    String answer = "";
    long end = System.nanoTime() + (longestSeconds + PATIENCE.toSeconds()) * 1_000_000_000;
    while (end - System.nanoTime() > 0) {
      Reply reply = ground.http().send(ground.nodes().url(node), status, PATIENCE);
      answer = reply == null ? "" : reply.response().body();
      if (reply != null && reply.status() == 200 && isOnlyLent(reply.json())) {
        return;
      }
      Pause.millis(PAUSE_MILLIS);
    }
    ground
        .checker()
        .violated(new Violation("K8", "held for ever, at node " + node + ": " + answer));
  }

  /** What a node that was killed had been lent is taken back after minutes only. */
  private static boolean isOnlyLent(JsonNode status) {
    BigDecimal reserved = new BigDecimal(status.required("reserved").asString());
    return reserved.compareTo(new BigDecimal(status.required("leased").asString())) == 0;
  }

  /** Once all is healed, an answer comes. */
  private void settle(Asker asker, Question question, Way way) throws InterruptedException {
    for (int attempt = 0; attempt < ATTEMPTS_TO_SETTLE; attempt++) {
      if (asker.ask(question, way) != Asker.UNANSWERED) {
        return;
      }
    }
    ground
        .checker()
        .violated(
            new Violation("healing", question.kind() + " of node " + way.node() + " stays away"));
  }
}
