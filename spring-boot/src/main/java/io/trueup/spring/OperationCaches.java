package io.trueup.spring;

import io.trueup.cache.Lookup;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache;
import org.springframework.cache.interceptor.CacheOperationInvocationContext;
import org.springframework.cache.interceptor.CachePutOperation;
import org.springframework.cache.interceptor.CacheResolver;
import org.springframework.cache.support.SimpleValueWrapper;

/*
 * Spring looks a key up, calls the method, and puts what it returned: three calls that know nothing of
 * each other, and a change between the first and the last leaves the old value in any cache that just
 * stores it. Here each call of an annotated method gets a cache of its own, which remembers what its look
 * sampled and offers the value with that. So the value that raced a change is born invalid, and a value
 * that was not looked up before is not kept.
 *
 * A @CachePut says that the key's value is another one now. What the method returned may be uncommitted,
 * or older than what another node commits meanwhile; that the key changed is certain. So it evicts, on
 * every node, with the commit; the next read loads.
 */
/** The caches of one call of an annotated method. Safe for use by many threads. */
public final class OperationCaches implements CacheResolver {
  private final SpringCaches caches;

  /** Over these. */
  public OperationCaches(SpringCaches caches) {
    this.caches = caches;
  }

  @Override
  public Collection<? extends Cache> resolveCaches(CacheOperationInvocationContext<?> context) {
    List<SpringCache> named =
        context.getOperation().getCacheNames().stream().map(caches::getCache).toList();
    return context.getOperation() instanceof CachePutOperation
        ? named.stream().map(EvictsOnPut::new).toList()
        : named.stream().map(OfOneCall::new).toList();
  }

  /** A cache that does what its target does, but for puts. */
  private abstract static class Face implements Cache {
    final SpringCache target;

    Face(SpringCache target) {
      this.target = target;
    }

    @Override
    public String getName() {
      return target.getName();
    }

    @Override
    public Object getNativeCache() {
      return target.getNativeCache();
    }

    @Override
    public @Nullable ValueWrapper get(Object key) {
      return target.get(key);
    }

    @Override
    public <T> @Nullable T get(Object key, @Nullable Class<T> type) {
      return target.get(key, type);
    }

    @Override
    public <T> @Nullable T get(Object key, Callable<T> valueLoader) {
      return target.get(key, valueLoader);
    }

    @Override
    public void evict(Object key) {
      target.evict(key);
    }

    @Override
    public void clear() {
      target.clear();
    }
  }

  private static final class EvictsOnPut extends Face {
    EvictsOnPut(SpringCache target) {
      super(target);
    }

    @Override
    @SuppressWarnings("NullAway") // it does not see that this look-up's value may be null
    public void put(Object key, @Nullable Object value) {
      evict(key);
    }
  }

  private static final class OfOneCall extends Face {
    private @Nullable Object lookedUp;
    private @Nullable Lookup<@Nullable Object> lookup;

    OfOneCall(SpringCache target) {
      super(target);
    }

    @Override
    public @Nullable ValueWrapper get(Object key) {
      Lookup<@Nullable Object> found = target.lookUp(key);
      lookedUp = key;
      lookup = found;
      return found.isHit() ? new SimpleValueWrapper(found.value()) : null;
    }

    /** For methods that answer later: Spring puts the value when it is there. */
    @Override
    public @Nullable CompletableFuture<?> retrieve(Object key) {
      ValueWrapper found = get(key);
      return found == null ? null : CompletableFuture.completedFuture(found);
    }

    /** Keeps the value if the look for its key was made in this call. */
    @Override
    @SuppressWarnings("NullAway") // it does not see that this look-up's value may be null
    public void put(Object key, @Nullable Object value) {
      if (lookup != null && key.equals(lookedUp)) {
        lookup.offer(value);
      }
    }
  }
}
