package io.trueup.ledger;

import static io.trueup.ledger.schema.Tables.TRUEUP_CATALOGUE;

import io.trueup.ledger.schema.tables.TrueupCatalogue;
import io.trueup.spend.Catalogue;
import io.trueup.spend.ModelId;
import io.trueup.spend.Provider;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/*
 * Which catalogue holds is a row of the database, or its absence: so every load of a price sees the
 * one that belongs to its snapshot, and no node can be behind with one and ahead with the other. The
 * row's revision tells whether what this node has read is that one; else it is read again, which
 * takes some 50 ms, once a node and import. Two snapshots of different catalogues, side by side at
 * the moment of an import, may read it more often, but not wrongly.
 */
/** The price catalogue in force. Safe for use by many threads. */
final class Catalogues {
  static final Comparator<ModelId> BY_NAME =
      Comparator.comparing(ModelId::provider).thenComparing(ModelId::model);

  private static final TrueupCatalogue T = TRUEUP_CATALOGUE;
  private static final int THE_ROW = 1;

  private final InForce shipped;
  private volatile InForce latest;

  Catalogues(Catalogue shipped) {
    this.shipped = new InForce(null, shipped, names(shipped));
    this.latest = this.shipped;
  }

  /**
   * A catalogue.
   *
   * @param revision of the row; null: the program's own
   * @param names of all its models, in order; unmodifiable
   */
  record InForce(@Nullable String revision, Catalogue catalogue, NavigableSet<ModelId> names) {}

  /** The one that holds where this query looks. */
  InForce in(DSLContext sql) {
    String revision = sql.select(T.REVISION).from(T).fetchOne(T.REVISION);
    if (revision == null) {
      return shipped;
    }
    InForce known = latest;
    if (!revision.equals(known.revision())) {
      known = read(sql);
      latest = known;
    }
    return known;
  }

  private static InForce read(DSLContext sql) {
    return sql.select(T.REVISION, T.CATALOGUE)
        .from(T)
        .fetchSingle(
            row -> {
              Catalogue catalogue = new CatalogueReader().read(Json.parse(row.value2()));
              return new InForce(row.value1(), catalogue, names(catalogue));
            });
  }

  /** Puts another in force. */
  static void put(DSLContext sql, String text, Instant now) {
    sql.deleteFrom(T).execute();
    sql.insertInto(T).values(THE_ROW, UUID.randomUUID().toString(), text, now).execute();
  }

  private static NavigableSet<ModelId> names(Catalogue catalogue) {
    NavigableSet<ModelId> names = new TreeSet<>(BY_NAME);
    for (Provider provider : catalogue.providers()) {
      provider.models().forEach(it -> names.add(new ModelId(provider.id(), it.id())));
    }
    return Collections.unmodifiableNavigableSet(names);
  }
}
