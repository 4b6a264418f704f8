package io.trueup.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.changelog.TestDatabase;
import io.trueup.ledger.Organizations.Named;
import io.trueup.ledger.RecordResult.Recorded;
import io.trueup.spend.Budget;
import io.trueup.spend.InvalidInputException;
import io.trueup.spend.ModelId;
import io.trueup.spend.Money;
import io.trueup.spend.Period;
import io.trueup.spend.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jooq.DSLContext;
import org.jooq.ResultQuery;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Pages of records, owners and budgets: their order, filters and cursors. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class ListsTest {
  private static final List<String> ORGANIZATIONS = List.of("ac/me", "acme", "acme2", "\u6f22;%");
  private static final List<String> IDS = List.of("a", "a/b", "b:%2F", "\u00e9 ~");

  private static final Pattern INDEX_SORTED = Pattern.compile("(?s).*index sorted.*");
  private static final Pattern NEITHER_SORTED_NOR_SCANNED =
      Pattern.compile("(?s)((?!Sort|Seq Scan).)*Index Scan((?!Sort|Seq Scan).)*");

  private final TestDatabase database;
  private final Books books;
  private final Ledger ledger;

  ListsTest(TestDatabase database) {
    this.database = database;
    books = Books.open(database);
    ledger = books.ledger;
  }

  @AfterEach
  void close() {
    books.close();
  }

  private interface Pages<T> {
    Page<T> page(@Nullable String cursor, int limit);
  }

  private static <T> List<T> all(Pages<T> pages, int limit) {
    List<T> items = new ArrayList<>();
    Page<T> page = pages.page(null, limit);
    items.addAll(page.items());
    while (page.nextCursor() != null) {
      assertThat(page.items()).hasSize(limit);
      page = pages.page(page.nextCursor(), limit);
      items.addAll(page.items());
    }
    return items;
  }

  private List<RecordResult.Recorded> recordSome() {
    List<Recorded> records = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      records.add(
          ledger
              .usage()
              .record(
                  UsageRequest.builder("r" + i, ORGANIZATIONS.get(i % 4), model(i))
                      .project(i % 5 == 0 ? null : IDS.get(i % 3))
                      .user(i % 7 == 0 ? null : IDS.get(i % 4))
                      .conversation(i % 2 == 0 ? null : IDS.get(i % 3))
                      .occurredAt(Books.NOON.minusSeconds(i / 6))
                      .cost(Money.of("0.1"))
                      .build()));
    }
    Collections.shuffle(records);
    records.sort(
        Comparator.comparing((Recorded it) -> it.record().occurredAt())
            .reversed()
            .thenComparing(it -> it.record().id()));
    return records;
  }

  private static ModelId model(int i) {
    return i % 3 == 0 ? Books.GPT_4O : new ModelId("lab", "m/" + i % 2);
  }

  private void assertListed(
      List<Recorded> records,
      UnaryOperator<UsageQuery.Builder> query,
      Function<UsageRequest, @Nullable Object> field,
      Object wanted) {
    UsageQuery built = query.apply(UsageQuery.builder()).build();
    List<Recorded> expected =
        records.stream().filter(it -> wanted.equals(field.apply(it.record().request()))).toList();
    assertThat(all((cursor, limit) -> ledger.usage().list(built, cursor, limit), 4))
        .as("%s", built)
        .isNotEmpty()
        .isEqualTo(expected);
  }

  @Test
  void recordsComeNewestFirstWithTheirPositionsAndEachFilterCounts() {
    List<Recorded> records = recordSome();
    for (int limit : new int[] {1, 7, 60, 500}) {
      assertThat(all((cursor, most) -> ledger.usage().list(UsageQuery.ALL, cursor, most), limit))
          .isEqualTo(records);
    }
    assertListed(records, q -> q.organization("ac/me"), UsageRequest::organization, "ac/me");
    assertListed(records, q -> q.project("a/b"), UsageRequest::project, "a/b");
    assertListed(records, q -> q.user("a/b"), UsageRequest::user, "a/b");
    assertListed(records, q -> q.conversation("a/b"), UsageRequest::conversation, "a/b");
    assertListed(records, q -> q.requestId("r17"), UsageRequest::requestId, "r17");
    assertListed(records, q -> q.provider("lab"), r -> r.model().provider(), "lab");
    assertListed(records, q -> q.model("m/1"), r -> r.model().model(), "m/1");
    Instant from = Books.NOON.minusSeconds(5);
    UsageQuery some = UsageQuery.builder().from(from).to(Books.NOON.minusSeconds(2)).build();
    assertThat(ledger.usage().list(some, null, 500).items())
        .isEqualTo(
            records.stream()
                .filter(it -> !it.record().occurredAt().isBefore(from))
                .filter(it -> it.record().occurredAt().isBefore(Books.NOON.minusSeconds(2)))
                .toList());
    assertThat(ledger.usage().find(records.get(3).record().id())).contains(records.get(3));
    assertThat(ledger.usage().find("none")).isEmpty();
  }

  @Test
  void recordsAddedBetweenTwoPagesShiftNothing() {
    List<Recorded> records = recordSome();
    Page<Recorded> first = ledger.usage().list(UsageQuery.ALL, null, 10);
    ledger.usage().record(Books.request("late", "acme", "ann").build());
    Page<Recorded> second = ledger.usage().list(UsageQuery.ALL, first.nextCursor(), 10);
    assertThat(second.items()).isEqualTo(records.subList(10, 20));
  }

  /** Rows for a page, not the table: the plan names an index and needs no sort of its own. */
  @Test
  void aPageOfRecordsIsReadFromAnIndexInItsOrder() {
    recordSome();
    for (UsageQuery query :
        List.of(
            UsageQuery.ALL,
            UsageQuery.builder().organization("acme").build(),
            UsageQuery.builder().organization("acme").user("a").build(),
            UsageQuery.builder().organization("acme").conversation("a").build())) {
      UsageRows.After after = new UsageRows.After(Books.NOON.minusSeconds(3), "x");
      String plan =
          ledger.recompute().uncached(sql -> plan(sql, UsageRows.query(sql, query, after, 10)));
      assertThat(plan)
          .as("%s", query)
          .matches(database == TestDatabase.H2 ? INDEX_SORTED : NEITHER_SORTED_NOR_SCANNED);
    }
  }

  /** On PostgreSQL as it is with so many rows that scanning and sorting them costs more. */
  private String plan(DSLContext sql, ResultQuery<?> query) {
    if (database == TestDatabase.POSTGRESQL) {
      sql.execute("set local enable_seqscan = off");
      sql.execute("set local enable_sort = off");
    }
    return String.join(
        "\n", sql.fetch("explain " + sql.renderInlined(query)).getValues(0, String.class));
  }

  @Test
  void ownersAndBudgetsArePagedInTheOrderOfTheirIds() {
    for (String organization : ORGANIZATIONS) {
      ledger.organizations().put(new Scope.Organization(organization), "n", null);
      for (String id : IDS) {
        ledger.organizations().put(new Scope.Project(organization, id), "p " + id, null);
        ledger.users().put(UserProfile.of(new Scope.User(organization, id), "u " + id), null);
      }
    }
    assertThat(all(ledger.organizations()::list, 3))
        .extracting(Named::id)
        .isEqualTo(ORGANIZATIONS.stream().sorted().toList());
    for (String organization : ORGANIZATIONS) {
      assertThat(all((c, n) -> ledger.organizations().projects(organization, c, n), 2))
          .extracting(Named::name)
          .containsExactly("p a", "p a/b", "p b:%2F", "p \u00e9 ~");
      assertThat(all((c, n) -> ledger.users().list(organization, c, n), 2))
          .extracting(UserProfile::name)
          .containsExactly("u a", "u a/b", "u b:%2F", "u \u00e9 ~");
    }
    assertThat(ledger.users().list("none", null, 10).items()).isEmpty();
  }

  private List<Budget> listed(
      @Nullable String organization, Scope.@Nullable Kind kind, @Nullable String id) {
    BudgetQuery query = new BudgetQuery(organization, kind, id);
    return all((cursor, limit) -> ledger.budgets().list(query, cursor, limit), 2);
  }

  @Test
  void budgetsAreFoundByOrganizationKindAndId() {
    List<Scope> scopes = new ArrayList<>(List.of(new Scope.Global()));
    for (String organization : ORGANIZATIONS) {
      scopes.add(new Scope.Organization(organization));
      IDS.forEach(id -> scopes.add(new Scope.Project(organization, id)));
      IDS.forEach(id -> scopes.add(new Scope.User(organization, id)));
    }
    scopes.forEach(scope -> books.budget(scope, Period.MONTHLY, "1"));
    assertThat(listed(null, null, null)).hasSize(scopes.size());
    assertThat(listed("acme", null, null))
        .hasSize(9)
        .allMatch(it -> it.scope().text().matches(".*:acme(/.*)?"));
    assertThat(listed(null, Scope.Kind.GLOBAL, null)).hasSize(1);
    assertThat(listed("acme", Scope.Kind.USER, null)).hasSize(4);
    assertThat(listed("acme", Scope.Kind.USER, "a"))
        .extracting(Budget::scope)
        .containsExactly(new Scope.User("acme", "a"));
    assertThat(listed(null, Scope.Kind.USER, "b:%2F")).hasSize(4);
    assertThat(listed(null, Scope.Kind.ORGANIZATION, "ac/me"))
        .extracting(Budget::scope)
        .containsExactly(new Scope.Organization("ac/me"));
    assertThat(listed(null, null, "b")).isEmpty();
  }

  @Test
  void aForeignOrBrokenCursorAndALimitOutOfBoundsAreRefusedByName() {
    recordSome();
    String cursor = ledger.organizations().list(null, 1).nextCursor();
    for (String bad :
        new String[] {cursor, "", "x", "\u6f22", "WzFd", "W10", "WyJ1c2FnZSIsMSwyXQ"}) {
      assertThatThrownBy(() -> ledger.usage().list(UsageQuery.ALL, bad, 10))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("cursor");
    }
    String noTime = Cursor.of("usage", "yesterday", "id").text();
    assertThatThrownBy(() -> ledger.usage().list(UsageQuery.ALL, noTime, 10))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("cursor");
    for (int limit : new int[] {0, -1, 501}) {
      assertThatThrownBy(() -> ledger.usage().list(UsageQuery.ALL, null, limit))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("limit");
    }
    assertThatThrownBy(() -> UsageQuery.builder().from(Books.NOON).to(Books.NOON).build())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("to");
  }

  @Test
  void recordingForUnknownOwnersIsRefusedWhereItMayNotMakeThem() {
    try (Books strict =
        Books.open(
            database, b -> b.recording(RecordingSettings.DEFAULT.withCreateUnknownOwners(false)))) {
      Ledger refusing = strict.ledger;
      UsageRequest request = Books.request("r1", "acme", "ann").project("search").build();
      assertUnknown(refusing, request, "organization acme");
      refusing.organizations().put(new Scope.Organization("acme"), "Acme", null);
      assertUnknown(refusing, request, "project project:acme/search");
      refusing.organizations().put(new Scope.Project("acme", "search"), "Search", null);
      assertUnknown(refusing, request, "user user:acme/ann");
      refusing.users().put(UserProfile.of(new Scope.User("acme", "ann"), "Ann"), null);
      assertThat(refusing.usage().record(request).duplicate()).isFalse();
    }
  }

  private static void assertUnknown(Ledger refusing, UsageRequest request, String what) {
    assertThatThrownBy(() -> refusing.usage().record(request))
        .isInstanceOf(UnknownObjectException.class)
        .hasMessageContaining(what);
    assertThat(refusing.recompute().records()).isZero();
  }

  @Test
  void aVersionOfADeletedObjectIsNeverThatOfANewOne() {
    Scope.Project search = new Scope.Project("acme", "search");
    Scope.Organization acme = new Scope.Organization("acme");
    Scope.User ann = new Scope.User("acme", "ann");
    long organization = ledger.organizations().put(acme, "Acme", null).version();
    long project = ledger.organizations().put(search, "Search", null).version();
    long user = ledger.users().put(UserProfile.of(ann, "Ann"), null).version();
    ledger.organizations().delete(search, project);
    ledger.users().erase(ann, user);
    ledger.organizations().delete(acme, organization);
    assertThat(ledger.organizations().put(acme, "Acme", null).version())
        .isGreaterThan(organization);
    assertThat(ledger.organizations().put(search, "S", null).version()).isGreaterThan(project);
    assertThat(ledger.users().put(UserProfile.of(ann, "A"), null).version()).isGreaterThan(user);
    assertThatThrownBy(() -> ledger.organizations().put(search, "S", project))
        .isInstanceOf(LostUpdateException.class);
  }

  @Test
  void aDeletedProjectIsNobodysHome() {
    Scope.Project search = new Scope.Project("acme", "search");
    Scope.User ann = new Scope.User("acme", "ann");
    ledger.organizations().put(search, "Search", null);
    UserProfile before = ledger.users().put(UserProfile.of(ann, "Ann").inProject("search"), null);
    Budget budget = books.budget(search, Period.MONTHLY, "1");
    BudgetsKey ofAnn = new BudgetsKey.OfSubject("acme", null, "ann");
    assertThat(ledger.views().budgets().get(ofAnn).budgets()).containsExactly(budget);
    ledger.organizations().delete(search, null);
    assertThat(ledger.views().budgets().get(ofAnn)).isEqualTo(new BudgetSet(null, true, List.of()));
    UserProfile after = ledger.users().find(ann).orElseThrow();
    assertThat(after.project()).isNull();
    assertThat(after.version()).isGreaterThan(before.version());
    assertThat(ledger.usage().record(Books.request("r1", "acme", "ann").build()).record())
        .extracting(it -> it.request().project())
        .isNull();
  }

  @Test
  void anOrganizationWithMoreBelongingsThanATransactionHoldsIsDeleted() {
    Scope.Organization acme = new Scope.Organization("acme");
    ledger.organizations().put(new Scope.Project("acme", "search"), "Search", null);
    for (int i = 0; i < 1_001; i++) {
      UserProfile user = UserProfile.of(new Scope.User("acme", "u" + i), "n");
      ledger.users().put(user.inProject("search"), null);
    }
    ledger.organizations().delete(acme, null);
    assertThat(all((c, n) -> ledger.users().list("acme", c, n), 500))
        .hasSize(1_001)
        .allMatch(it -> it.project() == null);
    assertThat(ledger.organizations().find(acme)).isEmpty();
  }

  @Test
  void recordsOfOneInstantOldEnoughAreListedToo() {
    Instant old = Books.NOON.minus(Duration.ofDays(3000));
    ledger.usage().record(Books.request("r1", "acme", "ann").occurredAt(old).build());
    assertThat(ledger.usage().list(UsageQuery.ALL, null, 1).items()).hasSize(1);
  }
}
