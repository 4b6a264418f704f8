package io.trueup.ledger;

import io.trueup.cache.Tags;
import io.trueup.spend.AlertSettings;
import io.trueup.spend.Budget;
import io.trueup.spend.BudgetId;
import io.trueup.spend.Channel;
import io.trueup.spend.Estimate;
import io.trueup.spend.Increase;
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
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Changes of every kind to a ledger, drawn from a seed. Few owners, models and zones, so that
 * changes meet each other; ids with every character that a key or tag could trip over.
 */
final class RandomChanges {
  static final List<String> ORGANIZATIONS = List.of("acme", "ac%2Fme/:;");
  static final List<String> PROJECTS = List.of("p1", "p:2", "p/ 3");
  static final List<String> USERS = List.of("ann", "anna", "\u6f22/\u00e9 ~");
  static final List<String> CONVERSATIONS = List.of("c", "c/1", "\u00e9%;:~ ");
  static final List<ModelId> MODELS =
      List.of(
          Books.GPT_4O,
          new ModelId("openai", "GPT-4o"),
          new ModelId("anthropic", "claude-3-haiku-20240307"),
          new ModelId("lab", "own/model"));
  static final List<ZoneId> ZONES =
      List.of(
          ZoneId.of("UTC"),
          ZoneId.of("Asia/Kathmandu"),
          ZoneId.of("Asia/Kolkata"),
          ZoneId.of("America/New_York"),
          ZoneId.of("Europe/Berlin"));

  /** Of one test, shared by its threads: request ids, and the budgets there ever were. */
  static final class Shared {
    private final AtomicInteger requests = new AtomicInteger();
    final List<Budget> budgets = new CopyOnWriteArrayList<>();
    final List<String> reservations = new CopyOnWriteArrayList<>();
  }

  private final Ledger ledger;
  private final Shared shared;
  private final Random random;

  RandomChanges(Ledger ledger, Shared shared, long seed) {
    this.ledger = ledger;
    this.shared = shared;
    this.random = new Random(seed);
  }

  Random random() {
    return random;
  }

  <T> T oneOf(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  /** Makes a change, or tries one that the ledger refuses; answers what it was. */
  String change() {
    int die = random.nextInt(100);
    try {
      if (die < 44) {
        return die < 26 ? record() : reserve();
      }
      return die < 68 ? changeBudgets() : changeOwnersAndSettings();
    } catch (LedgerException e) {
      return "refused: " + e.getMessage();
    }
  }

  private String record() {
    if (random.nextInt(3) > 0) {
      return "recorded " + ledger.usage().record(request().build());
    }
    List<UsageRequest> batch = new ArrayList<>();
    int size = 1 + random.nextInt(8);
    for (int i = 0; i < size; i++) {
      boolean again = !batch.isEmpty() && random.nextInt(4) == 0;
      batch.add(again ? oneOf(batch) : request().build());
    }
    return "recorded " + ledger.usage().recordAll(batch);
  }

  private String reserve() {
    if (random.nextInt(12) == 0) {
      return reserveMuchAtOnce();
    }
    Reservations reservations = ledger.reservations();
    if (shared.reservations.isEmpty() || random.nextInt(5) < 2) {
      Subject subject = request().build().subject();
      Estimate estimate =
          random.nextBoolean()
              ? new Estimate.OfAmount(cost())
              : new Estimate.OfUsage(Usage.of(Unit.INPUT_TOKENS, random.nextInt(5_000)), 90L);
      Duration ttl = Duration.ofSeconds(1 + random.nextInt(3));
      String id = "v" + shared.requests.incrementAndGet();
      Reservation made =
          reservations.reserve(new ReservationRequest(id, subject, estimate, ttl)).reservation();
      shared.reservations.add(made.id());
      return "reserved " + made;
    }
    String id = oneOf(shared.reservations);
    return switch (random.nextInt(4)) {
      case 0 -> "released " + reservations.release(id);
      case 1 -> "extended " + reservations.extend(id, Duration.ofSeconds(random.nextInt(1, 5)));
      default ->
          "settled " + reservations.settle(id, Settlement.at(cost()).withModel(oneOf(MODELS)));
    };
  }

  /**
   * For a user whose budget has room for all: so it is lent to this node, unless another denies.
   */
  private String reserveMuchAtOnce() {
    Scope.User user = new Scope.User("initech", "bo");
    if (ledger.budgets().list(new BudgetQuery("initech", null, null), null, 1).items().isEmpty()) {
      shared.budgets.add(
          ledger
              .budgets()
              .create(
                  Budget.builder(Budgets.newId(), user, Period.TOTAL, Money.of("1000")).build()));
    }
    Subject subject = new Subject(user.organization(), null, user.id(), model());
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      String id = "v" + shared.requests.incrementAndGet();
      Estimate estimate = new Estimate.OfAmount(Money.of("0.0" + (1 + random.nextInt(99))));
      Duration ttl = Duration.ofSeconds(1 + random.nextInt(3));
      ReservationRequest request = new ReservationRequest(id, subject, estimate, ttl);
      made.add(ledger.reservations().reserve(request).reservation().id());
    }
    shared.reservations.addAll(made);
    return "reserved " + made;
  }

