package io.trueup.changelog;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.cache.spi.Doorbell;
import io.trueup.testkit.DoorbellContract;
import io.trueup.testkit.DoorbellUnderTest;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

final class PostgresDoorbellTest extends DoorbellContract {
  private static final String END_ALL =
      "select pg_terminate_backend(pid) from pg_stat_activity"
          + " where datname = current_database() and pid <> pg_backend_pid()";

  @Override
  protected DoorbellUnderTest open() {
    Postgres postgres = Postgres.empty();
    return new DoorbellUnderTest() {
      @Override
      public Doorbell node() {
        return PostgresDoorbell.on(postgres.dataSource());
      }

      @Override
      public void cut() {
        postgres.execute(END_ALL);
      }

      @Override
      public void close() {
        postgres.close();
      }
    };
  }

  private static void await(String what, java.util.function.BooleanSupplier condition)
      throws InterruptedException {
    Semaphore never = new Semaphore(0);
    for (int tries = 0; tries < 400 && !condition.getAsBoolean(); tries++) {
      never.tryAcquire(50, TimeUnit.MILLISECONDS);
    }
    assertThat(condition.getAsBoolean()).as(what).isTrue();
  }

  @Test
  void withoutAServerRingsAreLostAndCounted() throws InterruptedException {
    DataSource away = dataSourceOfNobody();
    try (PostgresDoorbell doorbell = PostgresDoorbell.on(away)) {
      Semaphore heard = new Semaphore(0);
      doorbell.listen(heard::release);
      doorbell.ring();
      assertThat(heard.availablePermits()).isEqualTo(1);
      await("the ring is lost", () -> doorbell.lostRings() == 1);
      assertThat(doorbell.isListening()).isFalse();
      assertThat(doorbell.timesListened()).isZero();
    }
  }

  @Test
  void aLostConnectionIsMadeAnew() throws InterruptedException {
    try (Postgres postgres = Postgres.empty();
        PostgresDoorbell doorbell = PostgresDoorbell.on(postgres.dataSource());
        PostgresDoorbell other = PostgresDoorbell.on(postgres.dataSource())) {
      Semaphore heard = new Semaphore(0);
      other.listen(heard::release);
      await("both listen", () -> doorbell.isListening() && other.isListening());
      heard.drainPermits();
      doorbell.ring();
      assertThat(heard.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
      postgres.execute(END_ALL);
      await("it listens again", () -> doorbell.timesListened() == 2);
      assertThat(doorbell.isListening()).isTrue();
      await("the other listens again", () -> other.timesListened() == 2);
      heard.drainPermits();
      doorbell.ring();
      assertThat(heard.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
      assertThat(doorbell.lostRings()).isZero();
    }
  }

  private static DataSource dataSourceOfNobody() {
    var nobody = new org.postgresql.ds.PGSimpleDataSource();
    nobody.setUrl("jdbc:postgresql://localhost:1/nobody");
    return nobody;
  }
}
