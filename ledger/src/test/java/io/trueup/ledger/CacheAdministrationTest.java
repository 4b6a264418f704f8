package io.trueup.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.cache.CachePolicy;
import io.trueup.cache.InvalidPolicyException;
import io.trueup.cache.Outcome;
import io.trueup.cache.Position;
import io.trueup.cache.ReadRequest;
import io.trueup.cache.Strategy;
import io.trueup.cache.Tag;
import io.trueup.cache.Tags;
import io.trueup.cache.WarmingBudget;
import io.trueup.cache.WarmingRun;
import io.trueup.changelog.TestDatabase;
import io.trueup.ledger.CacheAdministration.Reached;
import io.trueup.ledger.CacheAdministration.Touched;
import io.trueup.spend.Budget;
import io.trueup.spend.BudgetId;
import io.trueup.spend.InvalidInputException;
import io.trueup.spend.Money;
import io.trueup.spend.Period;
import io.trueup.spend.Scope;
import io.trueup.spend.Subject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Invalidations and policies as changes in the log, on two nodes; explaining; warming's keys. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class CacheAdministrationTest {
  private static final Scope.User ANN = new Scope.User("acme", "ann");
  private static final Scope.User BOB = new Scope.User("acme", "bob");

  private final Books books;
  private final Ledger a;
  private final Ledger b;

  CacheAdministrationTest(TestDatabase database) {
    books = Books.sharedWithoutWaiting(database);
    a = books.ledger;
    b = books.anotherNode("b");
  }

  @AfterEach
  void close() {
    b.close();
    books.close();
  }

  private static SpendKey today(Scope scope) {
    return new SpendKey(scope, Period.DAILY.windowAt(Books.NOON, ZoneOffset.UTC));
  }

  private static Outcome outcome(Ledger node, SpendKey key) {
    return node.views().spend().read(key, ReadRequest.STRICT).outcome();
  }

  private void warmUp() {
    for (Ledger node : List.of(a, b)) {
      node.views().spend().get(today(ANN));
      node.views().spend().get(today(BOB));
    }
  }

  private void assertInvalidOnBoth(Invalidation what, Outcome ofBob) {
    warmUp();
    Reached dry = a.cacheAdministration().dryRun(what);
    assertThat(outcome(a, today(ANN))).isEqualTo(Outcome.HIT);
    Reached reached = a.cacheAdministration().invalidate(what);
    assertThat(reached.tags()).isEqualTo(dry.tags());
    assertThat(reached.entries()).isEqualTo(dry.entries()).isPositive();
    assertThat(reached.position()).isGreaterThan(dry.position());
    for (Ledger node : List.of(a, b)) {
      assertThat(outcome(node, today(BOB))).isEqualTo(ofBob);
      assertThat(outcome(node, today(ANN))).isEqualTo(Outcome.MISS);
      assertThat(outcome(node, today(ANN))).isEqualTo(Outcome.HIT);
    }
  }

  @Test
  void everyNodeObeysAnInvalidationByTagsKeysOrOfEverything() {
    assertInvalidOnBoth(new Invalidation.OfTags(Tags.of("spend:user:acme/ann")), Outcome.HIT);
    assertInvalidOnBoth(
        new Invalidation.OfKeys(CacheName.SPEND, List.of("user:acme/ann:daily:2026-11-23")),
        Outcome.HIT);
    assertInvalidOnBoth(new Invalidation.OfEverything(), Outcome.MISS);
  }

  @Test
  void whatNamesNothingOrNoKeyIsRefusedByName() {
    for (Invalidation what :
        List.of(
            new Invalidation.OfKeys(CacheName.SPEND, List.of("nonsense")),
            new Invalidation.OfKeys(CacheName.SPEND, List.of()))) {
      assertThatThrownBy(() -> a.cacheAdministration().invalidate(what))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("keys");
    }
    assertThatThrownBy(() -> a.cacheAdministration().dryRun(new Invalidation.OfTags(Tags.none())))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("tags");
  }

  @Test
  void aChangedPolicyHoldsOnEveryNodeAndAfterAStartAndIsAudited() throws InterruptedException {
    CountDownLatch heard = new CountDownLatch(1);
    b.listen(
        change -> {
          if (change.change().fact() instanceof LedgerChange.CachePolicyChanged) {
            heard.countDown();
          }
        });
    CachePolicy before = a.views().spend().policy();
    CachePolicy changed =
        a.cacheAdministration()
            .changePolicy(
                CacheName.SPEND,
                old -> old.withStrategy(Strategy.EVICT).withMaxStaleness(Duration.ofMillis(7)),
                "root");
    assertThat(a.views().spend().policy()).isEqualTo(changed);
    assertThat(heard.await(20, TimeUnit.SECONDS)).isTrue();
    Awaitility.await()
        .untilAsserted(() -> assertThat(b.views().spend().policy()).isEqualTo(changed));
    try (Ledger c = books.anotherNode("c")) {
      assertThat(c.views().spend().policy()).isEqualTo(changed);
      assertThat(c.views().budgets().policy()).isEqualTo(CacheName.BUDGETS.defaultPolicy());
    }
    assertThat(a.auditLog().list(null, 10).items())
        .singleElement()
        .satisfies(
            item -> {
              assertThat(item.actor()).isEqualTo("root");
              assertThat(item.action()).isEqualTo("cache-policy-changed");
              assertThat(item.object()).isEqualTo("spend");
              assertThat(PolicyJson.policy(String.valueOf(item.before()))).isEqualTo(before);
              assertThat(PolicyJson.policy(String.valueOf(item.after()))).isEqualTo(changed);
            });
  }

  @Test
  void aPolicyThatMakesNoSenseIsRefusedWithAllReasonsAndChangesNothing() {
    CachePolicy before = a.views().prices().policy();
    assertThatThrownBy(
            () ->
                a.cacheAdministration()
                    .changePolicy(
                        CacheName.PRICES,
                        old -> old.withStrategy(Strategy.FOLD).withLevelTwo(true),
                        null))
        .isInstanceOf(InvalidPolicyException.class)
        .hasMessageContaining("strategy")
        .hasMessageContaining("level-two");
    assertThat(a.views().prices().policy()).isEqualTo(before);
    assertThat(a.auditLog().list(null, 10).items()).isEmpty();
  }

  @Test
  void aPolicyWhoseTransactionRollsBackIsTakenBack() {
    CachePolicy before = a.views().prices().policy();
    assertThatThrownBy(
            () ->
                a.cacheAdministration()
                    .changePolicy(CacheName.PRICES, old -> old.withMaxEntries(7), "x".repeat(900)))
        .isInstanceOf(RuntimeException.class);
    assertThat(a.views().prices().policy()).isEqualTo(before);
  }

  @Test
  void theAuditLogIsPagedNewestFirst() {
    for (int i = 1; i <= 5; i++) {
      long most = i;
      a.cacheAdministration()
          .changePolicy(CacheName.PRICES, old -> old.withMaxEntries(most), "admin " + i);
    }
    Page<AuditLog.Item> first = a.auditLog().list(null, 2);
    assertThat(first.items())
        .extracting(AuditLog.Item::actor)
        .containsExactly("admin 5", "admin 4");
    Page<AuditLog.Item> second = a.auditLog().list(first.nextCursor(), 3);
    assertThat(second.items()).extracting(AuditLog.Item::actor).endsWith("admin 2", "admin 1");
    assertThat(second.nextCursor()).isNull();
  }

  private Map<String, Long> explained(DescribedChange change) {
    return a.cacheAdministration().explain(change).caches().stream()
        .filter(it -> it.entries() > 0)
        .collect(Collectors.toMap(Touched::cache, Touched::entries));
  }

  @Test
  void aDescribedChangeIsExplainedAsTheRulesHaveIt() {
    Budget budget = books.budget(ANN, Period.MONTHLY, "5");
    a.users().put(UserProfile.of(ANN, "Ann").inProject("search"), null);
    warmUp();
    a.views().spend().get(today(new Scope.Project("acme", "search")));
    a.views().budgets().get(new BudgetsKey.OfSubject("acme", null, "ann"));
    a.views().budgetStatus().get(new StatusKey(budget.id(), budget.windowAt(Books.NOON)));
    a.views().alertSettings().get(ANN);
    a.views().prices().get(Books.GPT_4O);
    assertThat(explained(new DescribedChange.OfBudget(budget.id())))
        .isEqualTo(Map.of("budgets", 1L, "budget-status", 1L));
    assertThat(explained(new DescribedChange.OfBudget(new BudgetId("none")))).isEmpty();
    Subject subject = new Subject("acme", null, "ann", Books.GPT_4O);
    assertThat(explained(new DescribedChange.OfCost(subject, null, Money.of("1"))))
        .isEqualTo(Map.of("spend", 2L, "budget-status", 1L));
    assertThat(explained(new DescribedChange.OfUser(ANN)))
        .isEqualTo(Map.of("budgets", 1L, "alert-settings", 1L));
    assertThat(explained(new DescribedChange.OfAlertConfiguration(new Scope.Global())))
        .isEqualTo(Map.of("alert-settings", 1L));
    assertThat(explained(new DescribedChange.OfPrice(Books.GPT_4O)))
        .isEqualTo(Map.of("prices", 1L));
  }

  @Test
  void anErasedUsersIdIsGoneFromInvalidationsAndHotKeys() {
    a.usage().record(Books.request("r1", "acme", "ann").build());
    HotKeyTable hot = new HotKeyTable(books.pool(), "a");
    hot.save("spend", List.of("user:acme/ann:total", "user:acme/nobody:total", "global:total"));
    hot.save("budgets", List.of("subject:acme//ann", "budget:42"));
    assertThat(hot.load("spend")).containsExactly("user:acme/ann:total", "global:total");
    Invalidation what = new Invalidation.OfTags(Tags.of("spend:user:acme/ann", "price:a/b"));
    a.cacheAdministration().invalidate(what);
    a.users().erase(ANN, null);
    assertThat(hot.load("spend")).containsExactly("global:total");
    assertThat(hot.load("budgets")).containsExactly("budget:42");
    assertThat(new HotKeyTable(books.pool(), "b").load("spend")).isEmpty();
    hot.save("spend", List.of("user:acme/ann:total", "global:total"));
    assertThat(hot.load("spend")).containsExactly("global:total");
    assertThat(
            a.changes().after(Position.GENESIS, 500).stream()
                .filter(item -> item.kind().equals("CacheInvalidated"))
                .flatMap(item -> item.tags().stream())
                .map(Tag::name))
        .hasSize(2)
        .contains("price:a/b")
        .noneMatch(name -> name.contains("ann"));
  }

  @Test
  void whatIsCriticalIsWhatWasUsedLatelyAndSoonTheNextWindow() {
    CriticalKeys critical = critical();
    assertThat(critical.spend()).isEmpty();
    Budget budget = books.budget(ANN, Period.DAILY, "5");
    a.usage().record(Books.request("r1", "acme", "ann").build());
    Instant longAgo = Books.NOON.minus(Duration.ofDays(9));
    a.usage().record(Books.request("r2", "acme", "bob").occurredAt(longAgo).build());
    assertThat(critical.spend()).contains(today(ANN)).doesNotContain(today(BOB)).hasSize(2);
    assertThat(critical.models()).containsExactly(Books.GPT_4O);
    assertThat(critical.budgets()).containsExactly(new BudgetsKey.OfSubject("acme", null, "ann"));
    assertThat(critical.statuses())
        .containsExactly(new StatusKey(budget.id(), budget.windowAt(Books.NOON)));
    assertThat(critical.breakdowns())
        .hasSizeGreaterThanOrEqualTo(20)
        .allMatch(key -> key.scope().equals(new Scope.Organization("acme")));
    Instant midnight = Instant.parse("2026-11-24T00:00:00Z");
    books.setClock(midnight.minusSeconds(60));
    assertThat(critical().spend())
        .contains(today(ANN), new SpendKey(ANN, Period.DAILY.windowAt(midnight, ZoneOffset.UTC)));
    assertThat(critical().statuses())
        .contains(new StatusKey(budget.id(), budget.windowAt(midnight)));
  }

  private CriticalKeys critical() {
    return a.criticalKeys();
  }

  @Test
  void aWarmedNodeAnswersWhatIsCriticalWithoutALoad() throws InterruptedException {
    a.usage().record(Books.request("r1", "acme", "ann").build());
    try (Ledger c = books.anotherNode("c")) {
      WarmingRun run =
          c.caches()
              .warm(
                  List.of("spend", "prices", "breakdown"),
                  new WarmingBudget(1, 10_000, Duration.ofSeconds(30)));
      assertThat(run.await(Duration.ofSeconds(30))).isTrue();
      assertThat(run.failed()).isZero();
      assertThat(c.views().spend().read(today(ANN), ReadRequest.BY_POLICY).outcome())
          .isEqualTo(Outcome.HIT);
      assertThat(c.views().prices().read(Books.GPT_4O, ReadRequest.BY_POLICY).outcome())
          .isEqualTo(Outcome.HIT);
    }
  }
}
