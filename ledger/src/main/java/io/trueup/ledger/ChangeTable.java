package io.trueup.ledger;

import java.time.Instant;
import java.util.UUID;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;

/** The change log's table, which another module makes. */
final class ChangeTable {
  static final Table<Record> CHANGE = DSL.table(DSL.unquotedName("trueup_change"));
  static final Field<Long> POSITION = DSL.field(DSL.unquotedName("position"), Long.class);
  static final Field<UUID> ID = DSL.field(DSL.unquotedName("id"), UUID.class);
  static final Field<String> KIND = DSL.field(DSL.unquotedName("kind"), String.class);
  static final Field<String> TAGS = DSL.field(DSL.unquotedName("tags"), String.class);
  static final Field<String> PAYLOAD = DSL.field(DSL.unquotedName("payload"), String.class);
  static final Field<String> NODE = DSL.field(DSL.unquotedName("node"), String.class);
  static final Field<Instant> AT = DSL.field(DSL.unquotedName("at"), Instant.class);

  /** One row: the position of the newest change. */
  static final Table<Record> HEAD = DSL.table(DSL.unquotedName("trueup_change_head"));

  private ChangeTable() {}
}
