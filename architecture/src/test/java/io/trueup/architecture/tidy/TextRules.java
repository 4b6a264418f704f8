package io.trueup.architecture.tidy;

import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Rules about one file's text. Each gives the offences, none if the file keeps the rule. */
final class TextRules {
  static final int README_LINES = 150;
  static final int JAVA_LINES = 500;

  /* Written so that no pattern matches its own source. */
  private static final Pattern WORKPLACE_PATH =
      Pattern.compile("(?<![\\w.~$}])/(?:work|home|root|Users)/");
  private static final Pattern UNFINISHED = Pattern.compile("\\b(?:TOD[O]|FIXM[E]|XX[X])\\b");
  private static final Pattern SLEEP =
      Pattern.compile("\\b(?:Thread|[A-Z]*SECONDS|MINUTES)\\s*\\.\\s*sleep\\s*\\(");
  private static final Pattern DISABLED_IN_SILENCE =
      Pattern.compile("@Disable[d]\\b(?!\\s*\\(\\s*(?:value\\s*=\\s*)?(?:\"[^\"]|[A-Z]))");
  private static final Pattern TRAILING_BLANK_OR_TAB = Pattern.compile("[ \\t]+$|\\t");
  private static final Pattern PUBLIC_TYPE =
      Pattern.compile(
          "(?m)^public (?:(?:abstract|final|sealed|non-sealed|strictfp) )*"
              + "(?:class|interface|record|enum|@interface) (\\w+)");
  private static final Pattern HEADER_LINE = Pattern.compile("(?m)^(?:package|import) [^;]+;");

  private static final Set<String> MAY_HOLD_MARKERS_IN_PROSE = Set.of("md", "txt");

  private TextRules() {}

  static Stream<String> workplacePaths(SourceFile file) {
    return file.linesWith(WORKPLACE_PATH);
  }

  static Stream<String> unfinishedWork(SourceFile file) {
    return MAY_HOLD_MARKERS_IN_PROSE.contains(file.extension())
        ? Stream.empty()
        : file.linesWith(UNFINISHED);
  }

  static Stream<String> sleeps(SourceFile file) {
    return file.isJava() ? file.linesWith(SLEEP) : Stream.empty();
  }

  static Stream<String> testsDisabledInSilence(SourceFile file) {
    if (!file.isJava()) {
      return Stream.empty();
    }
    return DISABLED_IN_SILENCE
        .matcher(file.text())
        .results()
        .map(found -> file.path() + ": a test is disabled and no reason given");
  }

  static Stream<String> trailingBlanksAndTabs(SourceFile file) {
    return file.isJava() || file.isMarkdown()
        ? file.linesWith(TRAILING_BLANK_OR_TAB)
        : Stream.empty();
  }

  static Stream<String> longReadme(SourceFile file) {
    return file.path().endsWith("README.md") ? longerThan(README_LINES, file) : Stream.empty();
  }

  /** Reasons by path for the files that may be longer. */
  static Stream<String> longJava(SourceFile file, Map<String, String> allowed) {
    return file.isJava() && !allowed.containsKey(file.path())
        ? longerThan(JAVA_LINES, file)
        : Stream.empty();
  }

  static Stream<String> publicTypesWithoutJavadoc(SourceFile file) {
    if (!file.isJava() || !file.isShipped()) {
      return Stream.empty();
    }
    Matcher type = PUBLIC_TYPE.matcher(file.text());
    return type.find() && !aboveType(file.text(), type.start()).contains("/**")
        ? Stream.of(file.path() + ": " + type.group(1) + " is public and has no Javadoc")
        : Stream.empty();
  }

  private static String aboveType(String text, int typeStart) {
    String above = text.substring(0, typeStart);
    int headerEnd =
        HEADER_LINE.matcher(above).results().mapToInt(line -> line.end()).max().orElse(0);
    return above.substring(headerEnd);
  }

  private static Stream<String> longerThan(int most, SourceFile file) {
    int lines = file.lines().size();
    return lines > most
        ? Stream.of(file.path() + " has " + lines + " lines, at most " + most + " are allowed")
        : Stream.empty();
  }
}
