package io.trueup.server.budget;

import io.trueup.cache.Answer;
import io.trueup.cache.Position;
import io.trueup.cache.ReadRequest;
import io.trueup.ledger.BudgetAccount;
import io.trueup.ledger.BudgetSet;
import io.trueup.ledger.Budgets;
import io.trueup.ledger.BudgetsKey;
import io.trueup.ledger.StatusKey;
import io.trueup.server.books.Books;
import io.trueup.server.books.Books.Written;
import io.trueup.server.http.Consistency;
import io.trueup.server.http.IfMatch;
import io.trueup.server.http.Items;
import io.trueup.server.http.MergePatch;
import io.trueup.server.http.NotFoundException;
import io.trueup.server.http.PercentEncoding;
import io.trueup.server.http.Reply;
import io.trueup.server.http.WindowBody;
import io.trueup.spend.Budget;
import io.trueup.spend.BudgetId;
import io.trueup.spend.FailPolicy;
import io.trueup.spend.Increase;
import io.trueup.spend.Window;
import java.time.Instant;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/budgets}. */
@RestController
@RequestMapping(path = "/v1/budgets", produces = MediaType.APPLICATION_JSON_VALUE)
public final class BudgetController {
  private final Books books;

  /** Over these books. */
  public BudgetController(Books books) {
    this.books = books;
  }

  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  @ResponseStatus(HttpStatus.CREATED)
  ResponseEntity<BudgetBody> create(@RequestBody BudgetForm form) {
    Budget wanted = form.toBudget(Budgets.newId(), usualFailPolicy());
    Written<Budget> made = books.write(() -> books.ledger().budgets().create(wanted));
    return Reply.created(
        PercentEncoding.path("v1", "budgets", wanted.id().value()),
        made.position(),
        made.value().version(),
        body(made.value(), made.position()));
  }

  @GetMapping
  ResponseEntity<Items<BudgetBody>> list(
      @ParameterObject BudgetParameters parameters, ReadRequest freshness) {
    var page =
        books.read(
            freshness,
            () ->
                books
                    .ledger()
                    .budgets()
                    .list(
                        parameters.toQuery(),
                        parameters.cursor(),
                        Items.limit(parameters.limit())));
    return Reply.ok(
        page.position(), null, Items.of(page.value()).map(budget -> body(budget, null)));
  }

  @GetMapping("/{id}")
  ResponseEntity<BudgetBody> get(@PathVariable String id, ReadRequest freshness) {
    Answer<BudgetSet> answer = read(new BudgetId(id), freshness);
    Budget budget = only(answer, id);
    return Reply.read(Consistency.of(answer), budget.version(), body(budget, answer.position()));
  }

  @PutMapping(path = "/{id}", consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<BudgetBody> replace(
      @PathVariable String id, @RequestBody BudgetForm form, IfMatch ifMatch) {
    BudgetId budget = new BudgetId(id);
    return change(budget, old -> form.applyTo(old, usualFailPolicy()), ifMatch);
  }

  private FailPolicy usualFailPolicy() {
    return books.ledger().budgets().usualFailPolicy();
  }

  @PatchMapping(
      path = "/{id}",
      consumes = {MergePatch.MEDIA_TYPE, MediaType.APPLICATION_JSON_VALUE})
  ResponseEntity<BudgetBody> patch(
      @PathVariable String id, @RequestBody MergePatch patch, IfMatch ifMatch) {
    BudgetId budget = new BudgetId(id);
    return change(
        budget,
        old -> patch.applyTo(BudgetForm.of(old), BudgetForm.class).applyTo(old, usualFailPolicy()),
        ifMatch);
  }

  private ResponseEntity<BudgetBody> change(
      BudgetId id, UnaryOperator<Budget> change, IfMatch ifMatch) {
    Long expected = expected(id, ifMatch);
    Written<Budget> changed =
        books.write(() -> books.ledger().budgets().update(id, change, expected));
    return Reply.ok(
        changed.position(), changed.value().version(), body(changed.value(), changed.position()));
  }

  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  ResponseEntity<Void> delete(@PathVariable String id, IfMatch ifMatch) {
    BudgetId budget = new BudgetId(id);
    Long expected = expected(budget, ifMatch);
    Written<BudgetId> deleted =
        books.write(
            () -> {
              books.ledger().budgets().delete(budget, expected);
              return budget;
            });
    return Reply.deleted(deleted.position());
  }

  @GetMapping("/{id}/status")
  ResponseEntity<StatusBody> status(@PathVariable String id, ReadRequest freshness) {
    Answer<BudgetSet> found = read(new BudgetId(id), freshness);
    Budget budget = only(found, id);
    Instant now = books.now();
    Window window = budget.windowAt(now);
    Answer<@Nullable BudgetAccount> answer =
        books.ledger().views().budgetStatus().read(new StatusKey(budget.id(), window), freshness);
    BudgetAccount account = answer.value();
    if (account == null) {
      throw new NotFoundException("budget", id);
    }
    Consistency consistency = Consistency.of(found).and(answer);
    return Reply.read(
        consistency,
        StatusBody.of(
            account.at(now),
            now,
            WindowBody.of(window),
            books.currency(),
            books.asOf(consistency.age()),
            consistency.positionValue()));
  }

  @PostMapping(path = "/{id}/increases", consumes = MediaType.APPLICATION_JSON_VALUE)
  @ResponseStatus(HttpStatus.CREATED)
  ResponseEntity<IncreaseBody> increase(@PathVariable String id, @RequestBody IncreaseForm form) {
    Increase increase = form.toIncrease(UUID.randomUUID().toString());
    Written<Budget> changed =
        books.write(() -> books.ledger().budgets().addIncrease(new BudgetId(id), increase));
    return Reply.created(
        PercentEncoding.path("v1", "budgets", id, "increases", increase.id()),
        changed.position(),
        null,
        IncreaseBody.of(increase, books.currency(), Consistency.valueOf(changed.position())));
  }

  @DeleteMapping("/{id}/increases/{increaseId}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  ResponseEntity<Void> endIncrease(@PathVariable String id, @PathVariable String increaseId) {
    return Reply.deleted(
        books
            .write(() -> books.ledger().budgets().removeIncrease(new BudgetId(id), increaseId))
            .position());
  }

  private Answer<BudgetSet> read(BudgetId id, ReadRequest freshness) {
    return books.ledger().views().budgets().read(new BudgetsKey.ById(id), freshness);
  }

  private static Budget only(Answer<BudgetSet> answer, String id) {
    return answer.value().budgets().stream()
        .findFirst()
        .orElseThrow(() -> new NotFoundException("budget", id));
  }

  private @Nullable Long expected(BudgetId id, IfMatch ifMatch) {
    return ifMatch.expected(
        () -> books.ledger().budgets().find(id).map(Budget::version).orElse(0L));
  }

  private BudgetBody body(Budget budget, @Nullable Position position) {
    return BudgetBody.of(budget, books.currency(), Consistency.valueOf(position));
  }
}
