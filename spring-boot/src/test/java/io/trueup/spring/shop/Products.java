package io.trueup.spring.shop;

import io.trueup.ledger.Ledger;
import io.trueup.ledger.UsageRequest;
import io.trueup.spend.ModelId;
import io.trueup.spend.Money;
import io.trueup.spend.Subject;
import io.trueup.spend.Usage;
import java.util.List;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

// tag::shop[]
@Service
class Products {
  static final ModelId MODEL = new ModelId("openai", "gpt-4o");
  private final JdbcTemplate jdbc;
  private final Ledger ledger;

  Products(JdbcTemplate jdbc, Ledger ledger) {
    this.jdbc = jdbc;
    this.ledger = ledger;
  }

  @Cacheable("products")
  public List<String> names(String id) {
    return jdbc.queryForList("select name from product where id = ?", String.class, id);
  }

  @Transactional
  @CacheEvict(
      cacheNames = {"products", "names"},
      key = "#id")
  public void rename(String id, String name) {
    if (jdbc.update("update product set name = ? where id = ?", name, id) == 0) {
      jdbc.update("insert into product (id, name) values (?, ?)", id, name);
    }
  }

  public void checkBudget(String user) {
    Subject caller = new Subject("acme", null, user, MODEL);
    if (!ledger.gate().check(caller, Money.of("0.02")).isAllowed()) {
      throw new IllegalStateException("the budget of " + user + " is used up");
    }
  }

  // end::shop[]

  public void describe(String requestId, String user, Usage usage) {
    checkBudget(user);
    ledger
        .usage()
        .record(UsageRequest.builder(requestId, "acme", MODEL).user(user).usage(usage).build());
  }
}