  UsageRequest.Builder request() {
    UsageRequest.Builder request =
        UsageRequest.builder("r" + shared.requests.incrementAndGet(), organization(), model())
            .project(random.nextBoolean() ? oneOf(PROJECTS) : null)
            .user(random.nextInt(5) > 0 ? oneOf(USERS) : null)
            .conversation(random.nextBoolean() ? oneOf(CONVERSATIONS) : null)
            .occurredAt(random.nextInt(3) > 0 ? null : instant());
    if (random.nextInt(3) > 0) {
      return request.usage(
          Usage.of(
              Map.of(
                  Unit.INPUT_TOKENS,
                  1L + random.nextInt(5000),
                  Unit.OUTPUT_TOKENS,
                  (long) random.nextInt(900))));
    }
    return request.cost(cost());
  }

  /** Up to 26 digits after the point. */
  private Money cost() {
    return Money.of(BigDecimal.valueOf(random.nextInt(1_000_000), random.nextInt(27)));
  }

  /** A time within the last 40 days, among which clocks change in New York and Berlin. */
  Instant instant() {
    return Books.NOON
        .minus(Duration.ofDays(random.nextInt(40)))
        .minusSeconds(random.nextInt(5) == 0 ? 12 * 3600 : random.nextInt(86_400))
        .minusNanos(random.nextInt(3));
  }

  private String changeBudgets() {
    int die = random.nextInt(10);
    if (die < 4 || shared.budgets.isEmpty()) {
      Budget made =
          ledger
              .budgets()
              .create(
                  Budget.builder(Budgets.newId(), scope(), oneOf(periods()), limit())
                      .zone(oneOf(ZONES))
                      .filter(filter())
                      .active(random.nextInt(5) > 0)
                      .build());
      shared.budgets.add(made);
      return "made " + made;
    }
    BudgetId id = oneOf(shared.budgets).id();
    if (die == 8) {
      Increase more =
          new Increase("i" + random.nextInt(9_999), Money.of("3"), Books.NOON.plusSeconds(9));
      return "raised " + ledger.budgets().addIncrease(id, more);
    }
    if (die < 8) {
      return "changed " + ledger.budgets().update(id, this::changed, null);
    }
    ledger.budgets().delete(id, null);
    return "deleted " + id;
  }

  private Budget changed(Budget old) {
    return switch (random.nextInt(4)) {
      case 0 -> old.toBuilder().limit(limit()).build();
      case 1 -> old.toBuilder().zone(oneOf(ZONES)).build();
      case 2 -> old.toBuilder().filter(filter()).build();
      default -> old.toBuilder().active(!old.active()).build();
    };
  }

  static List<Period> periods() {
    return List.of(Period.values());
  }

  private Money limit() {
    return Money.of(BigDecimal.valueOf(random.nextInt(1000), random.nextInt(4)));
  }

  ModelFilter filter() {
    ModelId model = model();
    return switch (random.nextInt(4)) {
      case 0 -> new ModelFilter(model.provider(), null);
      case 1 -> new ModelFilter(model.provider(), model.model());
      default -> ModelFilter.ANY;
    };
  }

