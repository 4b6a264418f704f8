package io.trueup.ledger;

import io.trueup.ledger.UsageRows.RequestKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What this node has admitted from leases and what has not ended here: by request, so that a
 * repetition answers the same, and by expiry. Bounded. Used under the lock of {@link Leases}, but
 * for {@link #find}, which needs none.
 */
final class AdmittedReservations {
  /**
   * An admitted reservation. The rest is in its id.
   *
   * @param expiresAt in milliseconds since 1970, at a whole tenth of a second
   * @param fingerprint of the request
   */
  record Admitted(RequestKey key, String id, long expiresAt, String fingerprint) {}

  private final int most;
  private final Map<RequestKey, Admitted> byRequest = new ConcurrentHashMap<>();
  private final TreeMap<Long, Map<RequestKey, Admitted>> byExpiry = new TreeMap<>();

  AdmittedReservations(int most) {
    this.most = most;
  }

  int size() {
    return byRequest.size();
  }

  boolean accepts(RequestKey key) {
    return byRequest.size() < most && !byRequest.containsKey(key);
  }

  Optional<Admitted> find(RequestKey key) {
    return Optional.ofNullable(byRequest.get(key));
  }

  void add(Admitted it) {
    byRequest.put(it.key(), it);
    byExpiry.computeIfAbsent(it.expiresAt(), at -> new HashMap<>()).put(it.key(), it);
  }

  /** The reservation of this id has ended; another of the same request has not. */
  void remove(RequestKey key, String id) {
    @Nullable Admitted it = byRequest.get(key);
    if (it != null && it.id().equals(id)) {
      byRequest.remove(key);
      byExpiry.computeIfPresent(it.expiresAt(), (at, all) -> without(key, all));
    }
  }

  private static @Nullable Map<RequestKey, Admitted> without(
      RequestKey key, Map<RequestKey, Admitted> all) {
    all.remove(key);
    return all.isEmpty() ? null : all;
  }

  /** Those whose time is over, at most so many. */
  List<Admitted> expired(long millis, int limit) {
    List<Admitted> expired = new ArrayList<>();
    for (Map<RequestKey, Admitted> all : byExpiry.headMap(millis, true).values()) {
      all.values().stream().limit(limit - expired.size()).forEach(expired::add);
      if (expired.size() == limit) {
        break;
      }
    }
    return expired;
  }
}
