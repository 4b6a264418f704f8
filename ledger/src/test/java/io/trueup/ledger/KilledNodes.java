package io.trueup.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.changelog.Postgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/*
 * A spare is being started all the time, so that a node that is killed is followed by another at once.
 * What a killed node was told and has not answered is kept: it may have been done or not.
 */
/** Two {@link KilledNode}s that take turns at being killed. For one thread. */
final class KilledNodes implements AutoCloseable {
  private static final int MOST_SECONDS = 60;
  private static final int MOST_UNREAD = 100_000;
  private static final String GONE = "gone";

  private final SharedClasses classes;
  private final String url;
  private final Path errors;
  private final String batch;
  private final BlockingQueue<Said> said = new ArrayBlockingQueue<>(MOST_UNREAD);
  private final List<One> running = new ArrayList<>();
  private One spare;
  private int started;

  /**
   * Nodes on this database, whose tables are made.
   *
   * @param batch how much they do in a transaction at most
   */
  KilledNodes(SharedClasses classes, Postgres postgres, Path errors, int batch) throws IOException {
    this.classes = classes;
    this.url = new KilledDatabase.OnPostgres(postgres).url();
    this.errors = errors;
    this.batch = Integer.toString(batch);
    running.add(start());
    running.add(start());
    spare = start();
  }

  /** Lets one run and end by itself, to archive its classes. */
  static void archive(SharedClasses classes, Path folder) throws IOException {
    try (Postgres postgres = Postgres.with("ledger", LedgerSchema::migrate).renewed()) {
      String url = new KilledDatabase.OnPostgres(postgres).url();
      try (KilledProcess process =
          KilledProcess.start(
              classes.writing(),
              KilledNode.class,
              List.of(url, "archive", "8"),
              folder.resolve("a"))) {
        process.read(1, line -> {});
        process.tell("call archived");
        process.read(1, line -> {});
        process.end();
      }
    }
  }

  /** A line that a node said. */
  private record Said(One node, String line) {}

  /** What was answered: to what, and the words after its id. */
  record Answer(String id, String text) {
    boolean is(String kind) {
      return text.startsWith(kind);
    }

    /** The second word. */
    String detail() {
      return text.substring(text.indexOf(' ') + 1);
    }
  }

  /** One node, and what it was told and has not answered, by id. */
  private final class One {
    private final KilledProcess process;
    private final Map<String, String> unanswered = new LinkedHashMap<>();
    private final Thread reader;
    private boolean ready;
    private boolean killed;

    One(String name) throws IOException {
      process =
          KilledProcess.start(
              classes.using(), KilledNode.class, List.of(url, name, batch), errors.resolve(name));
      reader = new Thread(this::read, "of " + name);
      reader.start();
    }

    private void read() {
      process.readAll(line -> said.add(new Said(this, line)));
      said.add(new Said(this, GONE));
    }

    /** Kills it; all that it had said is there then. */
    void kill() {
      killed = true;
      process.close();
      assertThat(process.exitStatus()).isEqualTo(KilledRounds.KILLED);
      join(reader);
    }

    void tell(String line) {
      unanswered.put(line.split(" ", 3)[1], line);
      process.tell(line);
    }
  }

  private One start() throws IOException {
    return new One("node-" + started++);
  }

  /** Tells one of the two, 0 or 1: what to do, the id of it, and the rest. */
  void tell(int node, String line) {
    running.get(node).tell(line);
  }

  /** Sets the clocks of both; done when this returns, with what else was answered meanwhile. */
  List<Answer> setClocks(Instant now) {
    String id = Long.toString(now.getEpochSecond());
    running.forEach(node -> node.tell("clock " + id));
    List<Answer> answers = new ArrayList<>();
    while (running.stream().anyMatch(it -> it.unanswered.containsKey(id))) {
      take(answers);
    }
    answers.removeIf(it -> it.id().equals(id));
    return answers;
  }

  /** How many were told and not answered. */
  int unanswered() {
    return running.stream().mapToInt(it -> it.unanswered.size()).sum();
  }

  /** The next answers of both, so many. */
  List<Answer> answers(int count) {
    List<Answer> answers = new ArrayList<>();
    while (answers.size() < count) {
      take(answers);
    }
    return answers;
  }

  private void take(List<Answer> answers) {
    Said next = next();
    String[] words = next.line().split(" ", 2);
    if (words[0].equals(GONE)) {
      assertThat(next.node().killed).as(next.node().process.errors()).isTrue();
    } else if (words[0].equals(KilledNode.READY)) {
      next.node().ready = true;
    } else if (next.node().unanswered.remove(words[0]) != null) {
      answers.add(new Answer(words[0], words[1]));
    }
  }

  private Said next() {
    try {
      Said next = said.poll(MOST_SECONDS, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("no answer within " + MOST_SECONDS + " s");
      }
      return next;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * Kills one of the two; the spare takes its place.
   *
   * @param late takes what the killed node had answered until then
   * @return what it was told and did not answer
   */
  List<String> kill(int node, List<Answer> late) throws IOException {
    One killed = running.get(node);
    killed.kill();
    late.addAll(0, drained());
    running.set(node, spare);
    while (!spare.ready) {
      take(late);
    }
    spare = start();
    return List.copyOf(killed.unanswered.values());
  }

  private List<Answer> drained() {
    List<Answer> answers = new ArrayList<>();
    while (!said.isEmpty()) {
      take(answers);
    }
    return answers;
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    running.forEach(it -> it.process.close());
    spare.process.close();
  }
}
