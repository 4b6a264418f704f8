package io.trueup.ledger;

import static io.trueup.ledger.schema.Tables.TRUEUP_PRICE_OVERRIDE;

import io.trueup.cache.Answer;
import io.trueup.cache.CoherentCache;
import io.trueup.cache.ReadRequest;
import io.trueup.ledger.LedgerChange.CatalogueImported;
import io.trueup.ledger.LedgerChange.ModelPriceChanged;
import io.trueup.ledger.schema.tables.TrueupPriceOverride;
import io.trueup.ledger.schema.tables.records.TrueupPriceOverrideRecord;
import io.trueup.spend.Catalogue;
import io.trueup.spend.CatalogueDifference;
import io.trueup.spend.InvalidInputException;
import io.trueup.spend.ModelId;
import io.trueup.spend.PriceOverride;
import io.trueup.spend.PriceSchedule;
import io.trueup.spend.Provider;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Sets and removes own prices, which go before the catalogue's, and imports catalogues. Safe for
 * use by many threads.
 */
public final class Prices {
  private static final TrueupPriceOverride T = TRUEUP_PRICE_OVERRIDE;
  private static final String LIST = "prices";

  /** Beyond so many models an import is not told one by one: all prices may have changed. */
  private static final int MOST_TOLD = 5_000;

  private final LedgerDatabase database;
  private final InstantSource clock;
  private final Catalogues catalogues;
  private final CoherentCache<ModelId, PriceSchedule> view;

  Prices(
      LedgerDatabase database,
      InstantSource clock,
      Catalogues catalogues,
      CoherentCache<ModelId, PriceSchedule> view) {
    this.database = database;
    this.clock = clock;
    this.catalogues = catalogues;
    this.view = view;
  }

  /** The catalogue in force, as strict as a read of the database. */
  public Catalogue catalogue() {
    return database.query(sql -> catalogues.in(sql).catalogue());
  }

  /**
   * Puts another catalogue in force, in one transaction; own prices stay, and go before it. Costs
   * recorded before stay as they are. It replaces the one that the program ships, on every node,
   * and those of its later versions, until the next import. O(models).
   *
   * @param json as {@link CatalogueReader} reads it, decimals digit by digit
   * @param dryRun whether to only say what would change
   * @throws InvalidInputException if it can't be read, naming the place in it
   */
  public CatalogueImport importCatalogue(JsonNode json, boolean dryRun) {
    Catalogue wanted = new CatalogueReader().read(json);
    return dryRun
        ? database.query(sql -> report(sql, difference(sql, wanted)))
        : database.write(tx -> importInto(tx, wanted, json));
  }

  private CatalogueDifference difference(DSLContext sql, Catalogue wanted) {
    return CatalogueDifference.between(catalogues.in(sql).catalogue(), wanted);
  }

  private static CatalogueImport report(DSLContext sql, CatalogueDifference difference) {
    return CatalogueImport.of(difference, sql.fetchCount(T));
  }

  private CatalogueImport importInto(LedgerTransaction tx, Catalogue wanted, JsonNode json) {
    Catalogues.InForce before = catalogues.in(tx.sql());
    CatalogueDifference difference = CatalogueDifference.between(before.catalogue(), wanted);
    if (!wanted.equals(before.catalogue())) {
      Catalogues.put(tx.sql(), Json.text(json), clock.instant());
      tell(tx, difference, before.revision() == null);
    }
    return report(tx.sql(), difference);
  }

  /**
   * Nodes of different versions ship different catalogues, so at the first import only this one
   * knows what changes: everything may.
   */
  private static void tell(LedgerTransaction tx, CatalogueDifference difference, boolean first) {
    List<ModelId> models = difference.models();
    boolean everything = first || difference.renamed() || models.size() > MOST_TOLD;
    tx.append(new CatalogueImported(everything, difference.rematched()));
    models.stream().limit(MOST_TOLD).forEach(model -> tx.append(new ModelPriceChanged(model)));
  }

  /**
   * The price of one model, from the view as its policy and the request say; null if it has none.
   *
   * @param at for a request of this instant; null: of now
   */
  @SuppressWarnings("NullAway") // does not see that this type argument may be null
  public Answer<@Nullable ListedPrice> find(
      ModelId model, @Nullable Instant at, ReadRequest request) {
    Answer<PriceSchedule> answer = view.read(model, request);
    ListedPrice price = ListedPrice.of(model, answer.value(), at == null ? clock.instant() : at);
    return new Answer<>(price, answer.outcome(), answer.position(), answer.age());
  }