  private String changeOwnersAndSettings() {
    return switch (random.nextInt(12)) {
      case 0, 1, 2 -> changeUser();
      case 3, 4, 5 -> changeAlertSettings();
      case 6, 7 -> changePrice();
      case 8 -> changeOrganization();
      case 9 -> changeProject();
      case 10 -> invalidate();
      default -> changePolicy();
    };
  }

  private String invalidate() {
    CacheAdministration caches = ledger.cacheAdministration();
    return switch (random.nextInt(3)) {
      case 0 ->
          "invalidated "
              + caches.invalidate(
                  new Invalidation.OfTags(Tags.of(List.of(LedgerTags.spend(scope())))));
      case 1 ->
          "invalidated "
              + caches.invalidate(
                  new Invalidation.OfKeys(
                      CacheName.ALERT_SETTINGS, List.of(ViewKeys.SCOPE.text(scope()))));
      default -> "invalidated " + caches.invalidate(new Invalidation.OfEverything());
    };
  }

  /** Sizes, so that a run of one strategy stays one. */
  private String changePolicy() {
    long most = 1L + random.nextInt(1_000);
    return "changed the policy "
        + ledger
            .cacheAdministration()
            .changePolicy(
                oneOf(List.of(CacheName.values())), old -> old.withMaxEntries(most), "test");
  }

  private String changeUser() {
    Scope.User user = new Scope.User(organization(), oneOf(USERS));
    if (random.nextInt(4) == 0) {
      ledger.users().erase(user, null);
      return "erased " + user;
    }
    UserProfile profile =
        UserProfile.of(user, "n" + random.nextInt(9))
            .inProject(random.nextInt(4) > 0 ? oneOf(PROJECTS) : null)
            .withActive(random.nextBoolean());
    return "put " + ledger.users().put(profile, null);
  }

  private String changeAlertSettings() {
    Scope scope = scope();
    if (random.nextInt(3) == 0) {
      ledger.alertConfigurations().delete(scope, null);
      return "deleted the alert settings of " + scope;
    }
    AlertSettings settings =
        new AlertSettings(
            Thresholds.of(1 + random.nextInt(500)),
            List.of(new Channel.Log()),
            Duration.ofMinutes(random.nextInt(100)),
            random.nextBoolean());
    ledger.alertConfigurations().put(scope, settings, null);
    return "set " + settings + " for " + scope;
  }

  private String changePrice() {
    ModelId model = model();
    Instant from = random.nextBoolean() ? Instant.EPOCH : Books.NOON.minus(Duration.ofDays(7));
    if (random.nextInt(3) == 0) {
      ledger.prices().delete(model, random.nextBoolean() ? from : null);
      return "deleted prices of " + model;
    }
    Price price = Price.of(BigDecimal.valueOf(random.nextInt(9999), 3));
    UnitPrices prices = UnitPrices.of(Map.of(Unit.INPUT_TOKENS, price, Unit.OUTPUT_TOKENS, price));
    ledger.prices().put(new PriceOverride(model, from, prices), null);
    return "set the price of " + model;
  }

  private String changeOrganization() {
    Scope.Organization organization = new Scope.Organization(organization());
    if (random.nextBoolean()) {
      ledger.organizations().delete(organization, null);
      return "deleted " + organization;
    }
    return "put " + ledger.organizations().put(organization, "n" + random.nextInt(9), null);
  }

  private String changeProject() {
    Scope.Project project = new Scope.Project(organization(), oneOf(PROJECTS));
    if (random.nextBoolean()) {
      ledger.organizations().delete(project, null);
      return "deleted " + project;
    }
    return "put " + ledger.organizations().put(project, "n" + random.nextInt(9), null);
  }

  String organization() {
    return oneOf(ORGANIZATIONS);
  }

  ModelId model() {
    return oneOf(MODELS);
  }

  Scope scope() {
    return switch (random.nextInt(4)) {
      case 0 -> new Scope.Global();
      case 1 -> new Scope.Organization(organization());
      case 2 -> new Scope.Project(organization(), oneOf(PROJECTS));
      default -> new Scope.User(organization(), oneOf(USERS));
    };
  }
}
