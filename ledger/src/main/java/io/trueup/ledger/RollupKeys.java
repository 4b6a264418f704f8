package io.trueup.ledger;

import static io.trueup.ledger.schema.Tables.TRUEUP_ROLLUP_KEY;

import io.trueup.ledger.schema.tables.TrueupRollupKey;
import io.trueup.spend.ModelId;
import io.trueup.spend.Subject;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.Row5;
import org.jooq.impl.DSL;

/** The numbers by which sums are kept of subjects: looked up, and given where there are none. */
final class RollupKeys {
  private static final TrueupRollupKey K = TRUEUP_ROLLUP_KEY;

  private final Map<Subject, Long> ids = new HashMap<>();

  int size() {
    return ids.size();
  }

  void forget() {
    ids.clear();
  }

  /** The key of a subject that has one, after {@link #ensure}. */
  long of(Subject subject) {
    return Objects.requireNonNull(ids.get(subject));
  }

  /** Sees to it that all of them have a key; whether one was made. Under the ledger's lock. */
  boolean ensure(DSLContext sql, Collection<Subject> subjects) {
    Set<Subject> unknown = new LinkedHashSet<>(subjects);
    unknown.removeAll(ids.keySet());
    if (unknown.isEmpty()) {
      return false;
    }
    find(sql, unknown);
    unknown.removeAll(ids.keySet());
    insert(sql, unknown);
    return !unknown.isEmpty();
  }

  private void find(DSLContext sql, Set<Subject> subjects) {
    sql.select(K.ORGANIZATION, K.USER_ID, K.PROJECT, K.PROVIDER, K.MODEL, K.ID)
        .from(K)
        .where(
            DSL.row(K.ORGANIZATION, K.USER_ID, K.PROJECT, K.PROVIDER, K.MODEL)
                .in(subjects.stream().map(RollupKeys::row).toList()))
        .forEach(row -> ids.put(subject(row), row.value6()));
  }

  private void insert(DSLContext sql, Set<Subject> subjects) {
    Long last = sql.select(DSL.coalesce(DSL.max(K.ID), 0L)).from(K).fetchSingle().value1();
    for (Subject subject : subjects) {
      last++;
      sql.insertInto(K, K.ID, K.ORGANIZATION, K.USER_ID, K.PROJECT, K.PROVIDER, K.MODEL)
          .values(
              last,
              subject.organization(),
              Rollups.textOf(subject.user()),
              Rollups.textOf(subject.project()),
              model(subject).provider(),
              model(subject).model())
          .execute();
      ids.put(subject, last);
    }
  }

  private static Row5<String, String, String, String, String> row(Subject subject) {
    return DSL.row(
        subject.organization(),
        Rollups.textOf(subject.user()),
        Rollups.textOf(subject.project()),
        model(subject).provider(),
        model(subject).model());
  }

  private static ModelId model(Subject subject) {
    return Objects.requireNonNull(subject.model());
  }

  /** Of a row that has the columns of a key. */
  static Subject subject(Record row) {
    return new Subject(
        row.get(K.ORGANIZATION),
        Rollups.idOf(row.get(K.PROJECT)),
        Rollups.idOf(row.get(K.USER_ID)),
        new ModelId(row.get(K.PROVIDER), row.get(K.MODEL)));
  }
}
