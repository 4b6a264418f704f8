package io.trueup.server.demo;

import io.trueup.ledger.UsageRequest;
import io.trueup.spend.ModelId;
import io.trueup.spend.Scope;
import io.trueup.spend.Unit;
import io.trueup.spend.Usage;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A call of the trace, with the owner and model that its place in the file gives it: the trace
 * itself names none. Immutable.
 *
 * @param index its place, from 0
 * @param requestId unique within the trace
 * @param at when
 * @param inputTokens tokens of the context
 * @param outputTokens tokens generated
 */
record TraceRow(int index, String requestId, Instant at, long inputTokens, long outputTokens) {
  static final List<String> ORGANIZATIONS = List.of("globex", "acme");
  static final int USERS = 40;
  static final int PROJECTS = 5;

  static final List<ModelId> MODELS =
      List.of(
          new ModelId("openai", "gpt-4o"),
          new ModelId("openai", "gpt-4o-mini"),
          new ModelId("anthropic", "claude-haiku-4-5"),
          new ModelId("google", "gemini-2.5-flash"));

  private static final long SPREAD = 7919;

  Scope.User user() {
    return user(organization(), person());
  }

  static Scope.User user(String organization, int person) {
    return new Scope.User(organization, "u%02d".formatted(person));
  }

  static String project(int person) {
    return "p" + person % PROJECTS;
  }

  private String organization() {
    return index % 3 == 0 ? "globex" : "acme";
  }

  private int person() {
    return (int) (index * SPREAD % USERS);
  }

  ModelId model() {
    return MODELS.get(index % MODELS.size());
  }

  Usage usage() {
    return Usage.of(Map.of(Unit.INPUT_TOKENS, inputTokens, Unit.OUTPUT_TOKENS, outputTokens));
  }

  UsageRequest request() {
    return UsageRequest.builder(requestId, organization(), model())
        .user(user().id())
        .project(project(person()))
        .occurredAt(at)
        .usage(usage())
        .build();
  }
}
