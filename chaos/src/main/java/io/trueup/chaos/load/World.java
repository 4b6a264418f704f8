package io.trueup.chaos.load;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The few organizations, users and models that all clients use, so that they meet. Safe for use by
 * many threads.
 */
final class World {
  private static final int MODELS = 4;

  private final List<Person> people;
  private final Map<String, String> budgets = new ConcurrentHashMap<>();

  /**
   * Somebody who spends.
   *
   * @param organization of this organization
   * @param project in this project
   * @param user by this name
   */
  record Person(String organization, String project, String user) {
    String userScope() {
      return "user:" + organization + "/" + user;
    }

    String projectScope() {
      return "project:" + organization + "/" + project;
    }

    String organizationScope() {
      return "organization:" + organization;
    }

    /** All whose spending a request of this one counts as. */
    List<String> scopes() {
      return List.of(userScope(), projectScope(), organizationScope());
    }
  }

  World(int organizations, int users) {
    people =
        IntStream.range(0, organizations)
            .boxed()
            .flatMap(
                o ->
                    IntStream.range(0, users)
                        .mapToObj(u -> new Person("org" + o, "p" + u % 2, "u" + u)))
            .toList();
  }

  List<Person> people() {
    return people;
  }

  Person anybody(Random random) {
    // A few are hot.
    double skewed = random.nextDouble() * random.nextDouble();
    return people.get((int) (skewed * people.size()));
  }

  /** One whose budgets come and go, and who spends nothing. */
  Person guest(Random random) {
    Person host = anybody(random);
    return new Person(host.organization(), host.project(), "guest" + random.nextInt(3));
  }

  Stream<Person> guests() {
    return people.stream()
        .map(Person::organization)
        .distinct()
        .flatMap(o -> IntStream.range(0, 3).mapToObj(i -> new Person(o, "p0", "guest" + i)));
  }

  static String model(Random random) {
    return "chaos-" + random.nextInt(MODELS);
  }

  static List<String> models() {
    return IntStream.range(0, MODELS).mapToObj(i -> "chaos-" + i).toList();
  }

  /** The budget of a scope that stays. */
  void hasBudget(String scope, String id) {
    budgets.put(scope, id);
  }

  /** All of them: ids by scope. */
  Map<String, String> budgets() {
    return Map.copyOf(budgets);
  }

  @Nullable String budget(String scope) {
    return budgets.get(scope);
  }

  /** An amount with many digits, so that sums tell which ones are in them. */
  static BigDecimal amount(Random random) {
    return BigDecimal.valueOf(1 + random.nextInt(99_999_999), 9);
  }
}
