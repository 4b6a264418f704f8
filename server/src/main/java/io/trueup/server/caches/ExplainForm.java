package io.trueup.server.caches;

import io.trueup.ledger.DescribedChange;
import io.trueup.server.http.Id;
import io.trueup.server.http.Range;
import io.trueup.server.http.ScopeForm;
import io.trueup.server.http.StrictJson;
import io.trueup.spend.BudgetId;
import io.trueup.spend.InvalidInputException;
import io.trueup.spend.ModelId;
import io.trueup.spend.Money;
import io.trueup.spend.Scope;
import io.trueup.spend.Subject;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A change to be explained.
 *
 * @param change what would happen
 */
record ExplainForm(ChangeForm change) {
  /**
   * A change that has not happened. Which fields it has depends on its kind.
   *
   * @param kind {@code BudgetChanged}, {@code CostRecorded}, {@code AlertConfigurationChanged},
   *     {@code UserChanged} or {@code ModelPriceChanged}
   * @param budgetId of {@code BudgetChanged}: which budget
   * @param organization of {@code CostRecorded} and {@code UserChanged}: which organization
   * @param project of {@code CostRecorded}: under which project; the user's home where absent
   * @param user of {@code CostRecorded} and {@code UserChanged}: which user
   * @param provider of {@code CostRecorded} and {@code ModelPriceChanged}: whose model
   * @param model of {@code CostRecorded} and {@code ModelPriceChanged}: which model
   * @param occurredAt of {@code CostRecorded}: when; now where absent
   * @param cost of {@code CostRecorded}: how much
   * @param scope of {@code AlertConfigurationChanged}: whose settings
   */
  record ChangeForm(
      String kind,
      @Nullable BudgetId budgetId,
      @Id @Nullable String organization,
      @Id @Nullable String project,
      @Id @Nullable String user,
      @Id @Nullable String provider,
      @Id @Nullable String model,
      @Nullable Instant occurredAt,
      @Range @Nullable Money cost,
      @Nullable JsonNode scope) {
    private static final Map<String, List<String>> REQUIRED =
        Map.of(
            "BudgetChanged", List.of("budget_id"),
            "CostRecorded", List.of("organization", "provider", "model"),
            "AlertConfigurationChanged", List.of("scope"),
            "UserChanged", List.of("organization", "user"),
            "ModelPriceChanged", List.of("provider", "model"));
    private static final List<String> OPTIONAL_OF_COST =
        List.of("project", "user", "occurred_at", "cost");

    /** Refuses kinds that there are not, and fields that the kind has not or needs. */
    ChangeForm {
      List<String> required = REQUIRED.get(kind);
      if (required == null) {
        throw new InvalidInputException(
            "kind",
            "must be one of " + String.join(", ", REQUIRED.keySet().stream().sorted().toList()));
      }
      Map<String, @Nullable Object> fields = new LinkedHashMap<>();
      fields.put("budget_id", budgetId);
      fields.put("organization", organization);
      fields.put("project", project);
      fields.put("user", user);
      fields.put("provider", provider);
      fields.put("model", model);
      fields.put("occurred_at", occurredAt);
      fields.put("cost", cost);
      fields.put("scope", scope);
      fields.forEach((name, value) -> check(kind, name, value));
      if (scope != null) {
        scopeOf(scope);
      }
    }

    private static void check(String kind, String name, @Nullable Object value) {
      boolean isRequired = Objects.requireNonNull(REQUIRED.get(kind)).contains(name);
      boolean isAllowed =
          isRequired || (kind.equals("CostRecorded") && OPTIONAL_OF_COST.contains(name));
      if (value == null && isRequired) {
        throw new InvalidInputException(name, "is required for " + kind);
      }
      if (value != null && !isAllowed) {
        throw new InvalidInputException(name, "is no field of " + kind);
      }
    }

    DescribedChange toChange() {
      return switch (kind) {
        case "BudgetChanged" -> new DescribedChange.OfBudget(Objects.requireNonNull(budgetId));
        case "CostRecorded" ->
            new DescribedChange.OfCost(
                new Subject(given(organization), project, user, modelId()), occurredAt, cost);
        case "AlertConfigurationChanged" ->
            new DescribedChange.OfAlertConfiguration(scopeOf(Objects.requireNonNull(scope)));
        case "UserChanged" ->
            new DescribedChange.OfUser(new Scope.User(given(organization), given(user)));
        default -> new DescribedChange.OfPrice(modelId());
      };
    }

    private ModelId modelId() {
      return new ModelId(given(provider), given(model));
    }

    private static String given(@Nullable String id) {
      return Objects.requireNonNull(id);
    }

    /** As an object, or as the text that tags and keys show. */
    private static Scope scopeOf(JsonNode scope) {
      try {
        return scope.isString()
            ? Scope.parse(scope.stringValue())
            : StrictJson.bind(scope, ScopeForm.class).toScope();
      } catch (InvalidInputException e) {
        throw new InvalidInputException("scope", e.violations().get(0).reason());
      }
    }
  }
}
