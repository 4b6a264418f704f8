package io.trueup.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.cache.CoherentCache;
import io.trueup.cache.Outcome;
import io.trueup.cache.ReadRequest;
import io.trueup.cache.Tags;
import io.trueup.changelog.TestDatabase;
import io.trueup.ledger.LedgerChange.AlertConfigurationChanged;
import io.trueup.ledger.LedgerChange.BudgetChanged;
import io.trueup.ledger.LedgerChange.CostRecorded;
import io.trueup.ledger.LedgerChange.ModelPriceChanged;
import io.trueup.ledger.LedgerChange.UserChanged;
import io.trueup.ledger.LedgerChange.UserEvent;
import io.trueup.spend.AlertSettings;
import io.trueup.spend.Budget;
import io.trueup.spend.BudgetId;
import io.trueup.spend.Channel;
import io.trueup.spend.ModelFilter;
import io.trueup.spend.ModelId;
import io.trueup.spend.Money;
import io.trueup.spend.Period;
import io.trueup.spend.Price;
import io.trueup.spend.PriceOverride;
import io.trueup.spend.Scope;
import io.trueup.spend.Subject;
import io.trueup.spend.Thresholds;
import io.trueup.spend.Unit;
import io.trueup.spend.UnitPrices;
import io.trueup.spend.Usage;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** For each kind of change: the entries that it touches miss or fold, and all others stay hits. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class CacheInvalidationTest {
  private static final Scope.Global ALL = new Scope.Global();
  private static final Scope.Organization ACME = new Scope.Organization("acme");
  private static final Scope.Organization OTHER = new Scope.Organization("other");
  private static final Scope.Project SEARCH = new Scope.Project("acme", "search");
  private static final Scope.Project CHAT = new Scope.Project("acme", "chat");
  private static final Scope.User ANN = new Scope.User("acme", "ann");
  private static final Scope.User BOB = new Scope.User("acme", "bob");
  private static final ModelId OWN = new ModelId("lab", "own/model");
  private static final Instant YESTERDAY = Books.NOON.minus(Duration.ofDays(1));

  private final Books books;
  private final Ledger ledger;
  private final LedgerViews views;

  CacheInvalidationTest(TestDatabase database) {
    books = Books.open(database);
    ledger = books.ledger;
    views = ledger.views();
  }

  @AfterEach
  void close() {
    books.close();
  }

  private static <K, V> Outcome read(CoherentCache<K, V> cache, K key) {
    return cache.read(key, ReadRequest.BY_POLICY).outcome();
  }

  private static BudgetsKey of(Scope.User user) {
    return new BudgetsKey.OfSubject(user.organization(), null, user.id());
  }

  private static BudgetsKey of(Scope.Project project) {
    return new BudgetsKey.OfSubject(project.organization(), project.id(), null);
  }

  private static SpendKey day(Scope scope, Instant at) {
    return new SpendKey(scope, Period.DAILY.windowAt(at, ZoneOffset.UTC));
  }

  private static BreakdownKey by(Dimension dimension, Scope scope) {
    return new BreakdownKey(
        dimension,
        scope,
        ModelFilter.ANY,
        Books.NOON.minus(Duration.ofDays(2)),
        Books.NOON.plus(Duration.ofDays(1)),
        ZoneOffset.UTC);
  }

  private static AlertSettings at(int percent) {
    return new AlertSettings(
        Thresholds.of(percent), List.of(new Channel.Log()), Duration.ofHours(1), true);
  }

  private static PriceOverride price(ModelId model, String perMillion) {
    Price price = Price.of(new BigDecimal(perMillion));
    return new PriceOverride(model, Instant.EPOCH, UnitPrices.of(Map.of(Unit.INPUT_TOKENS, price)));
  }

  private void record(String id, String user, Instant at) {
    ledger.usage().record(Books.request(id, "acme", user).occurredAt(at).build());
  }

  private StatusKey statusOf(Budget budget) {
    return new StatusKey(budget.id(), budget.windowAt(Books.NOON));
  }

  @Test
  void aNewBudgetIsSeenByThoseItAppliesToAndByNobodyElse() {
    views.budgets().get(of(ANN));
    views.budgets().get(of(BOB));
    Budget budget = books.budget(ANN, Period.MONTHLY, "5");
    assertThat(read(views.budgets(), of(BOB))).isEqualTo(Outcome.HIT);
    assertThat(read(views.budgets(), of(ANN))).isEqualTo(Outcome.MISS);
    assertThat(views.budgets().get(of(ANN)).budgets()).containsExactly(budget);
  }

  @Test
  void aBudgetOfAnOrganizationIsSeenByEachOfItsUsers() {
    views.budgets().get(of(ANN));
    views.budgets().get(of(SEARCH));
    books.budget(ACME, Period.MONTHLY, "5");
    assertThat(read(views.budgets(), of(ANN))).isEqualTo(Outcome.MISS);
    assertThat(read(views.budgets(), of(SEARCH))).isEqualTo(Outcome.MISS);
  }

  @Test
  void aBudgetThatWasCachedAsAbsentIsFoundOnceItIsMade() {
    Budget planned =
        Budget.builder(new BudgetId("b-1"), ANN, Period.MONTHLY, Money.of("5")).build();
    BudgetsKey byId = new BudgetsKey.ById(planned.id());
    assertThat(views.budgets().get(byId).budgets()).isEmpty();
    assertThat(views.budgetStatus().get(statusOf(planned))).isNull();
    assertThat(read(views.budgets(), byId)).isEqualTo(Outcome.HIT);
    assertThat(read(views.budgetStatus(), statusOf(planned))).isEqualTo(Outcome.HIT);
    Budget made = ledger.budgets().create(planned);
    assertThat(views.budgets().get(byId).budgets()).containsExactly(made);
    assertThat(views.budgetStatus().get(statusOf(made)))
        .isEqualTo(new BudgetAccount(made, made.windowAt(Books.NOON), Money.ZERO));
  }

  @Test
  void aRaisedLimitReloadsThisBudgetsStatusOnly() {
    Budget ann = books.budget(ANN, Period.MONTHLY, "5");
    Budget bob = books.budget(BOB, Period.MONTHLY, "5");
    views.budgetStatus().get(statusOf(ann));
    views.budgetStatus().get(statusOf(bob));
    ledger.budgets().update(ann.id(), old -> old.toBuilder().limit(Money.of("9")).build(), null);
    assertThat(read(views.budgetStatus(), statusOf(bob))).isEqualTo(Outcome.HIT);
    assertThat(read(views.budgetStatus(), statusOf(ann))).isEqualTo(Outcome.MISS);
    assertThat(views.budgetStatus().get(statusOf(ann)).budget().limit()).isEqualTo(Money.of("9"));
  }

  @Test
  void aDeletedBudgetIsGoneFromEveryView() {
    Budget budget = books.budget(SEARCH, Period.MONTHLY, "5");
    views.budgets().get(of(SEARCH));
    views.budgetStatus().get(statusOf(budget));
    ledger.budgets().delete(budget.id(), null);
    assertThat(views.budgets().get(of(SEARCH)).budgets()).isEmpty();
    assertThat(views.budgetStatus().get(statusOf(budget))).isNull();
  }

  @Test
  void aRecordFoldsIntoItsScopesAndLeavesAllOthers() {
    Budget ann = books.budget(ANN, Period.DAILY, "5");
    Budget bob = books.budget(BOB, Period.DAILY, "5");
    record("r0", "ann", Books.NOON);
    List<SpendKey> touched =
        List.of(day(ANN, Books.NOON), day(ACME, Books.NOON), day(ALL, Books.NOON));
    touched.forEach(views.spend()::get);
    views.spend().get(day(BOB, Books.NOON));
    views.spend().get(day(OTHER, Books.NOON));
    views.budgetStatus().get(statusOf(ann));
    views.budgetStatus().get(statusOf(bob));
    views.breakdown().get(by(Dimension.USER, ACME));
    views.breakdown().get(by(Dimension.USER, OTHER));
    record("r1", "ann", Books.NOON);
    touched.forEach(key -> assertThat(read(views.spend(), key)).isEqualTo(Outcome.FOLD));
    touched.forEach(key -> assertThat(read(views.spend(), key)).isEqualTo(Outcome.HIT));
    assertThat(read(views.spend(), day(BOB, Books.NOON))).isEqualTo(Outcome.HIT);
    assertThat(read(views.spend(), day(OTHER, Books.NOON))).isEqualTo(Outcome.HIT);
    assertThat(read(views.budgetStatus(), statusOf(ann))).isEqualTo(Outcome.FOLD);
    assertThat(read(views.budgetStatus(), statusOf(bob))).isEqualTo(Outcome.HIT);
    assertThat(read(views.breakdown(), by(Dimension.USER, ACME))).isEqualTo(Outcome.FOLD);
    assertThat(read(views.breakdown(), by(Dimension.USER, OTHER))).isEqualTo(Outcome.HIT);
  }

  @Test
  void aLateRecordFoldsIntoYesterdayAndNotIntoToday() {
    Budget budget = books.budget(ANN, Period.DAILY, "5");
    StatusKey yesterday = new StatusKey(budget.id(), budget.windowAt(YESTERDAY));
    views.spend().get(day(ANN, YESTERDAY));
    views.spend().get(day(ANN, Books.NOON));
    views.budgetStatus().get(yesterday);
    views.budgetStatus().get(statusOf(budget));
    record("late", "ann", YESTERDAY);
    assertThat(views.spend().get(day(ANN, YESTERDAY)).cost()).isEqualTo(Money.of("0.001375"));
    assertThat(views.spend().get(day(ANN, Books.NOON))).isEqualTo(SpendTotals.NONE);
    assertThat(views.budgetStatus().get(yesterday).spent()).isEqualTo(Money.of("0.001375"));
    assertThat(views.budgetStatus().get(statusOf(budget)).spent()).isEqualTo(Money.ZERO);
    assertThat(views.spend().statistics().folds()).isEqualTo(2);
  }

  @Test
  void aRecordWithAModelThatABudgetDoesNotCountChangesNothingInIt() {
    Budget budget =
        ledger
            .budgets()
            .create(
                Budget.builder(Budgets.newId(), ANN, Period.DAILY, Money.of("5"))
                    .filter(new ModelFilter("anthropic", null))
                    .build());
    views.budgetStatus().get(statusOf(budget));
    record("r1", "ann", Books.NOON);
    assertThat(views.budgetStatus().get(statusOf(budget)).spent()).isEqualTo(Money.ZERO);
  }

  @Test
  void alertSettingsReachEveryoneWhoInheritsThem() {
    ledger.users().put(UserProfile.of(ANN, "Ann").inProject("search"), null);
    List<Scope> chain = List.of(ALL, ACME, SEARCH, ANN);
    for (int i = 0; i < chain.size(); i++) {
      views.alertSettings().get(ANN);
      ledger.alertConfigurations().put(chain.get(i), at(10 + i), null);
      assertThat(read(views.alertSettings(), ANN)).isEqualTo(Outcome.MISS);
      assertThat(views.alertSettings().get(ANN).settings()).isEqualTo(at(10 + i));
      assertThat(views.alertSettings().get(ANN).from()).isEqualTo(chain.get(i));
    }
    for (int i = chain.size() - 1; i > 0; i--) {
      ledger.alertConfigurations().delete(chain.get(i), null);
      assertThat(views.alertSettings().get(ANN).from()).isEqualTo(chain.get(i - 1));
    }
  }

  @Test
  void alertSettingsOfAnotherProjectLeaveTheUsersAlone() {
    ledger.users().put(UserProfile.of(ANN, "Ann").inProject("search"), null);
    views.alertSettings().get(ANN);
    views.alertSettings().get(ACME);
    ledger.alertConfigurations().put(CHAT, at(10), null);
    assertThat(read(views.alertSettings(), ANN)).isEqualTo(Outcome.HIT);
    assertThat(read(views.alertSettings(), ACME)).isEqualTo(Outcome.HIT);
  }

  @Test
  void aMovedUserHasTheBudgetsAndSettingsOfTheNewProject() {
    Budget search = books.budget(SEARCH, Period.MONTHLY, "5");
    Budget chat = books.budget(CHAT, Period.MONTHLY, "5");
    ledger.alertConfigurations().put(CHAT, at(10), null);
    views.budgets().get(of(ANN));
    views.budgets().get(of(BOB));
    ledger.users().put(UserProfile.of(ANN, "Ann").inProject("search"), null);
    assertThat(views.budgets().get(of(ANN)).budgets()).containsExactly(search);
    assertThat(views.alertSettings().get(ANN).from()).isEqualTo(ALL);
    ledger.users().put(UserProfile.of(ANN, "Ann").inProject("chat"), null);
    assertThat(views.budgets().get(of(ANN))).isEqualTo(new BudgetSet("chat", true, List.of(chat)));
    assertThat(views.alertSettings().get(ANN).from()).isEqualTo(CHAT);
    assertThat(read(views.budgets(), of(BOB))).isEqualTo(Outcome.HIT);
    ledger.budgets().delete(chat.id(), null);
    assertThat(views.budgets().get(of(ANN)).budgets()).isEmpty();
  }

  @Test
  void anErasedUserIsGoneFromEveryViewAndTotalsStay() {
    books.budget(ANN, Period.MONTHLY, "5");
    ledger.alertConfigurations().put(ANN, at(10), null);
    record("r1", "ann", Books.NOON);
    List<BreakdownKey> byUser =
        List.of(by(Dimension.USER, ALL), by(Dimension.USER, ACME), by(Dimension.USER, ANN));
    byUser.forEach(views.breakdown()::get);
    views.breakdown().get(by(Dimension.MODEL, ACME));
    SpendTotals total = views.spend().get(day(ACME, Books.NOON));
    views.spend().get(day(ANN, Books.NOON));
    views.budgets().get(of(ANN));
    views.alertSettings().get(ANN);
    ledger.users().erase(ANN, null);
    assertThat(views.spend().get(day(ANN, Books.NOON))).isEqualTo(SpendTotals.NONE);
    assertThat(views.spend().get(day(ACME, Books.NOON))).isEqualTo(total);
    assertThat(read(views.spend(), day(ACME, Books.NOON))).isEqualTo(Outcome.HIT);
    assertThat(views.budgets().get(of(ANN)).budgets()).isEmpty();
    assertThat(views.alertSettings().get(ANN).from()).isEqualTo(ALL);
    assertThat(read(views.breakdown(), by(Dimension.MODEL, ACME))).isEqualTo(Outcome.HIT);
    byUser.forEach(key -> assertThat(views.breakdown().get(key).groups()).doesNotContainKey("ann"));
    assertThat(views.breakdown().get(by(Dimension.USER, ACME)).total()).isEqualTo(total);
  }

  @Test
  void anUnknownPriceThatWasCachedAsAbsentIsFoundOnceItIsSet() {
    assertThat(views.prices().get(OWN).at(Books.NOON)).isEmpty();
    views.prices().get(Books.GPT_4O);
    ledger.prices().put(price(OWN, "2"), null);
    assertThat(views.prices().get(OWN).at(Books.NOON)).isPresent();
    assertThat(read(views.prices(), Books.GPT_4O)).isEqualTo(Outcome.HIT);
    UsageRequest request =
        UsageRequest.builder("r1", "acme", OWN).usage(Usage.of(Unit.INPUT_TOKENS, 5)).build();
    assertThat(ledger.usage().record(request).record().cost()).isEqualTo(Money.of("0.00001"));
  }

  @Test
  void aRemovedOwnPriceGivesWayToTheCatalogues() {
    PriceOverride own = price(Books.GPT_4O, "2");
    ledger.prices().put(own, null);
    assertThat(views.prices().get(Books.GPT_4O).overrides()).containsExactly(own);
    ledger.prices().delete(Books.GPT_4O, null);
    assertThat(views.prices().get(Books.GPT_4O).overrides()).isEmpty();
    record("r1", "ann", Books.NOON);
    assertThat(views.spend().get(day(ANN, Books.NOON)).cost()).isEqualTo(Money.of("0.001375"));
  }

  @Test
  void aDeletedProjectTakesItsBudgetsAndSettingsAlong() {
    ledger.organizations().put(SEARCH, "Search", null);
    books.budget(SEARCH, Period.MONTHLY, "5");
    Budget chat = books.budget(CHAT, Period.MONTHLY, "5");
    ledger.alertConfigurations().put(SEARCH, at(10), null);
    views.budgets().get(of(SEARCH));
    views.budgets().get(of(CHAT));
    views.alertSettings().get(SEARCH);
    ledger.organizations().delete(SEARCH, null);
    assertThat(views.budgets().get(of(SEARCH)).budgets()).isEmpty();
    assertThat(views.alertSettings().get(SEARCH).from()).isEqualTo(ALL);
    assertThat(read(views.budgets(), of(CHAT))).isEqualTo(Outcome.HIT);
    assertThat(views.budgets().get(of(CHAT)).budgets()).containsExactly(chat);
  }

  @Test
  void aDeletedOrganizationTakesBudgetsAlongThatOwnersWithoutRowsHad() {
    ledger.organizations().put(ACME, "Acme", null);
    Scope.Organization similar = new Scope.Organization("acme2");
    List.of(ACME, SEARCH, ANN).forEach(scope -> books.budget(scope, Period.MONTHLY, "5"));
    List.of(ACME, SEARCH, ANN)
        .forEach(scope -> ledger.alertConfigurations().put(scope, at(10), null));
    Budget others = books.budget(similar, Period.MONTHLY, "5");
    BudgetsKey key = new BudgetsKey.OfSubject("acme", "search", "ann");
    assertThat(views.budgets().get(key).budgets()).hasSize(3);
    views.alertSettings().get(ANN);
    ledger.organizations().delete(ACME, null);
    assertThat(views.budgets().get(key).budgets()).isEmpty();
    assertThat(views.alertSettings().get(ANN).from()).isEqualTo(ALL);
    assertThat(ledger.budgets().list(BudgetQuery.ALL, null, 10).items()).containsExactly(others);
  }

  @Test
  void everyKindOfChangeTouchesTheTagsOfTheTable() {
    BudgetId id = new BudgetId("b");
    assertThat(ledger.tagsOf(new BudgetChanged(id, ANN)).names())
        .containsExactlyInAnyOrder("budget:b", "budgets:user:acme/ann");
    Subject subject = new Subject("acme", "search", "ann", Books.GPT_4O);
    RollupDelta delta = new RollupDelta(new RollupKey(subject, 0), SpendTotals.NONE);
    assertThat(ledger.tagsOf(new CostRecorded(List.of(delta, delta))).names())
        .containsExactlyInAnyOrder(
            "spend:user:acme/ann",
            "spend:project:acme/search",
            "spend:organization:acme",
            "spend:global");
    assertThat(ledger.tagsOf(new AlertConfigurationChanged(SEARCH)).names())
        .containsExactly("alert-settings:project:acme/search");
    assertThat(ledger.tagsOf(new UserChanged(ANN, UserEvent.UPDATED)).names())
        .containsExactly("user:acme/ann");
    assertThat(ledger.tagsOf(new UserChanged(ANN, UserEvent.ERASED)).names())
        .containsExactlyInAnyOrder(
            "user:acme/ann",
            "spend:user:acme/ann",
            "budgets:user:acme/ann",
            "alert-settings:user:acme/ann",
            "users:acme",
            "users");
    assertThat(ledger.tagsOf(new ModelPriceChanged(OWN)).names())
        .containsExactly("price:lab/own%2Fmodel");
  }

  @Test
  void aRecordFoldsIntoTheConversationsOfItsDayAndScope() {
    BreakdownKey mine = conversations(ACME, Books.NOON);
    BreakdownKey others = conversations(OTHER, Books.NOON);
    BreakdownKey yesterdays = conversations(ACME, YESTERDAY);
    views.breakdown().get(mine);
    views.breakdown().get(others);
    views.breakdown().get(yesterdays);
    ledger.usage().record(Books.request("r1", "acme", "ann").conversation("c/1").build());
    assertThat(read(views.breakdown(), others)).isEqualTo(Outcome.HIT);
    assertThat(read(views.breakdown(), mine)).isEqualTo(Outcome.FOLD);
    assertThat(read(views.breakdown(), yesterdays)).isEqualTo(Outcome.FOLD);
    assertThat(views.breakdown().get(mine).groups()).containsOnlyKeys("c/1");
    assertThat(views.breakdown().get(yesterdays).groups()).isEmpty();
  }

  private static BreakdownKey conversations(Scope scope, Instant day) {
    Instant from = Period.DAILY.windowAt(day, ZoneOffset.UTC).from();
    return new BreakdownKey(
        Dimension.CONVERSATION,
        scope,
        ModelFilter.ANY,
        from,
        from.plus(Duration.ofDays(1)),
        ZoneOffset.UTC);
  }

  @Test
  void anOperatorsInvalidationReloadsWhatCarriesItsTagsOnly() {
    views.alertSettings().get(ANN);
    views.alertSettings().get(OTHER);
    views.spend().get(day(ANN, Books.NOON));
    ledger
        .cacheAdministration()
        .invalidate(new Invalidation.OfTags(Tags.of("alert-settings:user:acme/ann")));
    assertThat(read(views.alertSettings(), OTHER)).isEqualTo(Outcome.HIT);
    assertThat(read(views.spend(), day(ANN, Books.NOON))).isEqualTo(Outcome.HIT);
    assertThat(read(views.alertSettings(), ANN)).isEqualTo(Outcome.MISS);
  }

  @Test
  void aDeletedProjectIsNoHomeInAnyView() {
    ledger.organizations().put(SEARCH, "Search", null);
    ledger.users().put(UserProfile.of(ANN, "Ann").inProject("search"), null);
    ledger.users().put(UserProfile.of(BOB, "Bob").inProject("chat"), null);
    views.budgets().get(of(ANN));
    views.budgets().get(of(BOB));
    views.alertSettings().get(ANN);
    ledger.organizations().delete(SEARCH, null);
    assertThat(read(views.budgets(), of(BOB))).isEqualTo(Outcome.HIT);
    assertThat(views.budgets().get(of(ANN)).project()).isNull();
    assertThat(views.alertSettings().get(ANN).homeProject()).isNull();
  }
}
