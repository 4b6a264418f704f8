package io.trueup.architecture.tidy;

import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The relative links of a Markdown file. */
final class Links {
  private static final Pattern LINK = Pattern.compile("\\]\\(\\s*<?([^)\\s>]+)>?[^)]*\\)");
  private static final Pattern DEFINITION = Pattern.compile("(?m)^\\[[^\\]]+\\]:\\s*(\\S+)");
  private static final Pattern CODE = Pattern.compile("(?ms)^ *```.*?^ *```|`[^`\\n]*`");
  private static final Pattern ELSEWHERE = Pattern.compile("^(?:[a-z][a-z0-9+.-]*:|//|#).*");

  private Links() {}

  /** The links that lead nowhere, given which paths from the root of the tree exist. */
  static Stream<String> broken(SourceFile file, Predicate<String> exists) {
    if (!file.isMarkdown()) {
      return Stream.empty();
    }
    return targets(CODE.matcher(file.text()).replaceAll(""))
        .filter(link -> !ELSEWHERE.matcher(link).matches())
        .filter(link -> !leadsSomewhere(file, link, exists))
        .map(link -> file.path() + " links to " + link + ", which is not there");
  }

  private static Stream<String> targets(String text) {
    return Stream.of(LINK, DEFINITION)
        .map(pattern -> pattern.matcher(text))
        .flatMap(Matcher::results)
        .map(found -> found.group(1));
  }

  private static boolean leadsSomewhere(SourceFile file, String link, Predicate<String> exists) {
    String path = link.replaceFirst("[#?].*", "").replace("%20", " ");
    Path target = Path.of(file.folder()).resolve(path).normalize();
    return !target.isAbsolute() && !target.startsWith("..") && exists.test(target.toString());
  }
}
