package io.trueup.server;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.trueup.ledger.Ledger;
import io.trueup.server.books.Books;
import java.time.Clock;
import java.time.InstantSource;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The ledger, until the starter makes it. */
@Configuration(proxyBeanMethods = false)
class LedgerConfiguration {
  @Bean
  DataSource database(@Value("${spring.datasource.url}") String url) {
    HikariConfig pool = new HikariConfig();
    pool.setJdbcUrl(url);
    pool.setUsername("sa");
    return new HikariDataSource(pool);
  }

  @Bean
  @ConditionalOnMissingBean
  InstantSource wallClock() {
    return Clock.systemUTC();
  }

  @Bean
  Books books(
      Ledger ledger, InstantSource clock, @Value("${trueup.currency:USD}") String currency) {
    return new Books(ledger, clock, currency);
  }

  @Bean
  Ledger ledger(DataSource database, InstantSource clock) {
    return Ledger.on(database).clock(clock).soleWriter().open();
  }
}