  /**
   * Prices by provider and model: of one model from the view, of all from the database. A model
   * that has no price at that instant is left out.
   *
   * @param cursor the last page's, or null for the first
   * @param limit 1 to {@link Page#MAX_LIMIT}
   * @param freshness how new what the view says must be at least
   * @throws InvalidInputException naming {@code provider}, {@code model}, {@code cursor} or {@code
   *     limit}
   */
  public Page<ListedPrice> list(
      PriceQuery query, @Nullable String cursor, int limit, ReadRequest freshness) {
    Cursor.checkLimit(limit);
    ModelId after = after(cursor);
    Instant at = query.at() == null ? clock.instant() : query.at();
    List<ListedPrice> found =
        query.model() == null
            ? database.query(sql -> list(sql, query.provider(), at, after, limit + 1))
            : find(query, at, freshness, after, limit + 1);
    return Page.of(found, limit, it -> Cursor.of(LIST, it.asked().provider(), it.asked().model()));
  }

  private static @Nullable ModelId after(@Nullable String cursor) {
    List<@Nullable String> key = Cursor.read(LIST, 2, cursor);
    try {
      return key == null
          ? null
          : new ModelId(
              Objects.requireNonNullElse(key.get(0), ""),
              Objects.requireNonNullElse(key.get(1), ""));
    } catch (InvalidInputException e) {
      throw Cursor.unknown(e);
    }
  }

  /** Of one model name, with each provider that might have it. */
  private List<ListedPrice> find(
      PriceQuery query, Instant at, ReadRequest freshness, @Nullable ModelId after, int limit) {
    String model = Objects.requireNonNull(query.model());
    NavigableSet<ModelId> names = new TreeSet<>(Catalogues.BY_NAME);
    if (query.provider() != null) {
      names.add(new ModelId(query.provider(), model));
    } else {
      catalogue().providers().forEach(it -> names.add(new ModelId(it.id(), model)));
      names.addAll(database.query(sql -> own(sql, T.MODEL.eq(model), null, Page.MAX_LIMIT)));
    }
    return behind(names, after).stream()
        .map(name -> find(name, at, freshness).value())
        .filter(Objects::nonNull)
        .limit(limit)
        .toList();
  }

  private static NavigableSet<ModelId> behind(
      NavigableSet<ModelId> names, @Nullable ModelId after) {
    return after == null ? names : names.tailSet(after, false);
  }

  /** Looks at a page of names at a time until enough of them have a price. */
  private List<ListedPrice> list(
      DSLContext sql, @Nullable String provider, Instant at, @Nullable ModelId after, int limit) {
    Catalogues.InForce catalogue = catalogues.in(sql);
    String known =
        provider == null
            ? null
            : catalogue.catalogue().provider(provider).map(Provider::id).orElse(provider);
    Condition ofProvider = provider == null ? DSL.noCondition() : T.PROVIDER.in(provider, known);
    List<ListedPrice> found = new ArrayList<>();
    ModelId last = after;
    while (found.size() < limit) {
      NavigableSet<ModelId> names = new TreeSet<>(Catalogues.BY_NAME);
      behind(catalogue.names(), last).stream()
          .filter(name -> known == null || name.provider().equals(known))
          .limit(limit)
          .forEach(names::add);
      names.addAll(own(sql, ofProvider, last, limit));
      if (names.isEmpty()) {
        break;
      }
      List<ModelId> page = names.stream().limit(limit).toList();
      last = page.get(page.size() - 1);
      schedules(sql, catalogue.catalogue(), page)
          .forEach((name, it) -> addIfAny(found, ListedPrice.of(name, it, at)));
    }
    return found.subList(0, Math.min(limit, found.size()));
  }

  private static void addIfAny(List<ListedPrice> found, @Nullable ListedPrice price) {
    if (price != null) {
      found.add(price);
    }
  }

