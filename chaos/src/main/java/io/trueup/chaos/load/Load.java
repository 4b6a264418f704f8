package io.trueup.chaos.load;

import io.trueup.chaos.check.Checker;
import io.trueup.chaos.check.Violation;
import io.trueup.chaos.load.Asker.Way;
import io.trueup.chaos.load.World.Person;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** All clients of a run. One thread at a time. */
public final class Load {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int ATTEMPTS_TO_SETTLE = 100;

  private final Ground ground;
  private final long seed;
  private final List<Client> clients = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  /**
   * A load on nodes.
   *
   * @param urls of the nodes
   * @param checker judges the answers
   * @param seed of what the clients do
   */
  public Load(List<String> urls, Checker checker, long seed) {
    this.ground = Ground.of(urls, new World(2, 6), checker);
    this.seed = seed;
  }

  /** Makes users, budgets and prices. */
  public void prepare() throws InterruptedException {
    Random random = new Random(seed);
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
  }

  private Reply must(Http.Request request) throws InterruptedException {
    Reply reply = ground.http().send(ground.nodes().url(0), request, PATIENCE);
    if (reply == null || reply.status() >= 400) {
      throw new IllegalStateException(
          request.path() + ": " + (reply == null ? "no answer" : reply.response().body()));
    }
    return reply;
  }

  /** Begins, with so many clients that ask and record and so many that administer. */
  public void start(int askers, int administrators) {
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
    for (Thread thread : threads) {
      thread.join();
    }
  }

  /** The budgets that stay: ids by scope. */
  public Map<String, String> budgets() {
    return ground.world().budgets();
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
        Question.all(ground.world())
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
