package io.trueup.server.reservation;

import io.trueup.cache.Answer;
import io.trueup.cache.ReadRequest;
import io.trueup.ledger.BudgetAccount;
import io.trueup.ledger.BudgetGate;
import io.trueup.ledger.BudgetSet;
import io.trueup.ledger.BudgetsKey;
import io.trueup.ledger.EstimatedCost;
import io.trueup.ledger.Estimates.Priced;
import io.trueup.ledger.StatusKey;
import io.trueup.server.books.Books;
import io.trueup.server.http.Consistency;
import io.trueup.server.http.Reply;
import io.trueup.spend.Budget;
import io.trueup.spend.BudgetStatus;
import io.trueup.spend.Subject;
import io.trueup.spend.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/budgets/check}: asks without holding. */
@RestController
@RequestMapping(path = "/v1/budgets/check", produces = MediaType.APPLICATION_JSON_VALUE)
public final class CheckController {
  private final Books books;

  /** Over these books. */
  public CheckController(Books books) {
    this.books = books;
  }

  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<CheckBody> check(@RequestBody CheckForm form, ReadRequest freshness) {
    Instant now = books.now();
    Priced asked =
        books.ledger().estimates().priced(form.toEstimate(), form.subject(null), freshness);
    Applying applying = applying(form, now, freshness);
    BudgetGate.Decision decision =
        books.ledger().gate().decide(applying.statuses(), asked.cost().amount(), now);
    List<String> ids =
        applying.statuses().stream().map(status -> status.budget().id().value()).toList();
    Consistency consistency = applying.consistency();
    if (asked.prices() != null) {
      consistency = consistency.and(asked.prices());
    }
    consistency = consistency.upTo(decision.confirmedAt());
    return Reply.read(
        consistency,
        new CheckBody(
            decision.verdict().isAllowed(),
            deniedBy(decision.verdict(), asked.cost()),
            ids,
            consistency.positionValue()));
  }

  private @Nullable DenialBody deniedBy(Verdict verdict, EstimatedCost asked) {
    return verdict instanceof Verdict.Denied denied
        ? DenialBody.of(denied, asked, books.currency())
        : null;
  }

  /** Where each budget stands that the request would be charged to, and how fresh that is. */
  private record Applying(List<BudgetStatus> statuses, Consistency consistency) {}

  private Applying applying(CheckForm form, Instant now, ReadRequest freshness) {
    var views = books.ledger().views();
    Answer<BudgetSet> set =
        views
            .budgets()
            .read(
                new BudgetsKey.OfSubject(form.organization(), form.project(), form.user()),
                freshness);
    Subject subject = form.subject(set.value().project());
    Consistency consistency = Consistency.of(set);
    List<BudgetStatus> statuses = new ArrayList<>();
    for (Budget budget : set.value().budgets()) {
      if (!budget.appliesTo(subject)) {
        continue;
      }
      if (!budget.period().hasWindows()) {
        statuses.add(BudgetStatus.ofEachRequest(budget, now));
        continue;
      }
      Answer<@Nullable BudgetAccount> account =
          views.budgetStatus().read(new StatusKey(budget.id(), budget.windowAt(now)), freshness);
      consistency = consistency.and(account);
      if (account.value() != null) {
        statuses.add(account.value().at(now));
      }
    }
    return new Applying(statuses, consistency);
  }
}
