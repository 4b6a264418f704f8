package io.trueup.architecture.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Each rule is shown an offender, and next to it what it must let pass. */
final class RulesSeeOffencesTest {
  private static final String LINE = "x\n";

  @Test
  void aLongReadmeIsSeen() {
    assertThat(TextRules.longReadme(file("README.md", LINE.repeat(151)))).hasSize(1);
    assertThat(TextRules.longReadme(file("README.md", LINE.repeat(150)))).isEmpty();
  }

  @Test
  void aPathOfAWorkplaceIsSeen() {
    assertThat(TextRules.workplacePaths(file("a.md", "in /" + "work/main"))).hasSize(1);
    assertThat(TextRules.workplacePaths(file("a.md", "(/" + "home/ann/trueup)"))).hasSize(1);
    assertThat(TextRules.workplacePaths(file("a.md", "https://x.example/home/a"))).isEmpty();
    assertThat(TextRules.workplacePaths(file("a.md", "/usr/lib/jvm"))).isEmpty();
  }

  @Test
  void aLongJavaFileIsSeenUnlessAllowed() {
    SourceFile longOne = file("a/A.java", LINE.repeat(501));
    assertThat(TextRules.longJava(longOne, Map.of())).hasSize(1);
    assertThat(TextRules.longJava(longOne, Map.of("a/A.java", "one grammar"))).isEmpty();
    assertThat(TextRules.longJava(file("a/A.java", LINE.repeat(500)), Map.of())).isEmpty();
  }

  @Test
  void aTestDisabledInSilenceIsSeen() {
    String disabled = "@" + "Disabled";
    assertThat(TextRules.testsDisabledInSilence(java(disabled + "\n@Test"))).hasSize(1);
    assertThat(TextRules.testsDisabledInSilence(java(disabled + "(\"\")"))).hasSize(1);
    assertThat(TextRules.testsDisabledInSilence(java(disabled + "(\"no network\")"))).isEmpty();
    assertThat(TextRules.testsDisabledInSilence(java(disabled + "(\n  \"why\")"))).isEmpty();
  }

  @Test
  void workLeftForLaterIsSeen() {
    assertThat(TextRules.unfinishedWork(java("// TO" + "DO later"))).hasSize(1);
    assertThat(TextRules.unfinishedWork(file("a.sql", "-- FIX" + "ME"))).hasSize(1);
    assertThat(TextRules.unfinishedWork(java("int todos;"))).isEmpty();
  }

  @Test
  void aSleepIsSeen() {
    assertThat(TextRules.sleeps(java("Thread" + ".sleep(5);"))).hasSize(1);
    assertThat(TextRules.sleeps(java("TimeUnit.SECONDS" + ".sleep(5);"))).hasSize(1);
    assertThat(TextRules.sleeps(java("bed.sleep(5);"))).isEmpty();
  }

  @Test
  void aPublicTypeWithoutJavadocIsSeen() {
    String header = "/** Not the type's. */\npackage a;\n\nimport b.C;\n\n";
    assertThat(undocumented(header + "public final class A {}")).hasSize(1);
    assertThat(undocumented(header + "@Deprecated\npublic sealed interface A {}")).hasSize(1);
    assertThat(undocumented(header + "/** It. */\n@Deprecated\npublic record A() {}")).isEmpty();
    assertThat(undocumented(header + "final class A {}")).isEmpty();
  }

  @Test
  void trailingBlanksAndTabsAreSeen() {
    assertThat(TextRules.trailingBlanksAndTabs(java("int a; \nint b;\n\tint c;"))).hasSize(2);
    assertThat(TextRules.trailingBlanksAndTabs(file("a.md", "a  b\n\nc"))).isEmpty();
  }

  @Test
  void aLinkToNowhereIsSeen() {
    assertThat(broken("[a](gone.md)")).hasSize(1);
    assertThat(broken("[a](../../outside.md)")).hasSize(1);
    assertThat(broken("[a]: gone.md")).hasSize(1);
    assertThat(broken("[a](there.md#part) [b](../README.md) ![c](there.md \"t\")")).isEmpty();
    assertThat(broken("[a](https://x.example/y) [b](#here) `[c](gone.md)`")).isEmpty();
    assertThat(broken("```\n[a](gone.md)\n```\n")).isEmpty();
  }

  @Test
  void aLicenceThatNoticeForgetsIsSeen() {
    List<String> paths = List.of("ledger/src/main/resources/io/prices/LICENSE", "LICENSE");
    assertThat(Licences.missingIn(file("NOTICE", "Trueup"), paths)).hasSize(1);
    assertThat(Licences.missingIn(file("NOTICE", "see " + paths.get(0)), paths)).isEmpty();
  }

  @Test
  void aRequirementThatNamesWhatIsNotThereIsSeen() {
    assertThat(unmet("`Gone`", "`ThereTest`")).hasSize(1);
    assertThat(unmet("`There`", "`ThereTest.lost`")).hasSize(1);
    assertThat(unmet("`io.trueup.There`", "`ThereTest#found`, `./trueup demo`")).isEmpty();
    assertThat(unmet("", "")).singleElement().asString().contains("no table");
  }

  private static List<String> unmet(String types, String tests) {
    String table =
        "| line | class | tests |\n|---|:---|---|\n| `Else` | %s | %s |\n".formatted(types, tests);
    return new Requirements(file("docs/requirements.md", table), RulesSeeOffencesTest::sourceOf)
        .offences()
        .toList();
  }

  private static String sourceOf(String type) {
    return Set.of("There", "ThereTest").contains(type) ? "class with found()" : "";
  }

  private static List<String> broken(String markdown) {
    return Links.broken(file("docs/a.md", markdown), Set.of("docs/there.md", "README.md")::contains)
        .toList();
  }

  private static List<String> undocumented(String text) {
    return TextRules.publicTypesWithoutJavadoc(file("a/src/main/java/A.java", text)).toList();
  }

  private static SourceFile java(String text) {
    return file("a/src/test/java/A.java", text);
  }

  private static SourceFile file(String path, String text) {
    return new SourceFile(path, text);
  }
}