  /** Names with own prices. */
  private static List<ModelId> own(
      DSLContext sql, Condition which, @Nullable ModelId after, int limit) {
    return sql.selectDistinct(T.PROVIDER, T.MODEL)
        .from(T)
        .where(which)
        .and(
            after == null
                ? DSL.noCondition()
                : T.PROVIDER
                    .gt(after.provider())
                    .or(T.PROVIDER.eq(after.provider()).and(T.MODEL.gt(after.model()))))
        .orderBy(T.PROVIDER, T.MODEL)
        .limit(limit)
        .fetch(row -> new ModelId(row.value1(), row.value2()));
  }

  private static Map<ModelId, PriceSchedule> schedules(
      DSLContext sql, Catalogue catalogue, List<ModelId> names) {
    Map<ModelId, PriceSchedule> schedules = new LinkedHashMap<>();
    Map<ModelId, List<PriceOverride>> own =
        sql
            .selectFrom(T)
            .where(
                DSL.row(T.PROVIDER, T.MODEL)
                    .in(
                        names.stream()
                            .flatMap(name -> Stream.of(name, name.inLowerCase()))
                            .map(name -> DSL.row(name.provider(), name.model()))
                            .toList()))
            .fetch(Prices::toOverride)
            .stream()
            .collect(Collectors.groupingBy(PriceOverride::model));
    for (ModelId name : names) {
      List<PriceOverride> lower = own.getOrDefault(name.inLowerCase(), List.of());
      List<PriceOverride> overrides = own.getOrDefault(name, lower);
      schedules.put(name, PriceSchedule.of(catalogue.lookUp(name), overrides));
    }
    return schedules;
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
   * The version of an own price, from the database; empty if there is none.
   *
   * @param effectiveFrom of which one; null: the newest version of all of the model
   */
  public Optional<Long> version(ModelId model, @Nullable Instant effectiveFrom) {
    return Optional.ofNullable(
        database.<@Nullable Long>query(sql -> newest(sql, which(model, effectiveFrom))));
  }

  private static @Nullable Long newest(DSLContext sql, Condition which) {
    return sql.select(DSL.max(T.VERSION)).from(T).where(which).fetchOne(0, Long.class);
  }

  private static Condition which(ModelId model, @Nullable Instant effectiveFrom) {
    return effectiveFrom == null
        ? of(model)
        : of(model).and(T.EFFECTIVE_FROM.eq(effectiveFrom.truncatedTo(ChronoUnit.MICROS)));
  }

  /**
   * Removes own prices of a model; the catalogue's holds again.
   *
   * @param effectiveFrom the one to remove; null: all
   * @throws UnknownObjectException if there is none
   */
  public void delete(ModelId model, @Nullable Instant effectiveFrom) {
    delete(model, effectiveFrom, null);
  }

  /**
   * Removes own prices of a model; the catalogue's holds again.
   *
   * @param effectiveFrom the one to remove; null: all
   * @param expectedVersion the newest version that the caller saw of them, or null to remove any
   * @throws UnknownObjectException if there is none
   * @throws LostUpdateException if the newest of them has another version
   */
  public void delete(
      ModelId model, @Nullable Instant effectiveFrom, @Nullable Long expectedVersion) {
    Condition which = which(model, effectiveFrom);
    database.write(
        tx -> {
          Long newest = newest(tx.sql(), which);
          if (newest == null) {
            throw new UnknownObjectException("own price of", model.toString());
          }
          Versioned.check("own price of", model.toString(), expectedVersion, newest);
          VersionFloor.raiseAbove(tx.sql(), newest);
          tx.sql().deleteFrom(T).where(which).execute();
          tx.append(new ModelPriceChanged(model));
          return model;
        });
  }

  /**
   * All that is known about a model's price. Own prices are looked for as the catalogue's are:
   * under the name as given, else in lower case.
   */
  static PriceSchedule schedule(DSLContext sql, Catalogue catalogue, ModelId model) {
    List<PriceOverride> own = overrides(sql, model);
    if (own.isEmpty() && !model.inLowerCase().equals(model)) {
      own = overrides(sql, model.inLowerCase());
    }
    return PriceSchedule.of(catalogue.lookUp(model), own);
  }

  private static List<PriceOverride> overrides(DSLContext sql, ModelId model) {
    return sql.selectFrom(T).where(of(model)).fetch(Prices::toOverride);
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
