package io.trueup.ledger;

import io.trueup.cache.CachePolicy;
import io.trueup.cache.Caches;
import io.trueup.cache.Change;
import io.trueup.cache.CoherentCache;
import io.trueup.cache.EverythingChanged;
import io.trueup.cache.Position;
import io.trueup.cache.Strategy;
import io.trueup.cache.Tags;
import io.trueup.ledger.LedgerChange.AlertConfigurationChanged;
import io.trueup.ledger.LedgerChange.BudgetChanged;
import io.trueup.ledger.LedgerChange.CacheInvalidated;
import io.trueup.ledger.LedgerChange.CostRecorded;
import io.trueup.ledger.LedgerChange.ModelPriceChanged;
import io.trueup.ledger.LedgerChange.UserChanged;
import io.trueup.ledger.LedgerChange.UserEvent;
import io.trueup.spend.Budget;
import io.trueup.spend.InvalidInputException;
import io.trueup.spend.Money;
import io.trueup.spend.Subject;
import io.trueup.spend.Usage;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/*
 * An operator's invalidation is a change like any other: it stands in the log with its tags, so that
 * every node obeys it, at its place among the other changes, and none can miss it. Nothing is evicted
 * by hand, here neither. The tags of a key are known from the key alone, and one of an entry's tags is
 * enough to make it invalid.
 */

/**
 * Invalidates what caches hold, changes their policies and explains changes, for operators. Safe
 * for use by many threads.
 */
public final class CacheAdministration {
  private final LedgerDatabase database;
  private final Caches caches;
  private final InstantSource clock;
  private final StoredPolicies policies;

  CacheAdministration(
      LedgerDatabase database, Caches caches, InstantSource clock, StoredPolicies policies) {
    this.database = database;
    this.caches = caches;
    this.clock = clock;
    this.policies = policies;
  }

  /**
   * What an invalidation reached, or would reach. Immutable.
   *
   * @param tags by which; none where it is everything
   * @param entries how many entries of this node carried one of them
   * @param position of the change; in a dry run, how far this node has come
   */
  public record Reached(Tags tags, long entries, Position position) {}

  /**
   * Makes entries invalid on every node; on this one before it returns.
   *
   * @throws InvalidInputException naming {@code tags} or {@code keys}
   */
  public Reached invalidate(Invalidation what) {
    Tags tags = tagsOf(what);
    long entries = entriesOf(what, tags);
    Position position =
        append(
            tx -> {
              if (what instanceof Invalidation.OfEverything) {
                tx.changes().append(Change.of(Tags.none(), new EverythingChanged()));
              } else {
                tx.append(new CacheInvalidated(tags));
              }
            });
    return new Reached(tags, entries, position);
  }

  /**
   * What the invalidation would reach.
   *
   * @throws InvalidInputException naming {@code tags} or {@code keys}
   */
  public Reached dryRun(Invalidation what) {
    Tags tags = tagsOf(what);
    return new Reached(tags, entriesOf(what, tags), caches.horizon());
  }

  private Position append(Consumer<LedgerTransaction> work) {
    Position[] position = {caches.horizon()};
    database.write(
        tx -> {
          work.accept(tx);
          tx.changes()
              .afterCommit(() -> tx.changes().committedAt().ifPresent(at -> position[0] = at));
          return position;
        });
    return position[0];
  }

  private Tags tagsOf(Invalidation what) {
    if (what instanceof Invalidation.OfTags it) {
      checkCount("tags", it.tags().size());
      return it.tags();
    }
    if (what instanceof Invalidation.OfKeys it) {
      checkCount("keys", it.keys().size());
      CoherentCache<?, ?> cache = cache(it.cache());
      return it.keys().stream().map(key -> tagsOf(cache, key)).reduce(Tags.none(), Tags::and);
    }
    return Tags.none();
  }

  private static void checkCount(String field, int count) {
    if (count < 1 || count > Invalidation.MOST) {
      throw new InvalidInputException(
          field, "must be 1 to " + Invalidation.MOST + ", are " + count);
    }
  }

