package io.trueup.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.changelog.TestDatabase;
import io.trueup.ledger.RecordResult.Recorded;
import io.trueup.ledger.RecordResult.Refused;
import io.trueup.spend.InvalidInputException;
import io.trueup.spend.ModelId;
import io.trueup.spend.Money;
import io.trueup.spend.Scope;
import io.trueup.spend.Unit;
import io.trueup.spend.Usage;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class GroupCommitTest {
  private final TestDatabase database;

  private static <T> List<T> atOnce(int threads, Callable<T> work) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<T> results = new ArrayList<>();
      for (Future<T> each : pool.invokeAll(Collections.nCopies(threads, work))) {
        results.add(each.get());
      }
      return results;
    } finally {
      pool.shutdownNow();
    }
  }

  GroupCommitTest(TestDatabase database) {
    this.database = database;
  }

  @Test
  void theSameRequestAtOnceIsOneRecord() throws Exception {
    try (Books books = Books.open(database)) {
      UsageRequest request = Books.request("r1", "acme", "ann").build();
      List<Recorded> results = atOnce(8, () -> books.ledger.usage().record(request));
      assertThat(results).filteredOn(result -> !result.duplicate()).hasSize(1);
      assertThat(results)
          .extracting(result -> result.record().id())
          .containsOnly(results.get(0).record().id());
      assertThat(books.ledger.recompute().records()).isEqualTo(1);
    }
  }

  @Test
  void manyWritersOverTheSameUsersLoseNothing() throws Exception {
    try (Books books = Books.open(database)) {
      var next = new AtomicInteger();
      atOnce(
          32,
          () -> {
            for (int i = 0; i < 20; i++) {
              int n = next.getAndIncrement();
              books
                  .ledger
                  .usage()
                  .record(
                      UsageRequest.builder("r" + n, "acme", Books.GPT_4O)
                          .user("u" + n % 10)
                          .project("p" + n % 3)
                          .cost(Money.of("0.001"))
                          .build());
            }
            return next.get();
          });
      Scope acme = new Scope.Organization("acme");
      assertThat(books.ledger.views().spend().get(CheckedRead.allOf(acme)).cost())
          .isEqualTo(Money.of("0.64"));
      assertThat(books.ledger.recompute().cost()).isEqualTo(Money.of("0.64"));
    }
  }

  @Test
  void eachRequestOfABatchStandsAlone() {
    try (Books books = Books.open(database)) {
      UsageRequest good = Books.request("r1", "acme", "ann").build();
      UsageRequest unknown =
          UsageRequest.builder("r2", "acme", new ModelId("x", "y"))
              .usage(Usage.of(Unit.INPUT_TOKENS, 1))
              .build();
      UsageRequest conflict = Books.request("r1", "acme", "bob").build();
      List<RecordResult> results =
          books.ledger.usage().recordAll(List.of(good, unknown, good, conflict));
      assertThat(((Recorded) results.get(0)).duplicate()).isFalse();
      assertThat(((Refused) results.get(1)).reason()).isInstanceOf(UnknownPriceException.class);
      assertThat(((Recorded) results.get(2)).duplicate()).isTrue();
      assertThat(((Refused) results.get(3)).reason())
          .isInstanceOf(IdempotencyConflictException.class);
      assertThat(books.ledger.recompute().records()).isEqualTo(1);
    }
  }

  @Test
  void whatABatchCantWriteTogetherIsWrittenSingly() throws SQLException {
    try (Books books = Books.open(database)) {
      try (Connection connection = books.pool().getConnection();
          var statement = connection.createStatement()) {
        statement.execute(
            "alter table trueup_usage_record add constraint no_bad check (request_id <> 'bad')");
      }
      List<RecordResult> results =
          books
              .ledger
              .usage()
              .recordAll(
                  List.of(
                      Books.request("r1", "acme", "ann").build(),
                      Books.request("bad", "acme", "ann").build(),
                      Books.request("r2", "acme", "ann").build()));
      assertThat(results.get(0)).isInstanceOf(Recorded.class);
      assertThat(results.get(1)).isInstanceOf(Refused.class);
      assertThat(results.get(2)).isInstanceOf(Recorded.class);
      assertThat(books.ledger.recompute().rollups()).isEqualTo(books.ledger.recompute().cost());
    }
  }

  @Test
  void aFullQueueRefusesWithATimeToTryAgain() throws Exception {
    RecordingSettings small =
        new RecordingSettings(1, 1, Duration.ofMillis(1), Duration.ofDays(30));
    try (Books books = Books.open(database, builder -> builder.recording(small));
        Connection blocker = books.pool().getConnection()) {
      blocker.setAutoCommit(false);
      blocker.createStatement().execute("select id from trueup_ledger_lock for update");
      List<UsageRequest> many = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        many.add(Books.request("r" + i, "acme", "ann").build());
      }
      List<RecordResult> results = books.ledger.usage().recordAll(many);
      assertThat(results)
          .filteredOn(
              result ->
                  ((Refused) result).reason() instanceof RecordingBusyException busy
                      && !busy.retryAfter().isZero())
          .hasSizeBetween(3, 4);
      blocker.rollback();
      assertThat(books.ledger.recompute().records()).isZero();
      assertThat(books.ledger.usage().record(many.get(0)).duplicate()).isFalse();
    }
  }

  @Test
  void aClosedRecorderRefuses() {
    Books books = Books.open(database);
    books.close();
    assertThatThrownBy(() -> books.ledger.usage().record(Books.request("r", "acme", "ann").build()))
        .isInstanceOf(LedgerException.class);
  }

  @Test
  void conversationAndMetadataAreKept() {
    try (Books books = Books.open(database)) {
      UsageRequest request =
          Books.request("r1", "acme", "ann")
              .conversation("c/1")
              .metadata(Map.of("feature", "\ud83d\ude00".repeat(200)))
              .build();
      UsageRecord record = books.ledger.usage().record(request).record();
      assertThat(books.ledger.usage().find(record.id()).orElseThrow().record()).isEqualTo(record);
      assertThat(record.request().metadata()).isEqualTo(request.metadata());
      assertThat(record.request().conversation()).isEqualTo("c/1");
    }
  }

  @Test
  void anAbsurdCostIsRefusedByName() {
    assertThatThrownBy(
            () -> Books.request("r1", "acme", "ann").cost(Money.of("1000000000001")).build())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("cost");
  }
}
