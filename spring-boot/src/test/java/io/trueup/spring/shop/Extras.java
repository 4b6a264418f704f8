package io.trueup.spring.shop;

import io.trueup.ledger.LedgerChange.BudgetChanged;
import io.trueup.spend.Scope;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What the tests need beside the shop to look into it. */
@Component
class Extras {
  private final JdbcTemplate jdbc;
  private final List<BudgetChanged> heard = new CopyOnWriteArrayList<>();
  private volatile Runnable race = () -> {};

  Extras(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** Runs once, after the next read has read. */
  public void raceTheNextRead(Runnable racing) {
    race = racing;
  }

  @Cacheable("names")
  public @Nullable String name(String id) {
    List<String> found =
        jdbc.queryForList("select name from product where id = ?", String.class, id);
    Runnable racing = race;
    race = () -> {};
    racing.run();
    return found.isEmpty() ? null : found.get(0);
  }

  @Transactional
  @CachePut(cacheNames = "names", key = "#id")
  public String put(String id, String name) {
    if (jdbc.update("update product set name = ? where id = ?", name, id) == 0) {
      jdbc.update("insert into product (id, name) values (?, ?)", id, name);
    }
    return "what it returns is not what is cached";
  }

  @EventListener
  void on(BudgetChanged change) {
    heard.add(change);
  }

  public List<BudgetChanged> heardOf(Scope scope) {
    return heard.stream().filter(change -> change.scope().equals(scope)).toList();
  }
}
