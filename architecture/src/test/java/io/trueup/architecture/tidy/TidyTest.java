package io.trueup.architecture.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the tree against the rules; {@link RulesSeeOffencesTest} holds the rules to account. */
final class TidyTest {
  /** Longer files by path, each with the reason why it is about one thing all the same. */
  private static final Map<String, String> MAY_BE_LONG =
      Map.of(
          "cache/src/main/java/io/trueup/cache/CoherentCache.java",
          "one read, one publication and one invalidation are one protocol");

  private static final SourceTree TREE = SourceTree.ofThisBuild();

  @Test
  void theTreeIsRead() {
    assertThat(TREE.paths()).contains("pom.xml", "trueup", ".ci/run", "architecture/pom.xml");
    assertThat(TREE.texts()).hasSizeGreaterThan(50);
  }

  @Test
  void theReadmeIsShort() {
    assertNone(TextRules::longReadme);
  }

  @Test
  void noFileNamesAWorkplace() {
    assertNone(TextRules::workplacePaths);
  }

  @Test
  void noJavaFileIsLong() {
    assertNone(file -> TextRules.longJava(file, MAY_BE_LONG));
    assertThat(TREE.paths()).containsAll(MAY_BE_LONG.keySet());
  }

  @Test
  void aDisabledTestSaysWhy() {
    assertNone(TextRules::testsDisabledInSilence);
  }

  @Test
  void nothingIsLeftForLater() {
    assertNone(TextRules::unfinishedWork);
  }

  @Test
  void nothingSleeps() {
    assertNone(TextRules::sleeps);
  }

  @Test
  void publicTypesHaveJavadoc() {
    assertNone(TextRules::publicTypesWithoutJavadoc);
  }

  @Test
  void noTrailingBlanksAndNoTabs() {
    assertNone(TextRules::trailingBlanksAndTabs);
  }

  @Test
  void linksLeadSomewhere() {
    assertNone(file -> Links.broken(file, TREE::has));
  }

  @Test
  void licencesAreThereAndNoticed() {
    assertThat(TREE.paths())
        .contains("README.md", "LICENSE", "NOTICE", "CONTRIBUTING.md", "CHANGELOG.md");
    assertThat(Licences.missingIn(TREE.read("NOTICE"), TREE.paths())).isEmpty();
  }

  @Test
  void requirementsNameWhatExists() {
    assertThat(
            TREE.texts()
                .filter(file -> file.path().equals("docs/requirements.md"))
                .flatMap(file -> new Requirements(file, TidyTest::sourceOf).offences()))
        .isEmpty();
  }

  private static void assertNone(Function<SourceFile, Stream<String>> rule) {
    assertThat(TREE.texts().flatMap(rule)).isEmpty();
  }

  private static String sourceOf(String type) {
    return TREE.paths().stream()
        .filter(path -> path.endsWith("/" + type + ".java"))
        .map(path -> TREE.read(path).text())
        .reduce("", String::concat);
  }
}
