package io.trueup.server.demo;

import io.trueup.cache.Tags;
import io.trueup.ledger.Breakdown;
import io.trueup.ledger.BreakdownKey;
import io.trueup.ledger.BudgetsKey;
import io.trueup.ledger.Dimension;
import io.trueup.ledger.Ledger;
import io.trueup.ledger.LedgerChange;
import io.trueup.ledger.LedgerChange.AlertConfigurationChanged;
import io.trueup.ledger.LedgerChange.BudgetChanged;
import io.trueup.ledger.LedgerChange.CostRecorded;
import io.trueup.ledger.LedgerChange.ModelPriceChanged;
import io.trueup.ledger.LedgerChange.UserChanged;
import io.trueup.ledger.LedgerChange.UserEvent;
import io.trueup.ledger.RollupDelta;
import io.trueup.ledger.RollupKey;
import io.trueup.ledger.SpendKey;
import io.trueup.ledger.SpendTotals;
import io.trueup.ledger.StatusKey;
import io.trueup.ledger.UsageRequest;
import io.trueup.ledger.UserProfile;
import io.trueup.server.trace.TraceRow;
import io.trueup.spend.AlertSettings;
import io.trueup.spend.Budget;
import io.trueup.spend.ModelFilter;
import io.trueup.spend.ModelId;
import io.trueup.spend.Money;
import io.trueup.spend.Period;
import io.trueup.spend.Price;
import io.trueup.spend.PriceOverride;
import io.trueup.spend.Scope;
import io.trueup.spend.Thresholds;
import io.trueup.spend.Unit;
import io.trueup.spend.UnitPrices;
import io.trueup.spend.Usage;
import io.trueup.spend.Window;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Part 3: one change of each kind (users are moved and deleted) on warm caches. For each, how many
 * entries it touched, how soon it was seen, and whether any later read was wrong.
 */
final class ChangesShown {
  private static final int READS_AFTER = 100;

  /**
   * What one change did.
   *
   * @param kind of change
   * @param tags that it touched
   * @param entries of this node that it made invalid or folded
   * @param visibleMs milliseconds from the write's return to the end of the first right read
   * @param staleAfter wrong reads of the {@value #READS_AFTER} after the write returned
   */
  record Shown(String kind, List<String> tags, long entries, double visibleMs, long staleAfter) {}

  private final DemoLedger books;
  private final Ledger ledger;
  private final LongSupplier nanos;
  private final Scope.User user = TraceRow.user("acme", 1);
  private final Scope.Organization organization = new Scope.Organization("acme");
  private final ModelId model = TraceRow.MODELS.get(0);
  private final Instant now;
  private final List<Shown> shown = new ArrayList<>();

  ChangesShown(DemoLedger books, LongSupplier nanos) {
    this.books = books;
    this.ledger = books.ledger;
    this.nanos = nanos;
    this.now = books.clock().instant();
  }

  List<Shown> run() {
    raiseBudget();
    recordCost();
    changeAlertSettings();
    moveUser();
    deleteUser();
    changePrice();
    return List.copyOf(shown);
  }

  private void raiseBudget() {
    Budget budget = books.budgetOf(user);
    Money raised = budget.limit().plus(Money.of("10"));
    StatusKey key = books.statusOf(user, now);
    show(
        new BudgetChanged(budget.id(), user),
        () -> ledger.budgets().update(budget.id(), b -> b.toBuilder().limit(raised).build(), null),
        () ->
            Objects.requireNonNull(ledger.views().budgetStatus().get(key))
                .budget()
                .limit()
                .equals(raised));
  }

  private void recordCost() {
    Usage usage = Usage.of(Map.of(Unit.INPUT_TOKENS, 1_000L, Unit.OUTPUT_TOKENS, 500L));
    UsageRequest request =
        UsageRequest.builder("demo-change", organization.id(), model)
            .user(user.id())
            .project(TraceRow.project(1))
            .occurredAt(now)
            .usage(usage)
            .build();
    SpendKey key = DemoLedger.spendOf(user, now);
    SpendTotals before = ledger.views().spend().get(key);
    Money cost = priceNow().cost(usage);
    SpendTotals after = before.plus(new SpendTotals(cost, 1, usage));
    RollupKey rollup = RollupKey.of(request.subject(), now);
    show(
        new CostRecorded(List.of(new RollupDelta(rollup, new SpendTotals(cost, 1, usage)))),
        () -> ledger.usage().record(request),
        () -> ledger.views().spend().get(key).equals(after));
  }

