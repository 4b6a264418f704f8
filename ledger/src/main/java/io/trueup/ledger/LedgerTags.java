package io.trueup.ledger;

import io.trueup.cache.Tag;
import io.trueup.spend.BudgetId;
import io.trueup.spend.ModelId;
import io.trueup.spend.Scope;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The names of the things that cached views depend on. Views and {@link InvalidationRules} both
 * take them from here, so that they can't differ by a letter.
 */
final class LedgerTags {
  private static final String SPEND = "spend:";
  private static final String BUDGETS_OF = "budgets:";
  private static final String ALERT_SETTINGS = "alert-settings:";
  private static final String USERS_OF = "users:";

  /** What stands before a scope's text. */
  private static final List<String> OF_SCOPES = List.of(SPEND, BUDGETS_OF, ALERT_SETTINGS);

  private static final List<String> SCOPES = List.of("organization:", "project:", "user:");

  private LedgerTags() {}

  /** One budget: its limit, period, filter, whether it is there. */
  static Tag budget(BudgetId id) {
    return new Tag("budget:" + id.value());
  }

  /** Which budgets a scope has. */
  static Tag budgetsOf(Scope scope) {
    return new Tag(BUDGETS_OF + scope.text());
  }

  /** What is held of a budget, and how much of what it spent had been. */
  static Tag holds(BudgetId id) {
    return new Tag("holds:" + id.value());
  }

  /** What a scope has spent, in whatever window. */
  static Tag spend(Scope scope) {
    return new Tag(SPEND + scope.text());
  }

  /** A user's home project and whether the user is active. */
  static Tag user(Scope.User user) {
    return new Tag(user.text());
  }

  /** Which users an organization's records name. */
  static Tag usersOf(String organization) {
    return new Tag(USERS_OF + ViewKeys.encoded(organization));
  }

  /** Which users any records name. */
  static Tag users() {
    return new Tag("users");
  }

  /** The alert settings set for a scope. */
  static Tag alertSettings(Scope scope) {
    return new Tag(ALERT_SETTINGS + scope.text());
  }

  /** What a model costs, under the name given. */
  static Tag price(ModelId model) {
    return new Tag(
        "price:" + ViewKeys.encoded(model.provider()) + "/" + ViewKeys.encoded(model.model()));
  }

  /** Which models of the catalogue a provider's names mean. */
  static Tag modelsOf(String provider) {
    return new Tag("models:" + ViewKeys.encoded(provider));
  }

  /** Which providers of the catalogue names mean, and all that it says of them. */
  static Tag providers() {
    return new Tag("providers");
  }

  /** The organization that the tagged thing belongs to; null if it belongs to none. */
  static @Nullable String organizationOf(Tag tag) {
    String name = tag.name();
    for (String prefix : OF_SCOPES) {
      name = name.startsWith(prefix) ? name.substring(prefix.length()) : name;
    }
    if (name.startsWith(USERS_OF)) {
      return ViewKeys.decoded(name.substring(USERS_OF.length()));
    }
    return SCOPES.stream().anyMatch(name::startsWith) ? organizationOf(Scope.parse(name)) : null;
  }

  private static @Nullable String organizationOf(Scope scope) {
    if (scope instanceof Scope.Organization it) {
      return it.id();
    }
    if (scope instanceof Scope.Project it) {
      return it.organization();
    }
    return scope instanceof Scope.User it ? it.organization() : null;
  }
}
