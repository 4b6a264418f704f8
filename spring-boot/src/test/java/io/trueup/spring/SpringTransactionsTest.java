package io.trueup.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.cache.Change;
import io.trueup.cache.Tags;
import io.trueup.changelog.ChangeCodecs;
import io.trueup.changelog.ChangeTransaction;
import io.trueup.changelog.ChangeWriter;
import io.trueup.changelog.TagsTouched;
import io.trueup.changelog.TestLog;
import io.trueup.spring.FailingCommits.Failure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.transaction.jta.JtaTransactionManager;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What happens inside the application's own transactions. */
final class SpringTransactionsTest {
  private static final String LOCK = "a lock";

  private final TestLog h2 =
      TestLog.inMemory(
          (dataSource, writer) -> {
            throw new UnsupportedOperationException();
          });
  private final FailingCommits dataSource = new FailingCommits(h2.dataSource());
  private final DataSourceTransactionManager manager = new DataSourceTransactionManager(dataSource);
  private final SpringTransactions transactions = over(manager);
  private final JdbcTemplate jdbc = new JdbcTemplate(dataSource);
  private final List<String> events = new ArrayList<>();

  SpringTransactionsTest() {
    transactions.observe(new Commits(events));
  }

  private SpringTransactions over(PlatformTransactionManager by) {
    ChangeWriter writer = new ChangeWriter(ChangeCodecs.of(), "node-1", Duration.ofMillis(300));
    return new SpringTransactions(dataSource, by, writer);
  }

  @AfterEach
  void nothingIsLeftOnTheThread() {
    assertThat(transactions.current()).isNull();
    assertThat(transactions.holds(LOCK)).isFalse();
    assertThat(TransactionSynchronizationManager.getResourceMap()).isEmpty();
    assertThat(events.stream().filter(it -> it.startsWith("committing")).count())
        .isEqualTo(events.stream().filter(it -> it.matches("(committed|rolledBack).*")).count());
    h2.close();
  }

  @Test
  void aChangeCommitsWithTheApplicationsTransaction() {
    inTransaction(
        () -> {
          write("a");
          assertThat(transactions.current()).isNotNull();
          assertThat(Objects.requireNonNull(transactions.current()).touches(Tags.of("a"))).isTrue();
          assertThat(facts()).as("as others see it").isZero();
        });

    assertThat(rows()).isEqualTo(1);
    assertThat(facts()).isEqualTo(1);
    assertThat(events).containsExactly("committing 1", "committed 1");
  }

  @Test
  void aChangeRollsBackWithTheApplicationsTransaction() {
    assertThatThrownBy(
            () ->
                inTransaction(
                    () -> {
                      write("a");
                      throw new IllegalStateException("no");
                    }))
        .hasMessage("no");

    assertNothingHappened();
  }

  @Test
  void aTransactionMarkedRollbackOnlyWritesNoChange() {
    template(TransactionDefinition.PROPAGATION_REQUIRED)
        .executeWithoutResult(
            status -> {
              write("a");
              status.setRollbackOnly();
            });

    assertNothingHappened();
  }

  @Test
  void aFailureOfAPartThatJoinedKeepsTheWholeFromCommitting() {
    assertThatThrownBy(
            () ->
                inTransaction(
                    () -> {
                      write("a");
                      assertThatThrownBy(
                              () ->
                                  transactions.execute(
                                      tx -> {
                                        throw new IllegalStateException("no");
                                      }))
                          .hasMessage("no");
                    }))
        .isInstanceOf(UnexpectedRollbackException.class);

    assertNothingHappened();
  }

  @Test
  void aReadOfAnotherConnectionInsideATransactionIsNobodysChange() {
    inTransaction(
        () -> {
          jdbc.queryForList("select * from business");
          assertThat(Objects.requireNonNull(transactions.current()).touches(Tags.of("a")))
              .isFalse();
        });

    assertThat(events).isEmpty();
  }

  @Test
  void aNewTransactionInsideCommitsOnItsOwn() {
    assertThatThrownBy(
            () ->
                inTransaction(
                    () -> {
                      write("outer");
                      template(TransactionDefinition.PROPAGATION_REQUIRES_NEW)
                          .executeWithoutResult(
                              status -> {
                                assertThat(pendingTouches("outer")).isFalse();
                                write("inner");
                              });
                      assertThat(pendingTouches("outer")).isTrue();
                      assertThat(pendingTouches("inner")).isFalse();
                      throw new IllegalStateException("no");
                    }))
        .hasMessage("no");

    assertThat(names()).containsExactly("inner");
    assertThat(facts()).isEqualTo(1);
  }

