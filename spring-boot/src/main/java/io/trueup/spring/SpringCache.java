package io.trueup.spring;

import io.trueup.cache.Change;
import io.trueup.cache.CoherentCache;
import io.trueup.cache.LoadException;
import io.trueup.cache.Lookup;
import io.trueup.cache.Tags;
import io.trueup.changelog.ChangeTransaction;
import io.trueup.changelog.ChangeTransactions;
import io.trueup.changelog.TagsTouched;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache;
import org.springframework.cache.support.SimpleValueWrapper;

/*
 * A plain put is refused: a value that comes from nowhere has no position in the log, so nobody can say
 * which changes it lacks. What Spring's annotations put comes through OperationCaches, which knows what
 * was looked up before.
 */
/** A coherent cache as Spring's. Safe for use by many threads. */
public final class SpringCache implements Cache {
  private final CoherentCache<Object, @Nullable Object> cache;
  private final SpringLoads loads;
  private final ChangeTransactions transactions;

  SpringCache(
      CoherentCache<Object, @Nullable Object> cache,
      SpringLoads loads,
      ChangeTransactions transactions) {
    this.cache = cache;
    this.loads = loads;
    this.transactions = transactions;
  }

  static String allTag(String cache) {
    return "cache:" + cache;
  }

  static String keyTag(String cache, Object key) {
    return cache + ":" + KeyText.of(key);
  }

  @Override
  public String getName() {
    return cache.name();
  }

  @Override
  public CoherentCache<Object, @Nullable Object> getNativeCache() {
    return cache;
  }

  Lookup<@Nullable Object> lookUp(Object key) {
    return cache.lookUp(key);
  }

  /** {@inheritDoc} Null if it would have to be loaded. */
  @Override
  public @Nullable ValueWrapper get(Object key) {
    Lookup<@Nullable Object> found = lookUp(key);
    return found.isHit() ? new SimpleValueWrapper(found.value()) : null;
  }

  @Override
  public <T> @Nullable T get(Object key, @Nullable Class<T> type) {
    ValueWrapper found = get(key);
    Object value = found == null ? null : found.get();
    if (value != null && type != null && !type.isInstance(value)) {
      throw new IllegalStateException(
          "cache " + getName() + ": the value of " + key + " is not a " + type.getName());
    }
    return cast(value);
  }

  /** {@inheritDoc} Concurrent callers for one key share one load. */
  @Override
  public <T> @Nullable T get(Object key, Callable<T> valueLoader) {
    Callable<? extends @Nullable Object> before = loads.bring(valueLoader);
    try {
      return cast(cache.get(key));
    } catch (LoadException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new ValueRetrievalException(key, valueLoader, cause);
    } finally {
      loads.bring(before);
    }
  }

  /**
   * Refused.
   *
   * @throws UnsupportedOperationException always
   */
  @Override
  public void put(Object key, @Nullable Object value) {
    throw new UnsupportedOperationException(
        "cache "
            + getName()
            + ": a put does not say which changes its value contains. Use get(key, loader). If"
            + " @Cacheable led here, give its cacheResolver: a bean of type OperationCaches");
  }

  /**
   * Refused, as {@link #put}.
   *
   * @throws UnsupportedOperationException always
   */
  @Override
  public @Nullable ValueWrapper putIfAbsent(Object key, @Nullable Object value) {
    put(key, value);
    return null;
  }

  /** {@inheritDoc} On every node, once the caller's transaction commits, or at once without one. */
  @Override
  public void evict(Object key) {
    touch(keyTag(getName(), key));
  }

  /** {@inheritDoc} As {@link #evict}; nobody knows what other nodes hold, so this is false. */
  @Override
  public boolean evictIfPresent(Object key) {
    evict(key);
    return false;
  }

  /** {@inheritDoc} On every node, once the caller's transaction commits, or at once without one. */
  @Override
  public void clear() {
    touch(allTag(getName()));
  }

  /** {@inheritDoc} As {@link #clear}; nobody knows what other nodes hold, so this is false. */
  @Override
  public boolean invalidate() {
    clear();
    return false;
  }

  private void touch(String tag) {
    Change change = Change.of(Tags.of(tag), new TagsTouched());
    transactions.execute(transaction -> appended(transaction, change));
  }

  private static boolean appended(ChangeTransaction transaction, Change change) {
    transaction.append(change);
    return true;
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T> @Nullable T cast(@Nullable Object value) {
    return (T) value;
  }
}
