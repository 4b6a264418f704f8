package io.trueup.ledger;

import io.trueup.cache.Tag;
import io.trueup.spend.BudgetId;
import io.trueup.spend.ModelId;
import io.trueup.spend.Scope;

/**
 * The names of the things that cached views depend on. Views and {@link InvalidationRules} both
 * take them from here, so that they can't differ by a letter.
 */
final class LedgerTags {
  private LedgerTags() {}

  /** One budget: its limit, period, filter, whether it is there. */
  static Tag budget(BudgetId id) {
    return new Tag("budget:" + id.value());
  }

  /** Which budgets a scope has. */
  static Tag budgetsOf(Scope scope) {
    return new Tag("budgets:" + scope.text());
  }

  /** What a scope has spent, in whatever window. */
  static Tag spend(Scope scope) {
    return new Tag("spend:" + scope.text());
  }

  /** A user's home project and whether the user is active. */
  static Tag user(Scope.User user) {
    return new Tag(user.text());
  }

  /** Which users an organization's records name. */
  static Tag usersOf(String organization) {
    return new Tag("users:" + encoded(organization));
  }

  /** Which users any records name. */
  static Tag users() {
    return new Tag("users");
  }

  /** The alert settings set for a scope. */
  static Tag alertSettings(Scope scope) {
    return new Tag("alert-settings:" + scope.text());
  }

  /** What a model costs, under the name given. */
  static Tag price(ModelId model) {
    return new Tag("price:" + encoded(model.provider()) + "/" + encoded(model.model()));
  }

  /** Three times as long at most, so that two ids of 200 characters fit into a tag. */
  private static String encoded(String id) {
    return id.replace("%", "%25").replace("/", "%2F").replace(":", "%3A");
  }
}
