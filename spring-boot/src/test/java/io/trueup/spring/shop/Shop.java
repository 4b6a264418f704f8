package io.trueup.spring.shop;

import io.trueup.ledger.Ledger;
import io.trueup.ledger.UsageRequest;
import io.trueup.spend.ModelId;
import io.trueup.spend.Money;
import io.trueup.spend.Subject;
import io.trueup.spend.Unit;
import io.trueup.spend.Usage;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** An application as a new user writes it: coherent caching and a budget, in under 30 lines. */
// tag::shop[]
@SpringBootApplication
@EnableCaching
class Shop {
  static final ModelId GPT = new ModelId("openai", "gpt-4o");

  @Service
  static class Products {
    private final JdbcTemplate jdbc;
    private final Ledger ledger;

    Products(JdbcTemplate jdbc, Ledger ledger) {
      this.jdbc = jdbc;
      this.ledger = ledger;
    }

    @Cacheable("products")
    public @Nullable String name(String id) {
      return jdbc.queryForList("select name from product where id = ?", String.class, id).stream()
          .findFirst()
          .orElse(null);
    }

    @Transactional
    @CacheEvict(cacheNames = "products", key = "#id")
    public void rename(String id, String name) {
      jdbc.update("merge into product (id, name) values (?, ?)", id, name);
    }

    public boolean describe(String user) {
      Subject caller = new Subject("acme", null, user, GPT);
      if (!ledger.gate().check(caller, Money.of("0.02")).isAllowed()) {
        return false;
      }
      Usage usage = Usage.of(Map.of(Unit.INPUT_TOKENS, 374L, Unit.OUTPUT_TOKENS, 44L));
      String request = UUID.randomUUID().toString();
      ledger
          .usage()
          .record(UsageRequest.builder(request, "acme", GPT).user(user).usage(usage).build());
      return true;
    }
  }
}
// end::shop[]
