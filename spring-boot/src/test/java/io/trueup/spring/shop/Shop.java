package io.trueup.spring.shop;

import io.trueup.ledger.Ledger;
import io.trueup.ledger.LedgerChange.BudgetChanged;
import io.trueup.ledger.UsageRequest;
import io.trueup.spend.ModelId;
import io.trueup.spend.Money;
import io.trueup.spend.Scope;
import io.trueup.spend.Subject;
import io.trueup.spend.Unit;
import io.trueup.spend.Usage;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** An application with what the tests need to look into it. */
@SpringBootApplication
@EnableCaching
class Shop {
  static final ModelId GPT = new ModelId("openai", "gpt-4o");

  @Service
  static class Products {
    private final JdbcTemplate jdbc;
    private final Ledger ledger;

    /** Runs once, after the next read of a name. */
    private volatile Runnable beforeReturn = () -> {};

    Products(JdbcTemplate jdbc, Ledger ledger) {
      this.jdbc = jdbc;
      this.ledger = ledger;
    }

    public void raceTheNextRead(Runnable race) {
      beforeReturn = race;
    }

    @Cacheable("products")
    public @Nullable String name(String id) {
      List<String> found =
          jdbc.queryForList("select name from product where id = ?", String.class, id);
      Runnable race = beforeReturn;
      beforeReturn = () -> {};
      race.run();
      return found.isEmpty() ? null : found.get(0);
    }

    @Transactional
    @CachePut(cacheNames = "products", key = "#id")
    public String put(String id, String name) {
      rename(id, name);
      return "what it returns is not what is cached";
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

  /** Keeps what it heard. */
  @Component
  static class Heard {
    private final List<BudgetChanged> changes = new CopyOnWriteArrayList<>();

    @EventListener
    void on(BudgetChanged change) {
      changes.add(change);
    }

    List<BudgetChanged> of(Scope scope) {
      return changes.stream().filter(change -> change.scope().equals(scope)).toList();
    }
  }
}
