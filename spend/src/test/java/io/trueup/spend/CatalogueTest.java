package io.trueup.spend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CatalogueTest {

  private static final Catalogue CATALOGUE =
      new Catalogue(
          List.of(
              provider(
                  "one",
                  new Clause.Contains("uno"),
                  List.of("two"),
                  model("prefix", new Clause.StartsWith("a-")),
                  model("exact", new Clause.Equals("a-1")),
                  model("either", or(new Clause.Equals("b"), new Clause.EndsWith("-b"))),
                  model("later", or(new Clause.Equals("x-b"), new Clause.Equals("c"))),
                  model("Case", new Clause.Equals("BIG")),
                  model("last", new Clause.StartsWith("c"))),
              provider(
                  "two",
                  new Clause.Contains("o"),
                  List.of(),
                  model("regex", Clause.Regex.of("q\\d")),
                  model(
                      "both",
                      new Clause.And(
                          List.of(new Clause.StartsWith("m"), new Clause.Contains("n")))))));

  @Test
  void theFirstModelInFileOrderThatMatchesCounts() {
    assertThat(match("one", "a-1")).hasValue("one/prefix");
    assertThat(match("one", "x-b")).hasValue("one/either");
    assertThat(match("one", "b")).hasValue("one/either");
    assertThat(match("one", "c")).hasValue("one/later");
    assertThat(match("one", "cc")).hasValue("one/last");
  }

  @Test
  void everyKindOfClauseIsUnderstood() {
    assertThat(match("two", "xq7y")).hasValue("two/regex");
    assertThat(match("two", "man")).hasValue("two/both");
    assertThat(match("two", "m")).isEmpty();
    assertThat(match("two", "xmn")).isEmpty();
    assertThatThrownBy(() -> Clause.Regex.of("(")).hasMessageStartingWith("match.regex: ");
    assertThat(Clause.Regex.of("a")).isEqualTo(Clause.Regex.of("a"));
  }

  @Test
  void aNameIsTriedAsGivenThenInLowerCase() {
    assertThat(match("one", "BIG")).hasValue("one/Case");
    assertThat(match("one", "big")).isEmpty();
    assertThat(match("one", "A-9")).hasValue("one/prefix");
  }

  @Test
  void theFallbackIsAskedLast() {
    assertThat(match("one", "q1")).hasValue("two/regex");
    assertThat(match("one", "Q1")).hasValue("two/regex");
    assertThat(match("two", "b")).isEmpty();
  }

  @Test
  void aProviderIsFoundByItsIdBeforeAnyRule() {
    assertThat(match("two", "q1")).hasValue("two/regex");
    assertThat(match("my-uno", "b")).hasValue("one/either");
    assertThat(match("ONE", "b")).hasValue("one/either");
    assertThat(match("xyz", "b")).isEmpty();
  }

  @Test
  void manyDifferentQuestionsNeitherFillMemoryNorChangeAnswers() {
    Catalogue catalogue = new Catalogue(CATALOGUE.providers());
    for (int i = 0; i < 3 * Catalogue.MAX_REMEMBERED; i++) {
      assertThat(catalogue.match(new ModelId("one", "a-" + i))).isPresent();
      assertThat(catalogue.remembered()).isLessThanOrEqualTo(Catalogue.MAX_REMEMBERED);
    }
    assertThat(catalogue.match(new ModelId("one", "a-0"))).isPresent();
  }

  @Test
  void idsMustDifferAndFallbacksExist() {
    Provider provider = provider("p", null, List.of("q"));
    assertThatThrownBy(() -> new Catalogue(List.of(provider, provider)))
        .hasMessageContaining("providers: must have different ids")
        .hasMessageContaining("fallback_model_providers: ");
    CatalogueModel model = model("m", new Clause.Equals("m"));
    assertThatThrownBy(() -> provider("p", null, List.of(), model, model))
        .hasMessageStartingWith("models: ");
  }

  private static Optional<String> match(String provider, String model) {
    return CATALOGUE
        .match(new ModelId(provider, model))
        .map(match -> match.provider() + "/" + match.model().id());
  }

  private static Clause or(Clause... clauses) {
    return new Clause.Or(List.of(clauses));
  }

  private static CatalogueModel model(String id, Clause match) {
    return new CatalogueModel(id, id, match, PriceList.of(UnitPrices.FREE));
  }

  private static Provider provider(
      String id, @Nullable Clause match, List<String> fallbacks, CatalogueModel... models) {
    return new Provider(id, id, match, fallbacks, List.of(models));
  }
}
