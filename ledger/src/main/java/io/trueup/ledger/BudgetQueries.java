package io.trueup.ledger;

import static io.trueup.ledger.schema.Tables.TRUEUP_USER;

import io.trueup.spend.Budget;
import io.trueup.spend.Subject;
import java.time.Instant;
import java.util.List;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** What the views of budgets load. */
final class BudgetQueries {
  private BudgetQueries() {}

  static BudgetSet budgets(DSLContext sql, BudgetsKey key) {
    if (key instanceof BudgetsKey.ById it) {
      return new BudgetSet(null, true, BudgetRows.find(sql, it.budget()).stream().toList());
    }
    BudgetsKey.OfSubject it = (BudgetsKey.OfSubject) key;
    User user = it.user() == null ? User.NONE : userOf(sql, it.organization(), it.user());
    String project = it.project() == null ? user.home() : it.project();
    Subject subject = new Subject(it.organization(), project, it.user(), null);
    List<Budget> budgets = BudgetRows.in(sql, subject.scopes());
    return new BudgetSet(project, user.isActive(), budgets);
  }

  /** What a subject's budgets depend on of its user. */
  private record User(@Nullable String home, boolean isActive) {
    static final User NONE = new User(null, true);
    static final User UNKNOWN = new User(null, false);
  }

  private static User userOf(DSLContext sql, String organization, String user) {
    return sql.select(TRUEUP_USER.PROJECT, TRUEUP_USER.ACTIVE)
        .from(TRUEUP_USER)
        .where(TRUEUP_USER.ORGANIZATION.eq(organization).and(TRUEUP_USER.ID.eq(user)))
        .fetchOptional(row -> new User(row.value1(), row.value2()))
        .orElse(User.UNKNOWN);
  }

  /** The home project of a user, if there is one. */
  static @Nullable String homeOf(DSLContext sql, String organization, String user) {
    return userOf(sql, organization, user).home();
  }

  /** What a window of a budget has spent and holds; null if there is no such budget. */
  static @Nullable BudgetAccount account(DSLContext sql, StatusKey key, Instant now) {
    return BudgetRows.find(sql, key.budget())
        .map(budget -> BudgetWindows.account(sql, budget, key.window(), now))
        .orElse(null);
  }
}
