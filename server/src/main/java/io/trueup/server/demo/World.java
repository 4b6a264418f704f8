package io.trueup.server.demo;

import io.trueup.cache.CachePolicy;
import io.trueup.cache.CacheStatistics;
import io.trueup.cache.CoherentCache;
import io.trueup.cache.Strategy;
import io.trueup.ledger.BudgetAccount;
import io.trueup.ledger.CacheName;
import io.trueup.ledger.Ledger;
import io.trueup.ledger.Recomputation.RecordSums;
import io.trueup.ledger.SpendKey;
import io.trueup.ledger.SpendTotals;
import io.trueup.ledger.StatusKey;
import io.trueup.server.trace.Trace;
import io.trueup.server.trace.TraceRow;
import io.trueup.spend.Budget;
import io.trueup.spend.BudgetStatus;
import io.trueup.spend.EffectivePrice;
import io.trueup.spend.Enforcement;
import io.trueup.spend.Money;
import io.trueup.spend.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Part 2: the trace in one world, with hard budgets enforced from caches of one kind. Every answer
 * and decision is judged by a recomputation from this world's own database at that moment.
 */
final class World implements AutoCloseable {
  private static final Money LIMIT = Money.of("0.50");
  private static final Duration TTL = Duration.ofSeconds(60);

  /** The kinds of cache. */
  enum Kind {
    /** Entries live for 60 s; writes touch nothing. */
    TTL,
    /** A write makes the entries it touches invalid. */
    EVICT,
    /** As shipped: writes fold into the entries they touch. */
    TRUEUP;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What came out.
   *
   * @param reads cached reads
   * @param hitRate share of them that needed no load
   * @param staleReads answers that differ from the recomputation
   * @param wrongDecisions decisions that differ from what the recomputation gives
   * @param overspend sum over all budgets of what is recorded above the limit
   * @param confirmations times the database was asked before a request was admitted
   */
  record Result(
      long reads,
      double hitRate,
      long staleReads,
      long wrongDecisions,
      Money overspend,
      long confirmations) {}

  private final Kind kind;
  private final DemoLedger books;
  private final Ledger ledger;
  private final CoherentCache<SpendKey, SpendTotals> spend;
  private final CoherentCache<StatusKey, @Nullable BudgetAccount> status;
  private final Progress progress;
  private @Nullable Instant last;
  private long reads;
  private long staleReads;
  private long wrongDecisions;

  World(Kind kind, Progress progress) {
    this.kind = kind;
    this.progress = progress;
    this.books = DemoLedger.with(settings -> configure(kind, settings));
    this.ledger = books.ledger;
    this.spend = ledger.views().spend();
    this.status = ledger.views().budgetStatus();
    books.giveBudgets(LIMIT, Enforcement.HARD);
  }

  private static Ledger.Builder configure(Kind kind, Ledger.Builder settings) {
    return switch (kind) {
      case TTL -> policies(settings, CachePolicy.DEFAULT.withTtl(TTL).withStrategy(Strategy.TTL));
      case EVICT -> policies(settings, CachePolicy.DEFAULT.withStrategy(Strategy.EVICT));
      case TRUEUP -> settings;
    };
  }

  private static Ledger.Builder policies(Ledger.Builder settings, CachePolicy policy) {
    return settings.policy(CacheName.SPEND, policy).policy(CacheName.BUDGET_STATUS, policy);
  }

  Result run(Trace trace) {
    trace.forEach(this::replay);
    CacheStatistics spends = spend.statistics();
    CacheStatistics standings = status.statistics();
    long answered = spends.reads() + standings.reads();
    long loaded = spends.missCount() + standings.missCount();
    return new Result(
        reads,
        (double) (answered - loaded) / answered,
        staleReads,
        wrongDecisions,
        overspend(),
        ledger.gate().confirmations());
  }

  private void replay(TraceRow row) {
    books.clock().set(row.at());
    last = row.at();
    SpendKey spendKey = DemoLedger.spendOf(row.user(), row.at());
    StatusKey statusKey = books.statusOf(row.user(), row.at());
    RecordSums before = ledger.recompute().recorded(spendKey);
    judgeSpend(spendKey, before);
    BudgetStatus standing = judgeStatus(statusKey, before);
    boolean admitted = decide(row, standing, before);
    RecordSums after = before;
    if (admitted) {
      ledger.usage().record(row.request());
      after = ledger.recompute().recorded(spendKey);
    }
    judgeSpend(spendKey, after);
    judgeStatus(statusKey, after);
    progress.row("world " + kind.text(), row.index() + 1);
  }

  private void judgeSpend(SpendKey key, RecordSums truth) {
    reads++;
    SpendTotals answer = spend.get(key);
    if (!new RecordSums(answer.cost(), answer.requests()).equals(truth)) {
      staleReads++;
    }
  }

  private BudgetStatus judgeStatus(StatusKey key, RecordSums truth) {
    reads++;
    BudgetAccount answer = Objects.requireNonNull(status.get(key));
    if (!answer.spent().equals(truth.cost())) {
      staleReads++;
    }
    return answer.at(books.clock().instant());
  }

  private boolean decide(TraceRow row, BudgetStatus standing, RecordSums truth) {
    Money cost = costOf(row);
    boolean admitted = verdict(standing, cost).isAllowed();
    boolean right = truth.cost().plus(cost).compareTo(LIMIT) <= 0;
    if (admitted != right) {
      wrongDecisions++;
    }
    return admitted;
  }

  private Verdict verdict(BudgetStatus standing, Money cost) {
    return kind == Kind.TRUEUP
        ? ledger.gate().decide(List.of(standing), cost, books.clock().instant()).verdict()
        : Verdict.on(List.of(standing), cost);
  }

  private Money costOf(TraceRow row) {
    EffectivePrice price =
        ledger
            .views()
            .prices()
            .get(row.model())
            .at(row.at())
            .orElseThrow(() -> new IllegalStateException("no price for " + row.model()));
    return price.prices().cost(row.usage());
  }

  private Money overspend() {
    Money sum = Money.ZERO;
    if (last != null) {
      for (Budget budget : books.budgets()) {
        SpendKey key = DemoLedger.spendOf(budget.scope(), last);
        Money above = ledger.recompute().recorded(key).cost().minus(LIMIT);
        sum = sum.plus(above.max(Money.ZERO));
      }
    }
    return sum;
  }

  @Override
  public void close() {
    books.close();
  }
}
