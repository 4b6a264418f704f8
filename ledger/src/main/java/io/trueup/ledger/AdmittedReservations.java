package io.trueup.ledger;

import io.trueup.ledger.UsageRows.RequestKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What this node has admitted from leases and what has not ended here: by request, so that a
 * repetition answers the same, and by expiry. Bounded. Used under the lock of {@link Leases}.
 */
final class AdmittedReservations {
  /** An admitted reservation. */
  record Admitted(RequestKey key, SealedReservation description, String id) {
    private long number() {
      return description.number();
    }

    private long expiresAt() {
      return description.expiresAt();
    }
  }

  private final int most;
  private final Map<RequestKey, Admitted> byRequest = new HashMap<>();
  private final Map<String, Admitted> byId = new HashMap<>();
  private final TreeSet<Admitted> byExpiry =
      new TreeSet<>(
          Comparator.comparingLong(Admitted::expiresAt).thenComparingLong(Admitted::number));

  AdmittedReservations(int most) {
    this.most = most;
  }

  int size() {
    return byId.size();
  }

  boolean accepts(RequestKey key) {
    return byId.size() < most && !byRequest.containsKey(key);
  }

  Optional<Admitted> find(RequestKey key) {
    return Optional.ofNullable(byRequest.get(key));
  }

  void add(Admitted it) {
    byRequest.put(it.key(), it);
    byId.put(it.id(), it);
    byExpiry.add(it);
  }

  void remove(String id) {
    @Nullable Admitted gone = byId.remove(id);
    if (gone != null) {
      byRequest.remove(gone.key());
      byExpiry.remove(gone);
    }
  }

  /** Those whose time is over, at most so many. */
  List<String> expired(long millis, int limit) {
    List<String> expired = new ArrayList<>();
    for (Admitted it : byExpiry) {
      if (it.expiresAt() > millis || expired.size() == limit) {
        break;
      }
      expired.add(it.id());
    }
    return expired;
  }
}
