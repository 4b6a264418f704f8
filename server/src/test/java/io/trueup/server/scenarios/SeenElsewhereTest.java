package io.trueup.server.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.changelog.Postgres;
import io.trueup.server.Reply;
import io.trueup.server.ScenarioServer;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What A has answered is read on B, though nothing tells B of it: the doorbell is cut and nobody
 * polls. {@code -Delsewhere.tries=10000} tries each way that often.
 */
@SuppressWarnings("NullAway.Init") // all is set before the first test
class SeenElsewhereTest {
  private static final int TRIES = Integer.getInteger("elsewhere.tries", 50);
  private static final int USERS = 25;

  /** The default {@code max-staleness} of the ledger's own caches. */
  private static final Duration BOUND = Duration.ofMillis(250);

  private static final BigDecimal CENT = new BigDecimal("0.01");

  private static Postgres postgres;
  private static ScenarioServer first;
  private static ScenarioServer second;
  private static ScheduledExecutorService later;

  private final String organization = "org-" + UUID.randomUUID();
  private final Api a = first.api();
  private final Api b = second.api();
  private final AtomicInteger tries = new AtomicInteger();

  @BeforeAll
  static void start() {
    postgres = Postgres.ofApplication();
    Map<String, Object> properties =
        Map.of("trueup.changelog.doorbell", "off", "trueup.changelog.poll-interval", "1h");
    first = ScenarioServer.on(postgres, properties);
    second = ScenarioServer.on(postgres, properties);
    later = Executors.newScheduledThreadPool(USERS);
  }

  @AfterAll
  static void stop() {
    later.shutdownNow();
    first.close();
    second.close();
    postgres.close();
  }

  /** One try of a user: the number is how many there were, this one included. */
  private interface Try {
    void of(Caller caller, String user, int number) throws Exception;
  }

  /** Each user tries on a thread of its own, as often as is their share of all tries. */
  private void tried(String what, int users, Try one) throws Exception {
    AtOnce.each(
        users,
        i ->
            () -> {
              Caller caller = new Caller(a, organization, "u" + i);
              for (int number = 1; number <= Math.max(2, TRIES / USERS); number++) {
                one.of(caller, "u" + i, number);
                tries.incrementAndGet();
              }
            });
    System.out.printf("%s, %d at once: %s tries, all right%n", what, users, tries);
  }

  private static String spendOf(String user, String organization) {
    return "/v1/spend?period=total&scope=user:" + user + "&organization=" + organization;
  }

  private BigDecimal spent(String user, String... headers) {
    Reply read = b.get(spendOf(user, organization), headers);
    return new BigDecimal(read.is(200).at("/cost"));
  }

  private Reply record(Caller caller, String user, int number) {
    String id = user + "-" + number;
    return a.post("/v1/usage", caller.usage(id, CENT.toPlainString())).is(201);
  }

  private static BigDecimal cents(int count) {
    return CENT.multiply(BigDecimal.valueOf(count));
  }

  /** The system is quiet if there is one user: nobody else makes B look at the log. */
  @ParameterizedTest
  @ValueSource(ints = {1, USERS})
  void aReadThatBeginsTheBoundAfterTheAnswerSeesIt(int users) throws Exception {
    AtomicInteger old = new AtomicInteger();
    tried(
        "the bound later",
        users,
        (caller, user, number) -> {
          spent(user);
          record(caller, user, number);
          var read = later.schedule(() -> spent(user), BOUND.toMillis(), TimeUnit.MILLISECONDS);
          BigDecimal before = spent(user);
          assertThat(before).isBetween(cents(number - 1), cents(number));
          if (before.compareTo(cents(number)) < 0) {
            old.incrementAndGet();
          }
          assertThat(read.get()).as("%s, %d", user, number).isEqualByComparingTo(cents(number));
        });
    assertThat(old).as("B had something old to answer with").hasPositiveValue();
    System.out.printf("of them %s saw the old sum before the bound was over%n", old);
  }

  @Test
  void aStrictReadSeesIt() throws Exception {
    tried(
        "strict",
        USERS,
        (caller, user, number) -> {
          record(caller, user, number);
          assertThat(spent(user, "Trueup-Max-Staleness", "0"))
              .as("%s, %d", user, number)
              .isEqualByComparingTo(cents(number));
        });
  }

  @Test
  void aReadThatBringsThePositionSeesIt() throws Exception {
    tried(
        "with the position",
        USERS,
        (caller, user, number) -> {
          String position = record(caller, user, number).header("Trueup-Position");
          assertThat(spent(user, "Trueup-At-Least", position))
              .as("%s, %d", user, number)
              .isEqualByComparingTo(cents(number));
        });
  }

  /** Its answer has waited until every node has it. */
  @Test
  void theNextReadSeesAnAdministrativeChange() throws Exception {
    Map<String, String> budgets = new ConcurrentHashMap<>();
    tried(
        "an administrative change",
        USERS,
        (caller, user, number) -> {
          String budget = budgets.computeIfAbsent(user, it -> caller.budget("monthly", "1000000"));
          String path = "/v1/budgets/" + budget;
          b.get(path + "/status").is(200);
          a.patch(path, "{\"limit\":\"" + number + "\"}").is(200);
          assertThat(new BigDecimal(b.get(path + "/status").is(200).at("/limit")))
              .as("%s, %d", user, number)
              .isEqualByComparingTo(BigDecimal.valueOf(number));
        });
  }
}
