package io.trueup.server.books;

import io.trueup.cache.Position;
import io.trueup.cache.ReadRequest;
import io.trueup.cache.Snapshot;
import io.trueup.changelog.ChangeTransaction;
import io.trueup.ledger.Ledger;
import io.trueup.spend.Scope;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The ledger, the time and the currency: what each controller works with. Safe for use by many
 * threads.
 */
public final class Books {
  private final Ledger ledger;
  private final InstantSource clock;
  private final String currency;

  /** Over this ledger. */
  public Books(Ledger ledger, String currency) {
    this.ledger = ledger;
    this.clock = ledger.clock();
    this.currency = currency;
  }

  /** The ledger. */
  public Ledger ledger() {
    return ledger;
  }

  /** What time it is. */
  public Instant now() {
    return clock.instant();
  }

  /** When an answer of this age was true. */
  public Instant asOf(Duration age) {
    return now().minus(age);
  }

  /** The currency of every amount. */
  public String currency() {
    return currency;
  }

  /** Does work that changes the ledger, in one transaction, and says where its change stands. */
  public <T> Written<T> write(Supplier<T> work) {
    AtomicReference<@Nullable ChangeTransaction> transaction = new AtomicReference<>();
    T value =
        ledger
            .transactions()
            .execute(
                changes -> {
                  transaction.set(changes);
                  return work.get();
                });
    ChangeTransaction ended = transaction.get();
    return new Written<>(value, ended == null ? null : ended.committedAt().orElse(null));
  }

  /**
   * Reads the database, all of it as of one moment, and says at which position that is: whatever is
   * asked with it later is no older.
   *
   * @throws io.trueup.cache.FreshnessUnavailableException if it can't be as new as asked for
   */
  public <T> Snapshot<T> read(ReadRequest request, Supplier<T> queries) {
    reach(request);
    return ledger.together(queries);
  }

  /**
   * Makes sure that what is read from now on is as new as asked for. A read of the database is
   * strict by itself; that a position is reached is what a cached read waits for, so a small one is
   * made.
   *
   * @throws io.trueup.cache.FreshnessUnavailableException if it was not reached in time
   */
  public void reach(ReadRequest request) {
    if (request.atLeast() != null) {
      ledger.views().alertSettings().read(new Scope.Global(), request);
    }
  }

  /**
   * What a change came to.
   *
   * @param value what the work answered
   * @param position where the change stands; null if it changed nothing
   */
  public record Written<T>(T value, @Nullable Position position) {}
}
