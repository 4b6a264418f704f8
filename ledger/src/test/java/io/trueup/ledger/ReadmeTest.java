package io.trueup.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.cache.Caches;
import io.trueup.cache.Change;
import io.trueup.cache.CoherentCache;
import io.trueup.cache.Tags;
import io.trueup.changelog.ChangeCodec;
import io.trueup.changelog.ChangeLogSchema;
import io.trueup.changelog.ChangeWriter;
import io.trueup.changelog.JdbcChangeLog;
import io.trueup.changelog.JdbcTransactions;
import io.trueup.spend.Budget;
import io.trueup.spend.ModelId;
import io.trueup.spend.Money;
import io.trueup.spend.Period;
import io.trueup.spend.Scope;
import io.trueup.spend.Subject;
import io.trueup.spend.Unit;
import io.trueup.spend.Usage;
import io.trueup.spend.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The Java in the README is the Java between the region comments here, and it works. */
class ReadmeTest {
  private static final Pattern SNIPPET = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  private final JdbcConnectionPool pool =
      JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "", "");

  record Product(String id, String name) {}

  record ProductChanged(String id) {}

  @AfterEach
  void close() {
    Books.drop(pool);
  }

  @Test
  void eachSnippetIsCodeOfThisTest() throws IOException {
    String source = squeezed(Files.readString(sourceFile()) + Files.readString(ofTheStarter()));
    Matcher snippets = SNIPPET.matcher(Files.readString(root().resolve("README.md")));
    int found = 0;
    while (snippets.find()) {
      assertThat(source).contains(squeezed(snippets.group(1)));
      found++;
    }
    assertThat(found).isEqualTo(3);
  }

  /** Without comments and white space, which the formatter places otherwise. */
  private static String squeezed(String code) {
    return code.replaceAll("//[^\n]*", "").replaceAll("\\s+", "");
  }

  private static Path sourceFile() {
    return root().resolve("ledger/src/test/java/io/trueup/ledger/ReadmeTest.java");
  }

  /** Compiled and run by the starter's own tests. */
  private static Path ofTheStarter() {
    return root().resolve("spring-boot/src/test/java/io/trueup/spring/shop/Products.java");
  }

  private static Path root() {
    Path here = Path.of("").toAbsolutePath();
    return Files.exists(here.resolve("README.md")) ? here : here.resolveSibling("");
  }

  @Test
  void theLedgerRecordsAndDecides() {
    DataSource dataSource = pool;
    try (Ledger ledger = Ledger.on(dataSource).soleWriter().open()) {
      Scope.User ann = new Scope.User("acme", "ann");
      ledger
          .budgets()
          .create(Budget.builder(Budgets.newId(), ann, Period.MONTHLY, Money.of("100.00")).build());

      ledger
          .usage()
          .record(
              UsageRequest.builder("req-1", "acme", new ModelId("openai", "gpt-4o"))
                  .user("ann")
                  .usage(Usage.of(Map.of(Unit.INPUT_TOKENS, 374L, Unit.OUTPUT_TOKENS, 44L)))
                  .build());

      Subject request = new Subject("acme", null, "ann", new ModelId("openai", "gpt-4o"));
      Verdict verdict = ledger.gate().check(request, Money.of("0.02"));

      assertThat(verdict.isAllowed()).isTrue();
      assertThat(ledger.gate().check(request, Money.of("99.999")).isAllowed()).isFalse();
      assertThat(ledger.recompute().cost()).isEqualTo(Money.of("0.001375"));
    }
  }

  @Test
  void theCacheSeesAChangeThatCommittedWithTheData() throws SQLException {
    ChangeLogSchema.create(pool);
    ProductStore store = new ProductStore(pool);
    store.create(new Product("p1", "old"));
    JdbcTransactions transactions =
        new JdbcTransactions(pool, new ChangeWriter(new ProductCodec(), "node"));
    JdbcChangeLog changeLog = JdbcChangeLog.builder(pool, new ProductCodec()).build();
    Product product = new Product("p1", "new");
    Caches caches = Caches.follow(changeLog).transactions(transactions).build();
    CoherentCache<String, Product> products =
        caches
            .<String, Product>cache("products", id -> Tags.of("product:" + id))
            .build(store::load);

    assertThat(products.get("p1").name()).isEqualTo("old");
    transactions.execute(
        tx -> {
          store.update(tx.connection(), product);
          tx.append(
              Change.of(Tags.of("product:" + product.id()), new ProductChanged(product.id())));
          return product;
        });
    products.get(product.id());
    assertThat(products.get(product.id())).isEqualTo(product);
    caches.close();
    changeLog.close();
  }

  private record ProductStore(DataSource dataSource) {
    void create(Product product) throws SQLException {
      try (Connection connection = dataSource.getConnection()) {
        connection
            .createStatement()
            .execute("create table product (id varchar primary key, name varchar)");
        PreparedStatement insert = connection.prepareStatement("insert into product values (?, ?)");
        insert.setString(1, product.id());
        insert.setString(2, product.name());
        insert.execute();
      }
    }

    Product load(String id) throws SQLException {
      try (Connection connection = dataSource.getConnection();
          PreparedStatement select =
              connection.prepareStatement("select name from product where id = ?")) {
        select.setString(1, id);
        ResultSet row = select.executeQuery();
        row.next();
        return new Product(id, row.getString(1));
      }
    }

    void update(Connection connection, Product product) throws SQLException {
      try (PreparedStatement update =
          connection.prepareStatement("update product set name = ? where id = ?")) {
        update.setString(1, product.name());
        update.setString(2, product.id());
        update.execute();
      }
    }
  }

  private static final class ProductCodec implements ChangeCodec {
    @Override
    public String kind(Object fact) {
      return "ProductChanged";
    }

    @Override
    public String encode(Object fact) {
      return ((ProductChanged) fact).id();
    }

    @Override
    public Object decode(String kind, String payload) {
      return new ProductChanged(payload);
    }
  }
}
