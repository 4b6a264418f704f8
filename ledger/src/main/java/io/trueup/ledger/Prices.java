package io.trueup.ledger;

import static io.trueup.ledger.schema.Tables.TRUEUP_PRICE_OVERRIDE;

import io.trueup.ledger.LedgerChange.ModelPriceChanged;
import io.trueup.ledger.schema.tables.TrueupPriceOverride;
import io.trueup.ledger.schema.tables.records.TrueupPriceOverrideRecord;
import io.trueup.spend.Catalogue;
import io.trueup.spend.InvalidInputException;
import io.trueup.spend.ModelId;
import io.trueup.spend.PriceOverride;
import io.trueup.spend.PriceSchedule;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Sets and removes own prices, which go before the catalogue's. Safe for use by many threads. */
public final class Prices {
  private static final TrueupPriceOverride T = TRUEUP_PRICE_OVERRIDE;

  private final LedgerDatabase database;
  private final InstantSource clock;

  Prices(LedgerDatabase database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Sets a price, in the place of one of the same model and effective time if there is one. Costs
   * recorded before stay as they are.
   *
   * @param expectedVersion the version that the caller saw, or null to set it anyway
   * @return its version
   * @throws LostUpdateException if the price has another version
   * @throws InvalidInputException if it takes effect before the year 1 or after 9999
   */
  public long put(PriceOverride price, @Nullable Long expectedVersion) {
    Instant from = checkedTime(price.effectiveFrom());
    Condition same = of(price.model()).and(T.EFFECTIVE_FROM.eq(from));
    return database.write(
        tx -> {
          Long old = tx.sql().select(T.VERSION).from(T).where(same).fetchOne(T.VERSION);
          long version =
              Versioned.next(tx.sql(), "price", price.model().toString(), expectedVersion, old);
          String text = PriceJson.text(price.prices());
          if (old == null) {
            insert(tx.sql(), price.model(), from, text, version);
          } else {
            tx.sql()
                .update(T)
                .set(T.UNIT_PRICES, text)
                .set(T.VERSION, version)
                .set(T.UPDATED_AT, clock.instant())
                .where(same)
                .execute();
          }
          tx.append(new ModelPriceChanged(price.model()));
          return version;
        });
  }

  private static Instant checkedTime(Instant effectiveFrom) {
    if (effectiveFrom.isBefore(RollupKey.EARLIEST) || !effectiveFrom.isBefore(RollupKey.LATEST)) {
      throw new InvalidInputException("effective_from", "must be in the years 1 to 9999");
    }
    return effectiveFrom.truncatedTo(ChronoUnit.MICROS);
  }

  private void insert(DSLContext sql, ModelId model, Instant from, String text, long version) {
    Instant now = clock.instant();
    sql.insertInto(T)
        .values(model.provider(), model.model(), from, text, version, now, now)
        .execute();
  }

  /**
   * Removes own prices of a model; the catalogue's holds again.
   *
   * @param effectiveFrom the one to remove; null: all
   * @throws UnknownObjectException if there is none
   */
  public void delete(ModelId model, @Nullable Instant effectiveFrom) {
    Condition which =
        effectiveFrom == null
            ? of(model)
            : of(model).and(T.EFFECTIVE_FROM.eq(effectiveFrom.truncatedTo(ChronoUnit.MICROS)));
    database.write(
        tx -> {
          Long newest =
              tx.sql().select(DSL.max(T.VERSION)).from(T).where(which).fetchOne(0, Long.class);
          if (newest == null) {
            throw new UnknownObjectException("own price of", model.toString());
          }
          VersionFloor.raiseAbove(tx.sql(), newest);
          tx.sql().deleteFrom(T).where(which).execute();
          tx.append(new ModelPriceChanged(model));
          return model;
        });
  }

  /** All that is known about a model's price. */
  static PriceSchedule schedule(DSLContext sql, Catalogue catalogue, ModelId model) {
    List<PriceOverride> own = sql.selectFrom(T).where(of(model)).fetch(Prices::toOverride);
    return new PriceSchedule(catalogue.match(model).orElse(null), own);
  }

  private static PriceOverride toOverride(TrueupPriceOverrideRecord row) {
    return new PriceOverride(
        new ModelId(row.getProvider(), row.getModel()),
        row.getEffectiveFrom(),
        PriceJson.unitPrices(row.getUnitPrices()));
  }

  private static Condition of(ModelId model) {
    return T.PROVIDER.eq(model.provider()).and(T.MODEL.eq(model.model()));
  }
}
