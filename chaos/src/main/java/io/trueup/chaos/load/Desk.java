package io.trueup.chaos.load;

import io.trueup.chaos.load.Http.Request;
import io.trueup.chaos.load.World.Person;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/*
 * Whoever has spent a budget is denied for ever, and nothing is left to check. So there are shifts: every
 * few seconds other people come, with a project of their own and budgets that nobody has touched.
 *
 * Limits of people never change, so it is known what they must have raised and what nobody may be above.
 * Those of projects are changed now and then.
 *
 * One of them is busy, asks much oftener for much less, stays for a few shifts and is of no project with a
 * budget: so that the nodes are lent slices of it.
 */
/** Those who ask before they spend, with little room. Safe for use by many threads. */
final class Desk {
  static final Set<Integer> THRESHOLDS = Set.of(50, 80, 100);

  private static final String ORGANIZATION = "desk";
  private static final String BUSY = "busy-";
  private static final int SHIFTS_OF_BUSY = 3;
  private static final BigDecimal LITTLE = BigDecimal.TEN;
  private static final int USERS = 4;
  private static final int LEAST_SHIFT_MILLIS = 4_000;
  private static final int MOST_SHIFTS = 25;

  private final int shifts;
  private final long shiftNanos;
  private final Map<String, String> budgets = new ConcurrentHashMap<>();
  private final Map<String, BigDecimal> limits = new ConcurrentHashMap<>();
  private volatile long began = System.nanoTime();

  /** For a run of this length. */
  Desk(Duration lasting) {
    long shift = Math.max(LEAST_SHIFT_MILLIS, lasting.toMillis() / MOST_SHIFTS);
    this.shiftNanos = shift * 1_000_000;
    this.shifts = (int) (lasting.toMillis() / shift) + 1;
  }

  /** A budget that is to be made. */
  record Wanted(String scope, BigDecimal limit, Request request) {}

  /** All budgets, drawn from this. */
  List<Wanted> wanted(Random random) {
    List<Wanted> wanted = new ArrayList<>();
    for (int shift = 0; shift < shifts; shift++) {
      for (Person person : people(shift)) {
        wanted.add(budget(person.userScope(), "total", limit(random, 1)));
      }
      wanted.add(budget(people(shift).get(0).projectScope(), "monthly", limit(random, 4)));
      if (shift % SHIFTS_OF_BUSY == 0) {
        wanted.add(budget(busy(shift).userScope(), "total", limit(random, 1)));
      }
    }
    return wanted;
  }

  private static BigDecimal limit(Random random, int least) {
    return BigDecimal.valueOf(least + random.nextInt(2 * least)).add(World.amount(random));
  }

  private static Wanted budget(String scope, String period, BigDecimal limit) {
    String[] parts = scope.split("[:/]", -1);
    String thresholds =
        THRESHOLDS.stream().sorted().map(String::valueOf).collect(Collectors.joining(","));
    String body =
        "{\"scope\":{\"type\":\"%s\",\"id\":\"%s\",\"organization\":\"%s\"},\"period\":\"%s\",\"limit\":\"%s\",\"thresholds\":[%s]}"
            .formatted(parts[0], parts[2], parts[1], period, limit.toPlainString(), thresholds);
    return new Wanted(scope, limit, new Request("POST", "/v1/budgets", body));
  }

  /** It was made. */
  void hasBudget(Wanted wanted, String id) {
    budgets.put(wanted.scope(), id);
    if (wanted.scope().startsWith("user:")) {
      limits.put(id, wanted.limit());
    }
  }

  /** The first shift begins now. */
  void begin() {
    began = System.nanoTime();
  }

  private int shift() {
    return (int) Math.min(shifts - 1, (System.nanoTime() - began) / shiftNanos);
  }

  private static List<Person> people(int shift) {
    List<Person> people = new ArrayList<>();
    for (int i = 0; i < USERS; i++) {
      people.add(new Person(ORGANIZATION, "e" + shift, "d" + i + "-" + shift));
    }
    return people;
  }

  private static Person busy(int shift) {
    int turn = shift / SHIFTS_OF_BUSY;
    return new Person(ORGANIZATION, "f" + turn, BUSY + turn);
  }

  /** Who is busy now. */
  Person busy() {
    return busy(shift());
  }

  /** What this one asks for at once, or spends. */
  static BigDecimal amount(Person person, Random random) {
    BigDecimal amount = World.amount(random).multiply(BigDecimal.valueOf(1 + random.nextInt(6)));
    boolean isBusy = person.organization().equals(ORGANIZATION) && person.user().startsWith(BUSY);
    return isBusy ? amount.divide(LITTLE) : amount;
  }

  /** One of this shift. */
  Person anybody(Random random) {
    int who = random.nextInt(USERS + 1);
    return who == USERS ? busy() : people(shift()).get(who);
  }

  /** A scope of this one's that has a budget. */
  String scope(Person person, Random random) {
    boolean isOfProject = random.nextBoolean() && budgets.containsKey(person.projectScope());
    return isOfProject ? person.projectScope() : person.userScope();
  }

  /** A change of this shift's limit. */
  Request change(Random random) {
    String id = budgets.get(people(shift()).get(0).projectScope());
    return new Request(
        "PATCH", "/v1/budgets/" + id, "{\"limit\":\"" + limit(random, 4).toPlainString() + "\"}");
  }

  /** Ids of all budgets by scope. */
  Map<String, String> budgets() {
    return Map.copyOf(budgets);
  }

  /** Limits that never change, by id. */
  Map<String, BigDecimal> limits() {
    return Map.copyOf(limits);
  }
}