  private static Tags tagsOf(CoherentCache<?, ?> cache, String key) {
    try {
      return cache.tagsOfKey(key);
    } catch (IllegalArgumentException e) {
      InvalidInputException unreadable =
          new InvalidInputException("keys", "cache " + cache.name() + " has no key " + key);
      unreadable.initCause(e);
      throw unreadable;
    }
  }

  private long entriesOf(Invalidation what, Tags tags) {
    return caches.all().stream()
        .mapToLong(
            cache ->
                what instanceof Invalidation.OfEverything
                    ? cache.statistics().size()
                    : cache.entriesWith(tags))
        .sum();
  }

  /**
   * Changes how a cache behaves, on every node, for good; on this one before it returns. Written to
   * the audit log.
   *
   * @param change applied to the policy that holds
   * @param actor who does it, or null
   * @return the policy that holds now
   * @throws io.trueup.cache.InvalidPolicyException if it makes no sense, with all reasons; nothing
   *     has changed
   */
  public CachePolicy changePolicy(
      CacheName cache, UnaryOperator<CachePolicy> change, @Nullable String actor) {
    boolean written = false;
    try {
      CachePolicy changed = database.write(tx -> policies.change(tx, cache, change, actor));
      written = true;
      return changed;
    } finally {
      if (!written) {
        policies.restore(cache);
      }
    }
  }

  /**
   * What a change would touch on this node. Immutable.
   *
   * @param tags what it touches
   * @param caches for each cache what that means
   */
  public record Explanation(Tags tags, List<Touched> caches) {
    /** Copies the list. */
    public Explanation {
      caches = List.copyOf(caches);
    }
  }

  /**
   * What a change would do to one cache of this node. Immutable.
   *
   * @param cache its name
   * @param strategy how it keeps up with changes
   * @param entries how many entries carry one of the change's tags
   */
  public record Touched(String cache, Strategy strategy, long entries) {}

  /** The tags that the change would touch, and how many entries of each cache carry one. */
  public Explanation explain(DescribedChange described) {
    Tags tags = tagsOf(described);
    return new Explanation(
        tags,
        caches.all().stream()
            .map(it -> new Touched(it.name(), it.policy().strategy(), it.entriesWith(tags)))
            .toList());
  }

  private Tags tagsOf(DescribedChange described) {
    if (described instanceof DescribedChange.OfBudget it) {
      return database
          .query(sql -> BudgetRows.find(sql, it.budget()))
          .map(Budget::scope)
          .map(scope -> InvalidationRules.tagsOf(new BudgetChanged(it.budget(), scope)))
          .orElseGet(() -> Tags.of(List.of(LedgerTags.budget(it.budget()))));
    }
    return InvalidationRules.tagsOf(changeOf(described));
  }

  private LedgerChange changeOf(DescribedChange described) {
    if (described instanceof DescribedChange.OfCost it) {
      return costOf(it);
    }
    if (described instanceof DescribedChange.OfAlertConfiguration it) {
      return new AlertConfigurationChanged(it.scope());
    }
    if (described instanceof DescribedChange.OfUser it) {
      return new UserChanged(it.user(), UserEvent.UPDATED);
    }
    return new ModelPriceChanged(((DescribedChange.OfPrice) described).model());
  }

  /** As recording would: without a project, the user's home counts. */
  private CostRecorded costOf(DescribedChange.OfCost cost) {
    Subject given = cost.subject();
    String project = given.project();
    String user = given.user();
    if (project == null && user != null) {
      project = database.query(sql -> BudgetQueries.homeOf(sql, given.organization(), user));
    }
    Subject charged = new Subject(given.organization(), project, user, given.model());
    Instant at = Objects.requireNonNullElseGet(cost.occurredAt(), clock::instant);
    Money amount = Objects.requireNonNullElse(cost.cost(), Money.ZERO);
    return new CostRecorded(
        List.of(RollupDelta.of(RollupKey.of(charged, at), null, amount, Usage.NONE)));
  }

  private CoherentCache<?, ?> cache(CacheName name) {
    return caches
        .named(name.text())
        .orElseThrow(() -> new IllegalStateException("this node has no cache " + name.text()));
  }
}
