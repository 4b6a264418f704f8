package io.trueup.ledger;

import io.trueup.cache.CachePolicy;
import io.trueup.cache.Caches;
import io.trueup.cache.CoherentCache;
import io.trueup.cache.SnapshotLoader;
import io.trueup.cache.Tag;
import io.trueup.cache.Tags;
import io.trueup.ledger.LedgerChange.BudgetHeld;
import io.trueup.ledger.LedgerChange.CostRecorded;
import io.trueup.spend.Catalogue;
import io.trueup.spend.CatalogueMatch;
import io.trueup.spend.ModelId;
import io.trueup.spend.PriceSchedule;
import io.trueup.spend.Scope;
import io.trueup.spend.Subject;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/*
 * The cached views: for each its key, the tags it depends on, its query, and how recorded costs fold
 * into it. The tags of a view must cover everything that its query looks at; InvalidationRules has
 * the other side. docs/adding-a-cache.md says how to add one.
 */

/** What the ledger answers from caches. Safe for use by many threads. */
public final class LedgerViews {
  private final CoherentCache<BudgetsKey, BudgetSet> budgets;
  private final CoherentCache<StatusKey, @Nullable BudgetAccount> status;
  private final CoherentCache<SpendKey, SpendTotals> spend;
  private final CoherentCache<BreakdownKey, Breakdown> breakdown;
  private final CoherentCache<ModelId, PriceSchedule> prices;
  private final CoherentCache<Scope, SettingsInForce> alertSettings;

  LedgerViews(
      Caches caches,
      LedgerDatabase database,
      Catalogue shipped,
      Catalogues catalogues,
      CriticalKeys critical,
      InstantSource clock,
      Map<CacheName, CachePolicy> policies) {
    Views views = new Views(caches, database, policies);
    budgets =
        views
            .<BudgetsKey, BudgetSet>cache(CacheName.BUDGETS, LedgerViews::tagsOf)
            .keys(ViewKeys.BUDGETS)
            .declared(critical::budgets)
            .valueTags(LedgerViews::tagsOf)
            .secondLevel(RecordCodec.of(BudgetSet.class))
            .buildSnapshot(views.load(BudgetQueries::budgets));
    status =
        views
            .<StatusKey, @Nullable BudgetAccount>cache(CacheName.BUDGET_STATUS, LedgerViews::tagsOf)
            .keys(ViewKeys.STATUS)
            .declared(critical::statuses)
            .valueTags((key, value) -> spendOf(value))
            .fold(CostRecorded.class, LedgerViews::foldCosts)
            .fold(BudgetHeld.class, LedgerViews::foldHolds)
            .buildSnapshot(views.load(accountOrNull(clock)));
    spend =
        views
            .<SpendKey, SpendTotals>cache(
                CacheName.SPEND, key -> only(LedgerTags.spend(key.scope())))
            .keys(ViewKeys.SPEND)
            .declared(critical::spend)
            .fold(CostRecorded.class, LedgerViews::foldSpend)
            .buildSnapshot(views.load(SpendQueries::spend));
    breakdown =
        views
            .<BreakdownKey, Breakdown>cache(CacheName.BREAKDOWN, LedgerViews::tagsOf)
            .keys(ViewKeys.BREAKDOWN)
            .declared(critical::breakdowns)
            .fold(CostRecorded.class, LedgerViews::foldBreakdown)
            .buildSnapshot(views.load(SpendQueries::breakdown));
    prices =
        views
            .<ModelId, PriceSchedule>cache(CacheName.PRICES, LedgerViews::tagsOf)
            .keys(ViewKeys.PRICES)
            .declared(critical::models)
            .valueTags(LedgerViews::tagsOf)
            .secondLevel(RecordCodec.of(PriceSchedule.class, shipped))
            .buildSnapshot(
                views.load(
                    (sql, model) -> Prices.schedule(sql, catalogues.in(sql).catalogue(), model)));
    // No codec: it holds webhooks' secrets, which never leave the database and this process.
    alertSettings =
        views
            .<Scope, SettingsInForce>cache(CacheName.ALERT_SETTINGS, LedgerViews::settingsTags)
            .keys(ViewKeys.SCOPE)
            .valueTags(LedgerViews::settingsTags)
            .buildSnapshot(views.load(AlertConfigurations::inForce));
  }

