package io.trueup.testkit;

import io.trueup.cache.CacheException;
import io.trueup.cache.Ticker;
import io.trueup.cache.spi.LoadClaim;
import io.trueup.cache.spi.SecondLevelKey;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which keys are being loaded. Time passes by the ticker, which may stand still, so whoever waits
 * looks at it again every millisecond.
 */
final class InMemoryClaims {
  /** One claim, equal to itself only. */
  private static final class Held {
    private final long since;
    private final long most;

    Held(long since, long most) {
      this.since = since;
      this.most = most;
    }

    boolean isOver(long now) {
      return now - since >= most;
    }
  }

  private final Ticker ticker;
  private final Map<SecondLevelKey, Held> held = new HashMap<>();
  private int waiting;

  InMemoryClaims(Ticker ticker) {
    this.ticker = ticker;
  }

  synchronized LoadClaim claim(SecondLevelKey key, long most) {
    Held mine = new Held(ticker.nanos(), most);
    Held other = held.get(key);
    if (other == null || other.isOver(ticker.nanos())) {
      held.put(key, mine);
      return new Claim(key, mine);
    }
    waiting++;
    try {
      awaitEnd(key, other, mine);
    } finally {
      waiting--;
    }
    return new Claim(key, null);
  }

  private void awaitEnd(SecondLevelKey key, Held other, Held patience) {
    try {
      while (held.get(key) == other
          && !other.isOver(ticker.nanos())
          && !patience.isOver(ticker.nanos())) {
        wait(1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CacheException("interrupted while another node loads", e);
    }
  }

  private synchronized void end(SecondLevelKey key, Held own) {
    if (held.get(key) == own) {
      held.remove(key);
    }
    notifyAll();
  }

  synchronized void lose() {
    held.clear();
    notifyAll();
  }

  synchronized int waiting() {
    return waiting;
  }

  synchronized void awaitWaiting(int count) {
    long left = Gate.PATIENCE.toMillis();
    try {
      for (; waiting != count && left > 0; left--) {
        wait(1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (waiting != count) {
      throw new AssertionError(waiting + " wait for another's claim, not " + count);
    }
  }

  private final class Claim implements LoadClaim {
    private final SecondLevelKey key;
    private final @Nullable Held own;

    Claim(SecondLevelKey key, @Nullable Held own) {
      this.key = key;
      this.own = own;
    }

    @Override
    public boolean isMine() {
      return own != null;
    }

    @Override
    public void close() {
      if (own != null) {
        end(key, own);
      }
    }
  }
}
