package io.trueup.ledger;

import static io.trueup.ledger.schema.Tables.TRUEUP_CACHE_POLICY;

import io.trueup.cache.CachePolicy;
import io.trueup.cache.Caches;
import io.trueup.cache.ChangeListener;
import io.trueup.cache.CoherentCache;
import io.trueup.cache.InvalidPolicyException;
import io.trueup.cache.LoggedChange;
import io.trueup.ledger.LedgerChange.CachePolicyChanged;
import io.trueup.ledger.schema.tables.TrueupCachePolicy;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/*
 * Policies that were changed at run time. The table is the truth: a node applies what stands in it at
 * its start and whenever the log tells of a change, always by reading it anew under one lock, so that
 * a late reader never puts an older policy back. The node that changes a policy applies it first,
 * inside the transaction, which is how it is checked; if the transaction fails, the table says what
 * to go back to, and if it says nothing, what the node was started with.
 */
/** Changes policies of caches while they work, on every node. Safe for use by many threads. */
final class StoredPolicies implements ChangeListener {
  private static final System.Logger LOG = System.getLogger(StoredPolicies.class.getName());
  private static final TrueupCachePolicy T = TRUEUP_CACHE_POLICY;

  private final LedgerDatabase database;
  private final Caches caches;
  private final InstantSource clock;
  private final Map<String, CachePolicy> configured = new HashMap<>();
  private final Object applying = new Object();

  StoredPolicies(LedgerDatabase database, Caches caches, InstantSource clock) {
    this.database = database;
    this.caches = caches;
    this.clock = clock;
    for (CacheName name : CacheName.values()) {
      configured.put(name.text(), cache(name.text()).policy());
    }
  }

  /** Listens, then applies what is stored: in this order nothing falls between. */
  void start() {
    caches.listen(this);
    applyAll();
  }

  @Override
  public void onChange(LoggedChange change) {
    if (change.change().fact() instanceof CachePolicyChanged it) {
      apply(it.cache());
    }
  }

  @Override
  public void onGap() {
    applyAll();
  }

  private void applyAll() {
    for (CacheName name : CacheName.values()) {
      apply(name.text());
    }
  }

  /** What this node can't do it refuses, and goes on as before: another node may be able to. */
  private void apply(String name) {
    synchronized (applying) {
      try {
        CachePolicy policy = stored(name).orElse(configured.get(name));
        CoherentCache<?, ?> cache = cache(name);
        if (policy != null && !policy.equals(cache.policy())) {
          cache.policy(policy);
        }
      } catch (IllegalArgumentException e) {
        LOG.log(
            System.Logger.Level.ERROR,
            "cache " + name + ": the stored policy does not fit this node, which keeps its own",
            e);
      }
    }
  }

  private Optional<CachePolicy> stored(String name) {
    return database.query(sql -> stored(sql, name));
  }

  private static Optional<CachePolicy> stored(DSLContext sql, String name) {
    return sql.select(T.POLICY)
        .from(T)
        .where(T.CACHE.eq(name))
        .fetchOptional(row -> PolicyJson.policy(row.value1()));
  }

  /**
   * Changes a policy.
   *
   * @throws InvalidPolicyException if it makes no sense, with all reasons
   */
  CachePolicy change(
      LedgerTransaction tx,
      CacheName name,
      UnaryOperator<CachePolicy> change,
      @Nullable String by) {
    CoherentCache<?, ?> cache = cache(name.text());
    CachePolicy before = stored(tx.sql(), name.text()).orElse(cache.policy());
    CachePolicy after = change.apply(before);
    synchronized (applying) {
      cache.policy(after);
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    write(tx.sql(), name.text(), PolicyJson.text(after), now);
    AuditLog.add(
        tx.sql(),
        new AuditLog.Item(
            0,
            now,
            by,
            "cache-policy-changed",
            name.text(),
            PolicyJson.text(before),
            PolicyJson.text(after)));
    tx.append(new CachePolicyChanged(name.text()));
    return after;
  }

  private static void write(DSLContext sql, String name, String policy, Instant now) {
    int updated =
        sql.update(T)
            .set(T.POLICY, policy)
            .set(T.UPDATED_AT, now)
            .where(T.CACHE.eq(name))
            .execute();
    if (updated == 0) {
      sql.insertInto(T).values(name, policy, now).execute();
    }
  }

  /** After a change that was not committed. */
  void restore(CacheName name) {
    apply(name.text());
  }

  private CoherentCache<?, ?> cache(String name) {
    return caches
        .named(name)
        .orElseThrow(() -> new IllegalStateException("this node has no cache " + name));
  }
}
