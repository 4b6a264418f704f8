package io.trueup.server.trace;

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
public record TraceRow(
    int index, String requestId, Instant at, long inputTokens, long outputTokens) {
  /** The organizations that the rows are spread over. */
  public static final List<String> ORGANIZATIONS = List.of("globex", "acme");

  /** How many users each organization has. */
  public static final int USERS = 40;

  private static final int PROJECTS = 5;

  /** The models, in turn. */
  public static final List<ModelId> MODELS =
      List.of(
          new ModelId("openai", "gpt-4o"),
          new ModelId("openai", "gpt-4o-mini"),
          new ModelId("anthropic", "claude-haiku-4-5"),
          new ModelId("google", "gemini-2.5-flash"));

  private static final long SPREAD = 7919;

  /** Who made the call. */
  public Scope.User user() {
    return user(organization(), person());
  }

  /** The user of this number. */
  public static Scope.User user(String organization, int person) {
    return new Scope.User(organization, "u%02d".formatted(person));
  }

  /** The project of the user of this number. */
  public static String project(int person) {
    return "p" + person % PROJECTS;
  }

  private String organization() {
    return index % 3 == 0 ? "globex" : "acme";
  }

  private int person() {
    return (int) (index * SPREAD % USERS);
  }

  /** What was called. */
  public ModelId model() {
    return MODELS.get(index % MODELS.size());
  }

  /** What was used. */
  public Usage usage() {
    return Usage.of(Map.of(Unit.INPUT_TOKENS, inputTokens, Unit.OUTPUT_TOKENS, outputTokens));
  }

  /** The call as it is recorded. */
  public UsageRequest request() {
    return UsageRequest.builder(requestId, organization(), model())
        .user(user().id())
        .project(project(person()))
        .occurredAt(at)
        .usage(usage())
        .build();
  }
}