  @Test
  void withoutTransactionInsideOneNothingIsPending() {
    inTransaction(
        () -> {
          write("outer");
          template(TransactionDefinition.PROPAGATION_NOT_SUPPORTED)
              .executeWithoutResult(
                  status -> {
                    assertThat(transactions.current()).isNull();
                    transactions.execute(tx -> append(tx, "own"));
                    assertThat(facts()).isEqualTo(1);
                  });
          assertThat(pendingTouches("outer")).isTrue();
        });

    assertThat(facts()).isEqualTo(2);
  }

  @Test
  void aSavepointsRollbackDropsItsChangesOnly() {
    inTransaction(
        () -> {
          write("before");
          assertThatThrownBy(
                  () ->
                      template(TransactionDefinition.PROPAGATION_NESTED)
                          .executeWithoutResult(
                              status -> {
                                write("dropped");
                                throw new IllegalStateException("no");
                              }))
              .hasMessage("no");
          assertThat(pendingTouches("dropped")).isFalse();
          template(TransactionDefinition.PROPAGATION_NESTED)
              .executeWithoutResult(status -> write("nested"));
          write("after");
        });

    assertThat(names()).containsExactly("before", "nested", "after");
    assertThat(facts()).isEqualTo(3);
  }

  @Test
  void aSavepointOfTheApplicationCountsToo() {
    template(TransactionDefinition.PROPAGATION_REQUIRED)
        .executeWithoutResult(
            status -> {
              write("before");
              Object savepoint = status.createSavepoint();
              write("dropped");
              status.rollbackToSavepoint(savepoint);
              write("after");
            });

    assertThat(names()).containsExactly("before", "after");
    assertThat(facts()).isEqualTo(2);
  }

  @Test
  void aReadOnlyTransactionRefusesAChange() {
    TransactionTemplate readOnly = template(TransactionDefinition.PROPAGATION_REQUIRED);
    readOnly.setReadOnly(true);

    assertThatIllegalStateException()
        .isThrownBy(() -> readOnly.executeWithoutResult(status -> append("a")))
        .withMessageContaining("read-only");
  }

  @Test
  void anotherIsolationRefusesAChange() {
    TransactionTemplate strict = template(TransactionDefinition.PROPAGATION_REQUIRED);
    strict.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);

