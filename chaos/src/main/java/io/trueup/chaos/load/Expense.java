package io.trueup.chaos.load;

import io.trueup.chaos.load.Http.Request;
import io.trueup.chaos.load.World.Person;
import java.math.BigDecimal;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Something that is recorded, once however often it is sent. Immutable.
 *
 * @param kind for the count
 * @param request what to send
 * @param ids of its records
 * @param pricedAs the model whose price of a million tokens it costs; null if its cost is given
 */
record Expense(String kind, Request request, List<String> ids, @Nullable String pricedAs) {
  private static final int BATCH = 5;

  /** One of all, whose records begin with this id. */
  static Expense any(World world, Random random, String id) {
    Person person = world.anybody(random);
    return switch (random.nextInt(10)) {
      case 0, 1 -> priced(person, World.model(random), id);
      case 2 -> batch(world, random, id);
      default -> given(person, World.amount(random), id);
    };
  }

  private static Expense given(Person person, BigDecimal cost, String id) {
    return new Expense(
        "record", new Request("POST", "/v1/usage", body(person, cost, id)), List.of(id), null);
  }

  private static String body(Person person, BigDecimal cost, String id) {
    return "{%s,\"model\":\"gpt-4o\",\"usage\":{},\"cost\":\"%s\"}"
        .formatted(head(person, id), cost.toPlainString());
  }

  private static String head(Person person, String id) {
    return "\"request_id\":\"%s\",\"organization\":\"%s\",\"project\":\"%s\",\"user\":\"%s\",\"provider\":\"openai\""
        .formatted(id, person.organization(), person.project(), person.user());
  }

  private static Expense priced(Person person, String model, String id) {
    String body =
        "{%s,\"model\":\"%s\",\"usage\":{\"input_tokens\":1000000}}"
            .formatted(head(person, id), model);
    return new Expense("priced record", new Request("POST", "/v1/usage", body), List.of(id), model);
  }

  private static Expense batch(World world, Random random, String id) {
    List<String> ids = IntStream.range(0, BATCH).mapToObj(i -> id + "-" + i).toList();
    String body =
        ids.stream()
            .map(each -> body(world.anybody(random), World.amount(random), each))
            .collect(Collectors.joining(",", "[", "]"));
    return new Expense("batch", new Request("POST", "/v1/usage/batch", body), ids, null);
  }
}
