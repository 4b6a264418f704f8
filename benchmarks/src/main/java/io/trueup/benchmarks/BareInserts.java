package io.trueup.benchmarks;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import io.trueup.ledger.UsageRequest;
import io.trueup.spend.Unit;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Rows of the ledger's table of records, many in a statement, and nothing else. One thread. */
final class BareInserts implements AutoCloseable {
  private static final String ROW = "(" + String.join(",", Collections.nCopies(21, "?")) + ")";

  private final Connection connection;

  BareInserts(DataSource database) throws SQLException {
    connection = database.getConnection();
    connection.setAutoCommit(false);
  }

  /** Inserts and commits; answers how many rows. */
  int insert(List<UsageRequest> requests) throws SQLException {
    String rows = String.join(",", Collections.nCopies(requests.size(), ROW));
    try (PreparedStatement statement =
        connection.prepareStatement("insert into trueup_usage_record values " + rows)) {
      Binding binding = new Binding(statement);
      for (UsageRequest request : requests) {
        binding.bind(request);
      }
      int inserted = statement.executeUpdate();
      connection.commit();
      return inserted;
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  private static final class Binding {
    private static final TimeBasedEpochGenerator IDS = Generators.timeBasedEpochGenerator();
    private static final UUID CHANGE = UUID.randomUUID();
    private final OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC);
    private final PreparedStatement to;
    private int column;

    Binding(PreparedStatement to) {
      this.to = to;
    }

    void bind(UsageRequest request) throws SQLException {
      next(IDS.generate().toString());
      next(request.organization());
      next(request.requestId());
      next(request.project());
      next(request.user());
      next(request.conversation());
      next(request.model().provider());
      next(request.model().model());
      next(now);
      next(now);
      next(
          "{\"input_tokens\":"
              + request.usage().counts().get(Unit.INPUT_TOKENS)
              + ",\"output_tokens\":"
              + request.usage().counts().get(Unit.OUTPUT_TOKENS)
              + "}");
      next(new BigDecimal("0.0123456789"));
      next("exact");
      next("catalogue");
      next(request.model().model());
      next(now);
      next("{}");
      next("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
      next(CHANGE);
      next(null);
      next(false);
    }

    private void next(@Nullable Object value) throws SQLException {
      column++;
      to.setObject(column, value);
    }
  }
}
