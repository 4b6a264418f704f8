package io.trueup.server.budget;

import io.trueup.cache.Answer;
import io.trueup.cache.ReadRequest;
import io.trueup.ledger.BudgetGate;
import io.trueup.ledger.BudgetSet;
import io.trueup.ledger.BudgetsKey;
import io.trueup.ledger.StatusKey;
import io.trueup.server.books.Books;
import io.trueup.server.budget.CheckBody.DeniedBy;
import io.trueup.server.http.Consistency;
import io.trueup.server.http.Problem;
import io.trueup.server.http.ProblemException;
import io.trueup.server.http.ProblemType;
import io.trueup.server.http.Reply;
import io.trueup.spend.Budget;
import io.trueup.spend.BudgetStatus;
import io.trueup.spend.Denial;
import io.trueup.spend.ModelId;
import io.trueup.spend.Money;
import io.trueup.spend.PriceSchedule;
import io.trueup.spend.Subject;
import io.trueup.spend.UnitPrices;
import io.trueup.spend.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
    Estimate estimate = form.toEstimate();
    ModelId model = form.modelId();
    Asked asked =
        estimate.amount() == null
            ? new Asked(estimate, pricesOf(Objects.requireNonNull(model), now, freshness))
            : new Asked(estimate, null);
    Applying applying = applying(form, now, freshness);
    BudgetGate.Decision decision = books.ledger().gate().decide(applying.statuses(), asked.cost());
    Verdict verdict = decision.verdict();
    List<String> ids =
        applying.statuses().stream().map(status -> status.budget().id().value()).toList();
    Consistency consistency = applying.consistency().upTo(decision.confirmedAt());
    return Reply.read(
        consistency,
        new CheckBody(
            verdict.isAllowed(), deniedBy(verdict, asked), ids, consistency.positionValue()));
  }

  private UnitPrices pricesOf(ModelId model, Instant now, ReadRequest freshness) {
    PriceSchedule schedule = books.ledger().views().prices().read(model, freshness).value();
    return schedule
        .at(now)
        .orElseThrow(
            () ->
                new ProblemException(
                    Problem.of(
                            ProblemType.UNKNOWN_PRICE,
                            "no price is known for model %s of provider %s: set one, or give an amount"
                                .formatted(model.model(), model.provider()))
                        .with("provider", model.provider())
                        .with("model", model.model())))
        .prices();
  }

  /** What is asked for, and the prices if it is usage. */
  private record Asked(Estimate estimate, @Nullable UnitPrices prices) {
    Money cost() {
      Money amount = estimate.amount();
      return amount == null ? costOf(estimate.maxOutput()) : amount;
    }

    private Money costOf(long output) {
      return Objects.requireNonNull(prices).cost(estimate.withOutput(output));
    }

    /** With how much output it would cost no more than this; null if with none. */
    @Nullable Long outputThatFits(Money room) {
      if (prices == null || costOf(0).compareTo(room) > 0) {
        return null;
      }
      long fits = 0;
      long tooMuch = estimate.maxOutput();
      while (tooMuch - fits > 1) {
        long middle = fits + (tooMuch - fits) / 2;
        if (costOf(middle).compareTo(room) <= 0) {
          fits = middle;
        } else {
          tooMuch = middle;
        }
      }
      return fits;
    }
  }

  private @Nullable DeniedBy deniedBy(Verdict verdict, Asked asked) {
    if (!(verdict instanceof Verdict.Denied denied)) {
      return null;
    }
    List<DeniedBy> all =
        denied.denials().stream().map(it -> DeniedBy.of(it, books.currency())).toList();
    Money room =
        denied.denials().stream().map(Denial::remaining).min(Money::compareTo).orElse(Money.ZERO);
    return DeniedBy.of(denied.first(), books.currency(), all, asked.outputThatFits(room));
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
        statuses.add(new BudgetStatus(budget, null, Money.ZERO));
        continue;
      }
      Answer<@Nullable BudgetStatus> status =
          views.budgetStatus().read(new StatusKey(budget.id(), budget.windowAt(now)), freshness);
      consistency = consistency.and(status);
      if (status.value() != null) {
        statuses.add(status.value());
      }
    }
    return new Applying(statuses, consistency);
  }
}
