package io.trueup.ledger;

import static io.trueup.ledger.schema.Tables.TRUEUP_RESERVATION;
import static io.trueup.ledger.schema.Tables.TRUEUP_ROLLUP_KEY;
import static io.trueup.ledger.schema.Tables.TRUEUP_USAGE_RECORD;

import io.trueup.cache.Tag;
import io.trueup.cache.Tags;
import io.trueup.ledger.LedgerChange.AlertConfigurationChanged;
import io.trueup.ledger.LedgerChange.BudgetChanged;
import io.trueup.ledger.LedgerChange.CacheInvalidated;
import io.trueup.ledger.LedgerChange.CostRecorded;
import io.trueup.ledger.LedgerChange.UserChanged;
import io.trueup.spend.Scope;
import io.trueup.spend.Subject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.TableField;

/*
 * Takes a user's id out of everything that is kept. The opaque id is new for each erasure, so two
 * users' sums never meet, and no key collides.
 *
 * Change rows keep their place, id and kind; what they say of the user is rewritten. A node that
 * reads them later sees them under the opaque id: its entries under the old id are made invalid by
 * the erasure's own change, which comes after them. That change itself has to name the old id, until
 * the log's retention trims it.
 */
final class Erasure {
  private final LedgerChangeCodec codec = new LedgerChangeCodec();
  private final Scope.User user;
  private final Scope.User erased;

  private Erasure(Scope.User user, Scope.User erased) {
    this.user = user;
    this.erased = erased;
  }

  static Erasure of(Scope.User user) {
    return new Erasure(user, new Scope.User(user.organization(), "erased-" + UUID.randomUUID()));
  }

  void run(LedgerTransaction tx, Instant now) {
    DSLContext sql = tx.sql();
    rename(sql, TRUEUP_USAGE_RECORD.ORGANIZATION, TRUEUP_USAGE_RECORD.USER_ID);
    rename(sql, TRUEUP_ROLLUP_KEY.ORGANIZATION, TRUEUP_ROLLUP_KEY.USER_ID);
    rename(sql, TRUEUP_RESERVATION.ORGANIZATION, TRUEUP_RESERVATION.USER_ID);
    rewriteChanges(sql);
    HotKeyTable.forget(sql, user);
    DeliveryRows.giveUp(sql, user, now, "the user was erased");
    AlertRows.rename(sql, user, erased);
  }

  private void rename(
      DSLContext sql, TableField<?, String> organization, TableField<?, String> id) {
    sql.update(organization.getTable())
        .set(id, erased.id())
        .where(organization.eq(user.organization()).and(id.eq(user.id())))
        .execute();
  }

  private void rewriteChanges(DSLContext sql) {
    List<Object[]> rows = new ArrayList<>();
    sql.select(ChangeTable.POSITION, ChangeTable.KIND, ChangeTable.PAYLOAD)
        .from(ChangeTable.CHANGE)
        .where(ChangeTable.TAGS.contains(user.text()))
        .and(
            ChangeTable.KIND.in(
                "BudgetChanged",
                "CostRecorded",
                "AlertConfigurationChanged",
                "UserChanged",
                "CacheInvalidated"))
        .forEach(
            row -> {
              LedgerChange changed =
                  renamed((LedgerChange) codec.decode(row.value2(), row.value3()));
              String tags = String.join("\n", InvalidationRules.tagsOf(changed).names());
              rows.add(new Object[] {tags, codec.encode(changed), row.value1()});
            });
    if (!rows.isEmpty()) {
      sql.batch(
              sql.update(ChangeTable.CHANGE)
                  .set(ChangeTable.TAGS, "")
                  .set(ChangeTable.PAYLOAD, "")
                  .where(ChangeTable.POSITION.eq(0L)))
          .bind(rows.toArray(Object[][]::new))
          .execute();
    }
  }

  private LedgerChange renamed(LedgerChange change) {
    if (change instanceof CostRecorded it) {
      return new CostRecorded(it.deltas().stream().map(this::renamed).toList(), it.holds());
    }
    if (change instanceof BudgetChanged it) {
      return new BudgetChanged(it.budget(), renamed(it.scope()));
    }
    if (change instanceof AlertConfigurationChanged it) {
      return new AlertConfigurationChanged(renamed(it.scope()));
    }
    if (change instanceof CacheInvalidated it) {
      return new CacheInvalidated(Tags.of(it.tags().stream().map(this::renamed).toList()));
    }
    return change instanceof UserChanged it && it.user().equals(user)
        ? new UserChanged(erased, it.event())
        : change;
  }

  /** An operator's tag may be any text that ends in the user's. */
  private Tag renamed(Tag tag) {
    String name = tag.name();
    return name.endsWith(user.text())
        ? new Tag(name.substring(0, name.length() - user.text().length()) + erased.text())
        : tag;
  }

  private Scope renamed(Scope scope) {
    return scope.equals(user) ? erased : scope;
  }

  private RollupDelta renamed(RollupDelta delta) {
    Subject subject = delta.key().subject();
    if (!subject.organization().equals(user.organization()) || !user.id().equals(subject.user())) {
      return delta;
    }
    Subject renamed =
        new Subject(subject.organization(), subject.project(), erased.id(), subject.model());
    RollupKey key = new RollupKey(renamed, delta.key().bucket());
    return new RollupDelta(key, delta.conversation(), delta.totals());
  }
}