  private UnitPrices priceNow() {
    return ledger.views().prices().get(model).at(now).orElseThrow().prices();
  }

  private void changeAlertSettings() {
    AlertSettings settings =
        new AlertSettings(
            Thresholds.of(50, 90),
            AlertSettings.DEFAULT.channels(),
            AlertSettings.DEFAULT.cooldown(),
            true);
    show(
        new AlertConfigurationChanged(organization),
        () -> ledger.alertConfigurations().put(organization, settings, null),
        () -> ledger.views().alertSettings().get(user).settings().equals(settings));
  }

  private void moveUser() {
    UserProfile profile = ledger.users().find(user).orElseThrow();
    BudgetsKey key = new BudgetsKey.OfSubject(user.organization(), null, user.id());
    show(
        new UserChanged(user, UserEvent.UPDATED),
        () -> ledger.users().put(profile.inProject("p4"), null),
        () -> "p4".equals(ledger.views().budgets().get(key).project()));
  }

  private void deleteUser() {
    BreakdownKey key = byUser();
    Money total = ledger.views().breakdown().get(key).total().cost();
    show(
        new UserChanged(user, UserEvent.ERASED),
        () -> ledger.users().erase(user, null),
        () -> {
          Breakdown breakdown = ledger.views().breakdown().get(key);
          return !breakdown.groups().containsKey(user.id())
              && breakdown.total().cost().equals(total)
              && ledger.views().spend().get(DemoLedger.spendOf(user, now)).equals(SpendTotals.NONE);
        });
  }

  private BreakdownKey byUser() {
    Window day = Period.DAILY.windowAt(now, ZoneOffset.UTC);
    return new BreakdownKey(
        Dimension.USER, organization, ModelFilter.ANY, day.from(), day.to(), ZoneOffset.UTC);
  }

  private void changePrice() {
    UnitPrices doubled =
        UnitPrices.of(
            Map.of(
                Unit.INPUT_TOKENS, Price.of(new BigDecimal("5")),
                Unit.OUTPUT_TOKENS, Price.of(new BigDecimal("20"))));
    show(
        new ModelPriceChanged(model),
        () -> ledger.prices().put(new PriceOverride(model, now, doubled), null),
        () -> priceNow().equals(doubled));
  }

  /** Reads what a dashboard and a gate would have in their caches. */
  private void warm() {
    for (String owner : TraceRow.ORGANIZATIONS) {
      for (int person = 0; person < TraceRow.USERS; person++) {
        warm(TraceRow.user(owner, person));
      }
    }
    TraceRow.MODELS.forEach(ledger.views().prices()::get);
    ledger.views().breakdown().get(byUser());
  }

  private void warm(Scope.User one) {
    ledger.views().spend().get(DemoLedger.spendOf(one, now));
    ledger.views().budgetStatus().get(books.statusOf(one, now));
    ledger.views().alertSettings().get(one);
    ledger.views().budgets().get(new BudgetsKey.OfSubject(one.organization(), null, one.id()));
  }

  private void show(LedgerChange change, Runnable write, BooleanSupplier read) {
    warm();
    if (read.getAsBoolean()) {
      throw new IllegalStateException("nothing would change: " + change);
    }
    Tags tags = ledger.tagsOf(change);
    long entries = ledger.caches().all().stream().mapToLong(cache -> cache.entriesWith(tags)).sum();
    write.run();
    long returned = nanos.getAsLong();
    double visible = -1;
    long wrong = 0;
    for (int i = 0; i < READS_AFTER; i++) {
      if (!read.getAsBoolean()) {
        wrong++;
      } else if (visible < 0) {
        visible = (nanos.getAsLong() - returned) / 1e6;
      }
    }
    String kind = change.getClass().getSimpleName();
    shown.add(new Shown(kind, tags.names(), entries, visible, wrong));
  }
}
