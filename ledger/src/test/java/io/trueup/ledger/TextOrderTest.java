package io.trueup.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.changelog.Postgres;
import io.trueup.spend.Scope;
import java.util.List;
import javax.sql.DataSource;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** On a PostgreSQL whose locale sorts texts as dictionaries do. */
class TextOrderTest {
  private static final String OTHERS =
      "select count(*) from information_schema.columns where table_name like 'trueup\\_%'"
          + " and table_name <> 'trueup_schema_history'"
          + " and data_type in ('character varying', 'text')"
          + " and collation_name is distinct from 'C'";

  private final Postgres postgres = Postgres.ofLocale("en-US");
  private final DataSource dataSource = postgres.dataSource();

  @AfterEach
  void drop() {
    postgres.close();
  }

  @Test
  void pagesFollowTheOrderOfCodePoints() {
    try (Ledger ledger = Ledger.on(dataSource).open()) {
      List<String> ids = List.of("Zoe", "_x", "ann", "bob", "Ann", "\u00e9");
      ids.forEach(id -> ledger.organizations().put(new Scope.Organization(id), id, null));

      assertThat(ledger.organizations().list(null, 100).items())
          .extracting(named -> named.id())
          .containsExactly("Ann", "Zoe", "_x", "ann", "bob", "\u00e9");
    }
  }

  @Test
  void noColumnIsForgotten() {
    LedgerSchema.migrate(dataSource);

    assertThat(DSL.using(dataSource, SQLDialect.POSTGRES).fetchSingle(OTHERS).get(0)).isEqualTo(0L);
  }
}