  /** The budgets that requests of a subject are charged to, and single ones by id. */
  public CoherentCache<BudgetsKey, BudgetSet> budgets() {
    return budgets;
  }

  /** What windows of budgets have spent and hold; null for a budget that is not there. */
  public CoherentCache<StatusKey, @Nullable BudgetAccount> budgetStatus() {
    return status;
  }

  /** What scopes spent in windows. */
  public CoherentCache<SpendKey, SpendTotals> spend() {
    return spend;
  }

  /** Spending by groups. */
  public CoherentCache<BreakdownKey, Breakdown> breakdown() {
    return breakdown;
  }

  /** What models cost, catalogue and own prices together. */
  public CoherentCache<ModelId, PriceSchedule> prices() {
    return prices;
  }

  /** The alert settings in force, own or inherited. */
  public CoherentCache<Scope, SettingsInForce> alertSettings() {
    return alertSettings;
  }

  /** NullAway does not see that this type argument may be null. */
  @SuppressWarnings("NullAway")
  private static Query<StatusKey, @Nullable BudgetAccount> accountOrNull(InstantSource clock) {
    return (sql, key) -> BudgetQueries.account(sql, key, clock.instant());
  }

  private static Tags only(Tag tag) {
    return Tags.of(List.of(tag));
  }

  private static Tags tagsOf(StatusKey key) {
    return Tags.of(List.of(LedgerTags.budget(key.budget()), LedgerTags.holds(key.budget())));
  }

  private static Tags tagsOf(BudgetsKey key) {
    if (key instanceof BudgetsKey.ById it) {
      return only(LedgerTags.budget(it.budget()));
    }
    BudgetsKey.OfSubject it = (BudgetsKey.OfSubject) key;
    Subject subject = new Subject(it.organization(), it.project(), it.user(), null);
    List<Tag> tags = new ArrayList<>();
    subject.scopes().forEach(scope -> tags.add(LedgerTags.budgetsOf(scope)));
    if (it.user() != null) {
      tags.add(LedgerTags.user(new Scope.User(it.organization(), it.user())));
    }
    return Tags.of(tags);
  }

  /** The home project is known only once the user has been looked up. */
  private static Tags tagsOf(BudgetsKey key, BudgetSet value) {
    return key instanceof BudgetsKey.OfSubject it && value.project() != null
        ? only(LedgerTags.budgetsOf(new Scope.Project(it.organization(), value.project())))
        : Tags.none();
  }

  private static Tags spendOf(@Nullable BudgetAccount value) {
    return value == null ? Tags.none() : only(LedgerTags.spend(value.budget().scope()));
  }

  /** Who groups by user also depends on which users there are: an erased one has another id. */
  private static Tags tagsOf(BreakdownKey key) {
    Tags spend = only(LedgerTags.spend(key.scope()));
    return key.by() == Dimension.USER ? spend.and(only(usersIn(key.scope()))) : spend;
  }

  /** A price is looked for under the name as given, then in lower case. */
  private static Tags tagsOf(ModelId model) {
    return Tags.of(
        List.of(
            LedgerTags.price(model),
            LedgerTags.price(model.inLowerCase()),
            LedgerTags.providers()));
  }

  /** And under which of the catalogue's names it is found, if at all, is known only then. */
  private static Tags tagsOf(ModelId model, PriceSchedule value) {
    List<Tag> tags = new ArrayList<>();
    value.asked().forEach(provider -> tags.add(LedgerTags.modelsOf(provider)));
    CatalogueMatch match = value.match();
    if (match != null) {
      tags.add(LedgerTags.price(new ModelId(match.provider(), match.model().id())));
    }
    return Tags.of(tags);
  }

