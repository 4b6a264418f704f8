package io.trueup.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DurableDatabaseTest {
  @TempDir private Path folder;

  @Test
  void aFileWithoutAWriteDelayOfZeroIsRefusedBeforeATableIsMade() throws SQLException {
    DataSource lossy = file("");

    assertThatExceptionOfType(LedgerException.class)
        .isThrownBy(() -> Ledger.on(lossy).open())
        .withMessageContaining("add ;WRITE_DELAY=0")
        .withMessageContaining("500 ms before")
        .withMessageContaining("a killed process loses");
    assertThat(tables(lossy)).isZero();
  }

  @Test
  void aDelayOfZeroThatOnlyTheFileRemembersIsRefused() throws SQLException {
    open(file(";WRITE_DELAY=0"));

    assertThatExceptionOfType(LedgerException.class)
        .isThrownBy(() -> DurableDatabase.require(file("")));
  }

  @Test
  void aFileThatIsWrittenAtOnceIsOpened() {
    Ledger.on(file(";WRITE_DELAY=0")).open().close();

    assertThat(Files.exists(folder.resolve("trueup.mv.db"))).isTrue();
  }

  @Test
  void aDatabaseInMemoryPasses() {
    assertThatCode(() -> DurableDatabase.require(dataSource("jdbc:h2:mem:")))
        .doesNotThrowAnyException();
  }

  private static void open(DataSource dataSource) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      assertThat(connection.isValid(1)).isTrue();
    }
  }

  private static long tables(DataSource dataSource) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        ResultSet table = connection.getMetaData().getTables(null, null, "trueup%", null)) {
      return table.next() ? 1 : 0;
    }
  }

  private DataSource file(String settings) {
    return dataSource("jdbc:h2:file:" + folder.resolve("trueup") + settings);
  }

  private static DataSource dataSource(String url) {
    JdbcDataSource dataSource = new JdbcDataSource();
    dataSource.setURL(url + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH");
    dataSource.setUser("sa");
    dataSource.setPassword("");
    return dataSource;
  }
}