    assertThatIllegalStateException()
        .isThrownBy(() -> strict.executeWithoutResult(status -> append("a")))
        .withMessageContaining("READ COMMITTED");
  }

  @Test
  void aCallbackThatFailsAfterTheAppendLeavesNothing() {
    assertThatThrownBy(
            () ->
                inTransaction(
                    () -> {
                      write("a");
                      register(
                          new BeforeCommit(
                              () -> {
                                throw new IllegalStateException("no");
                              }));
                    }))
        .hasMessage("no");

    assertNothingHappened();
  }

  @Test
  void whatALateCallbackAppendsIsWrittenToo() {
    inTransaction(
        () -> {
          write("a");
          register(new BeforeCommit(() -> write("late")));
        });

    assertThat(names()).containsExactly("a", "late");
    assertThat(facts()).isEqualTo(2);
    assertThat(events).containsExactly("committing 2", "committed 2");
  }

  /** Spring would switch autocommit on, and so commit the row without its change. */
  @Test
  void aTransactionExceptionOfACallbackRollsBackAllTheSame() {
    assertThatThrownBy(
            () ->
                inTransaction(
                    () -> {
                      write("a");
                      register(
                          new BeforeCommit(
                              () -> {
                                throw new CannotCreateTransactionException("no connection");
                              }));
                    }))
        .isInstanceOf(CannotCreateTransactionException.class);

    assertNothingHappened();
  }

  @Test
  void aCommitThatWasNotSentIsRolledBack() {
    dataSource.next.set(Failure.BEFORE);

    assertThatThrownBy(() -> inTransaction(() -> write("a")))
        .isInstanceOf(TransactionException.class);

    assertThat(rows()).isZero();
    assertThat(facts()).isZero();
    assertThat(events).containsExactly("committing 1", "rolledBack 1");
  }

  @Test
  void aCommitWhoseAnswerWasLostIsToldAsUnknown() {
    dataSource.next.set(Failure.AFTER);

    assertThatThrownBy(() -> inTransaction(() -> write("a")))
        .isInstanceOf(TransactionException.class);

    assertThat(rows()).isEqualTo(1);
    assertThat(facts()).isEqualTo(1);
    assertThat(events).containsExactly("committing 1", "rolledBack 1");
  }

  @Test
  void observersHearOfTheCommitBeforeTheApplicationsCallbacks() {
    inTransaction(
        () -> {
          register(
              new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                  events.add("the application's afterCommit");
                  assertThat(transactions.current()).isNull();
                }

                @Override
                public void afterCompletion(int status) {
                  events.add("the application's afterCompletion");
                  assertThat(transactions.current()).isNull();
                }
              });
          write("a");
        });

    assertThat(events)
        .containsExactly(
            "committing 1",
            "committed 1",
            "the application's afterCommit",
            "the application's afterCompletion");
  }

  /** Spring would let it join the transaction that is over, and never commit it. */
  @Test
  void aChangeOfACallbackAfterTheEndIsATransactionOfItsOwn() {
    inTransaction(
        () -> {
          write("a");
          register(
              new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                  append("after commit");
                }

                @Override
                public void afterCompletion(int status) {
                  append("after completion");
                }
              });
        });

    assertThat(facts()).isEqualTo(3);
    assertThat(events).hasSize(6);
  }

  @Test
  void aCallbackOfTheChangesTransactionRunsWithoutOne() {
    inTransaction(
        () ->
            transactions.execute(
                tx -> {
                  tx.afterCommit(
                      () -> {
                        assertThat(transactions.current()).isNull();
                        assertThat(TransactionSynchronizationManager.isActualTransactionActive())
                            .isFalse();
                        events.add("at " + tx.committedAt().orElseThrow());
                      });
                  return append(tx, "a");
                }));

    assertThat(events).containsExactly("committing 1", "committed 1", "at 1");
    assertThat(transactions.failuresAfterCommit()).isZero();
  }

  @Test
  void aLockThatASuspendedTransactionHoldsIsRefusedAtOnce() {
    inTransaction(
        () -> {
          transactions.execute(tx -> claim(tx));
          assertThatIllegalStateException()
              .isThrownBy(
                  () ->
                      template(TransactionDefinition.PROPAGATION_REQUIRES_NEW)
                          .executeWithoutResult(status -> transactions.execute(tx -> claim(tx))))
              .withMessageContaining("REQUIRES_NEW")
              .withMessageContaining(LOCK);
          template(TransactionDefinition.PROPAGATION_NOT_SUPPORTED)
              .executeWithoutResult(status -> assertThat(transactions.holds(LOCK)).isTrue());
          transactions.execute(tx -> claim(tx));
        });
  }

  @Test
  void aTransactionOfAnotherManagerIsSeenButRefusesChanges() {
    TransactionTemplate unknown =
        new TransactionTemplate(new DataSourceTransactionManager(dataSource));

    unknown.executeWithoutResult(
        status -> {
          assertThat(transactions.current()).isNotNull();
          assertThatIllegalStateException()
              .isThrownBy(() -> append("a"))
              .withMessageContaining("does not listen to");
        });
  }

  @Test
  void aManagerWithoutSynchronizationIsRefused() {
    DataSourceTransactionManager bare = new DataSourceTransactionManager(dataSource);
    bare.setTransactionSynchronization(AbstractPlatformTransactionManager.SYNCHRONIZATION_NEVER);
    SpringTransactions over = over(bare);

    assertThatIllegalStateException()
        .isThrownBy(() -> over.execute(tx -> append(tx, "a")))
        .withMessageContaining("synchronization");
  }

  @Test
  void managersThatCantDoItAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> over(new DataSourceTransactionManager(h2.dataSource())))
        .withMessageContaining("another data source");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> over(new JtaTransactionManager()))
        .withMessageContaining("two-phase");
    assertThatCode(() -> over(new DataSourceTransactionManager(dataSource)))
        .doesNotThrowAnyException();
  }

  private boolean pendingTouches(String tag) {
    return Objects.requireNonNull(transactions.current()).touches(Tags.of(tag));
  }

  private void inTransaction(Runnable work) {
    template(TransactionDefinition.PROPAGATION_REQUIRED).executeWithoutResult(it -> work.run());
  }

  private TransactionTemplate template(int propagation) {
    TransactionTemplate template = new TransactionTemplate(manager);
    template.setPropagationBehavior(propagation);
    return template;
  }

  private void write(String name) {
    jdbc.update("insert into business (name, amount) values (?, 1)", name);
    append(name);
  }

  private void append(String tag) {
    transactions.execute(tx -> append(tx, tag));
  }

  private static boolean append(ChangeTransaction tx, String tag) {
    tx.append(Change.of(Tags.of(tag), new TagsTouched()));
    return true;
  }

  private static boolean claim(ChangeTransaction tx) {
    tx.claim(LOCK);
    return true;
  }

  private static void register(TransactionSynchronization callback) {
    TransactionSynchronizationManager.registerSynchronization(callback);
  }

  private List<String> names() {
    return jdbc.queryForList("select name from business", String.class);
  }

  private long rows() {
    return h2.count("business");
  }

  private long facts() {
    return h2.count("trueup_change") - 1;
  }

  private void assertNothingHappened() {
    assertThat(rows()).isZero();
    assertThat(facts()).isZero();
    assertThat(events).isEmpty();
  }
}