  private static Tag usersIn(Scope scope) {
    if (scope instanceof Scope.Organization it) {
      return LedgerTags.usersOf(it.id());
    }
    if (scope instanceof Scope.Project it) {
      return LedgerTags.usersOf(it.organization());
    }
    return scope instanceof Scope.User it
        ? LedgerTags.usersOf(it.organization())
        : LedgerTags.users();
  }

  private static Tags settingsTags(Scope scope) {
    List<Tag> tags = new ArrayList<>();
    AlertConfigurations.chain(scope, null).forEach(s -> tags.add(LedgerTags.alertSettings(s)));
    if (scope instanceof Scope.User user) {
      tags.add(LedgerTags.user(user));
    }
    return Tags.of(tags);
  }

  /** A user may inherit from a home project, which is known only through the user's row. */
  private static Tags settingsTags(Scope scope, SettingsInForce value) {
    List<Tag> tags = new ArrayList<>();
    AlertConfigurations.chain(scope, value.homeProject())
        .forEach(s -> tags.add(LedgerTags.alertSettings(s)));
    return Tags.of(tags);
  }

  private static BudgetAccount foldCosts(
      StatusKey key, @Nullable BudgetAccount value, List<CostRecorded> facts) {
    BudgetAccount old = Objects.requireNonNull(value);
    long from = key.window().from().getEpochSecond();
    long to = key.window().to().getEpochSecond();
    SpendTotals more =
        sum(facts, delta -> delta.isWithin(from, to) && BudgetWindows.counts(old.budget(), delta));
    return foldHolds(key, old.plus(more.cost()), facts.stream().map(CostRecorded::holds));
  }

  private static BudgetAccount foldHolds(
      StatusKey key, @Nullable BudgetAccount value, List<BudgetHeld> facts) {
    return foldHolds(key, Objects.requireNonNull(value), facts.stream().map(BudgetHeld::holds));
  }

  private static BudgetAccount foldHolds(
      StatusKey key, BudgetAccount value, Stream<HoldChanges> changes) {
    List<HoldChanges> all = changes.toList();
    long latest = all.stream().mapToLong(HoldChanges::atMillis).max().orElse(0);
    return value.plus(all.stream().flatMap(each -> each.of(key).stream()).toList(), latest);
  }

  private static SpendTotals foldSpend(SpendKey key, SpendTotals value, List<CostRecorded> facts) {
    long from = key.window().from().getEpochSecond();
    long to = key.window().to().getEpochSecond();
    return value.plus(
        sum(facts, delta -> delta.isWithin(from, to) && delta.subject().isIn(key.scope())));
  }

  private static SpendTotals sum(List<CostRecorded> facts, Predicate<RollupKey> counted) {
    SpendTotals sum = SpendTotals.NONE;
    for (CostRecorded fact : facts) {
      for (RollupDelta delta : fact.deltas()) {
        if (counted.test(delta.key())) {
          sum = sum.plus(delta.totals());
        }
      }
    }
    return sum;
  }

  private static Breakdown foldBreakdown(
      BreakdownKey key, Breakdown value, List<CostRecorded> facts) {
    BreakdownSums sums = new BreakdownSums(value);
    for (CostRecorded fact : facts) {
      for (RollupDelta delta : fact.deltas()) {
        if (key.counts(delta.key())) {
          sums.add(key.groupOf(delta), delta.totals());
        }
      }
    }
    return sums.toBreakdown();
  }

  /** A query of a view. */
  interface Query<K, V extends @Nullable Object> {
    V run(DSLContext sql, K key);
  }

  /** What building each view needs. */
  private record Views(
      Caches caches, LedgerDatabase database, Map<CacheName, CachePolicy> policies) {
    <K, V extends @Nullable Object> CoherentCache.Builder<K, V> cache(
        CacheName name, Function<? super K, Tags> tags) {
      CachePolicy policy = policies.getOrDefault(name, name.defaultPolicyOn(caches));
      return caches.<K, V>cache(name.text(), tags).policy(policy);
    }

    <K, V extends @Nullable Object> SnapshotLoader<K, V> load(Query<K, V> query) {
      return key -> database.read(sql -> query.run(sql, key));
    }
  }
}
