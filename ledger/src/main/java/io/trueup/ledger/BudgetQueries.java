package io.trueup.ledger;

import static io.trueup.ledger.schema.Tables.TRUEUP_USER;

import io.trueup.spend.Budget;
import io.trueup.spend.BudgetStatus;
import io.trueup.spend.Subject;
import java.util.List;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** What the views of budgets load. */
final class BudgetQueries {
  private BudgetQueries() {}

  static BudgetSet budgets(DSLContext sql, BudgetsKey key) {
    if (key instanceof BudgetsKey.ById it) {
      return new BudgetSet(null, BudgetRows.find(sql, it.budget()).stream().toList());
    }
    BudgetsKey.OfSubject it = (BudgetsKey.OfSubject) key;
    String project =
        it.project() == null && it.user() != null
            ? homeOf(sql, it.organization(), it.user())
            : it.project();
    Subject subject = new Subject(it.organization(), project, it.user(), null);
    List<Budget> budgets = BudgetRows.in(sql, subject.scopes());
    return new BudgetSet(project, budgets);
  }

  /** The home project of a user, if there is one. */
  static @Nullable String homeOf(DSLContext sql, String organization, String user) {
    return sql.select(TRUEUP_USER.PROJECT)
        .from(TRUEUP_USER)
        .where(TRUEUP_USER.ORGANIZATION.eq(organization).and(TRUEUP_USER.ID.eq(user)))
        .fetchOne(TRUEUP_USER.PROJECT);
  }

  static @Nullable BudgetStatus status(DSLContext sql, StatusKey key) {
    return BudgetRows.find(sql, key.budget())
        .map(
            budget ->
                new BudgetStatus(
                    budget, key.window(), BudgetWindows.spent(sql, budget, key.window())))
        .orElse(null);
  }
}
