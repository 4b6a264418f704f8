package io.trueup.spend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ScopeTest {

  @Test
  void textIsStable() {
    assertThat(new Scope.Global().text()).isEqualTo("global");
    assertThat(new Scope.Organization("acme").text()).isEqualTo("organization:acme");
    assertThat(new Scope.Project("acme", "search").text()).isEqualTo("project:acme/search");
    assertThat(new Scope.User("a/b", "50%:x").text()).isEqualTo("user:a%2Fb/50%25%3Ax");
  }

  @Test
  void differentScopesNeverShareATextAndEveryTextIsReadBack() {
    Random random = new Random(7);
    Map<String, Scope> texts = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      String one = id(random);
      String two = id(random);
      for (Scope scope :
          List.of(
              new Scope.Organization(one), new Scope.Project(one, two), new Scope.User(one, two))) {
        assertThat(Scope.parse(scope.text())).isEqualTo(scope);
        assertThat(texts.putIfAbsent(scope.text(), scope)).isIn(null, scope);
      }
    }
  }

  @Test
  void otherTextsAreRefused() {
    for (String text :
        List.of(
            "",
            "organization",
            "organization:",
            "user:ann",
            "user:a/b/c",
            "user:a/..",
            "project:a",
            "global:x",
            "team:a",
            "user:a%2f/b",
            "user:a%/b",
            "organization:a/b")) {
      assertThatThrownBy(() -> Scope.parse(text))
          .as(text)
          .isInstanceOf(InvalidInputException.class);
    }
  }

  @Test
  void idsOutOfTheRuleAreRefusedByTheirField() {
    for (String id :
        List.of("", ".", "..", "a\nb", "a\u0000", "\u0085", "\ud800", "x".repeat(201))) {
      assertThatThrownBy(() -> new Scope.User("acme", id)).hasMessageStartingWith("user: ");
      assertThatThrownBy(() -> new Scope.Project("acme", id)).hasMessageStartingWith("project: ");
      assertThatThrownBy(() -> new BudgetId(id)).hasMessageStartingWith("budget_id: ");
    }
    assertThat(new Scope.Organization("\ud83d\ude00".repeat(200)).id()).hasSize(400);
    assertThat(new Scope.Organization("...").id()).isEqualTo("...");
  }

  @Test
  void allBadIdsOfAModelAreNamedAtOnce() {
    assertThatThrownBy(() -> new ModelId("", ".."))
        .hasMessage(
            "provider: must have 1 to 200 characters, has 0; model: must not be \".\" or \"..\"");
  }

  @Test
  void aSubjectIsChargedToItsScopesTheSmallestFirst() {
    ModelId model = new ModelId("openai", "gpt-4o");
    assertThat(new Subject("acme", "search", "ann", model).scopes())
        .extracting(Scope::text)
        .containsExactly("user:acme/ann", "project:acme/search", "organization:acme", "global");
    assertThat(new Subject("acme", null, null, model).scopes())
        .extracting(Scope::text)
        .containsExactly("organization:acme", "global");
  }

  @Test
  void aSubjectIsInItsScopesAndInNoOther() {
    Subject subject = new Subject("acme", "search", "ann", null);
    assertThat(subject.scopes()).allMatch(subject::isIn);
    assertThat(
            List.of(
                new Scope.Organization("globex"),
                new Scope.Project("globex", "search"),
                new Scope.Project("acme", "ann"),
                new Scope.User("globex", "ann"),
                new Scope.User("acme", "search")))
        .noneMatch(subject::isIn);
    assertThat(new Subject("acme", null, null, null).isIn(new Scope.User("acme", "ann"))).isFalse();
  }

  private static String id(Random random) {
    StringBuilder id = new StringBuilder("x");
    for (int length = random.nextInt(4); length > 0; length--) {
      id.append("a/:%2F5".charAt(random.nextInt(7)));
    }
    return id.toString();
  }
}
