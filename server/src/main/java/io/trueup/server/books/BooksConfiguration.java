package io.trueup.server.books;

import io.trueup.ledger.Ledger;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Gives the controllers what the starter made. */
@Configuration(proxyBeanMethods = false)
public class BooksConfiguration {
  /** Made by Spring. */
  public BooksConfiguration() {}

  @Bean
  Books books(Ledger ledger, @Value("${trueup.currency:USD}") String currency) {
    return new Books(ledger, currency);
  }
}
