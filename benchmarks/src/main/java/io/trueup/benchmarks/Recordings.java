package io.trueup.benchmarks;

import io.trueup.ledger.Ledger;
import io.trueup.ledger.UsageRequest;
import io.trueup.spend.Budget;
import io.trueup.spend.BudgetId;
import io.trueup.spend.ModelId;
import io.trueup.spend.Money;
import io.trueup.spend.Period;
import io.trueup.spend.Scope;
import io.trueup.spend.Unit;
import io.trueup.spend.Usage;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What is recorded: each request another, of 200 users of four organizations, in a Zipf order
 * (0.99); a user works for one project, and ten requests long at one conversation. Thread-safe.
 */
final class Recordings {
  private static final int ORGANIZATIONS = 4;
  private static final int USERS = 50;
  private static final int PROJECTS = 5;
  private static final int REQUESTS_OF_CONVERSATION = 10;
  private static final int MOST_TOKENS = 4000;
  private static final List<ModelId> MODELS =
      List.of(
          new ModelId("openai", "gpt-4o"),
          new ModelId("openai", "gpt-4o-mini"),
          new ModelId("anthropic", "claude-sonnet-4-0"));

  private final AtomicLong made = new AtomicLong();
  private final AtomicLongArray madeByUser = new AtomicLongArray(ORGANIZATIONS * USERS);
  private final Zipf zipf = new Zipf(ORGANIZATIONS * USERS, 1);

  /** Sets a monthly budget for each organization and user. */
  static void limit(Ledger ledger) {
    for (int i = 0; i < ORGANIZATIONS; i++) {
      String organization = "org" + i;
      limit(ledger, new Scope.Organization(organization), organization);
      for (int j = 0; j < USERS; j++) {
        String user = "user" + j;
        limit(ledger, new Scope.User(organization, user), organization + "-" + user);
      }
    }
  }

  private static void limit(Ledger ledger, Scope scope, String id) {
    Money much = Money.of("1000000");
    ledger.budgets().create(Budget.builder(new BudgetId(id), scope, Period.MONTHLY, much).build());
  }

  UsageRequest next() {
    long number = made.incrementAndGet();
    SplittableRandom random = new SplittableRandom(number);
    int who = draw();
    long conversation = madeByUser.getAndIncrement(who) / REQUESTS_OF_CONVERSATION;
    return UsageRequest.builder(
            "request-" + number,
            "org" + who % ORGANIZATIONS,
            MODELS.get(random.nextInt(MODELS.size())))
        .user("user" + who / ORGANIZATIONS)
        .project("project" + who % PROJECTS)
        .conversation(who + "-" + conversation)
        .usage(
            Usage.of(
                Map.of(
                    Unit.INPUT_TOKENS, 1L + random.nextInt(MOST_TOKENS),
                    Unit.OUTPUT_TOKENS, 1L + random.nextInt(MOST_TOKENS))))
        .build();
  }

  private synchronized int draw() {
    return zipf.next();
  }

  long made() {
    return made.get();
  }
}
