package io.trueup.architecture.tidy;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A text file of the tree. The path is relative to its root, with slashes. */
public record SourceFile(String path, String text) {
  String extension() {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  boolean isJava() {
    return path.endsWith(".java");
  }

  boolean isMarkdown() {
    return path.endsWith(".md");
  }

  boolean isShipped() {
    return path.contains("src/main/");
  }

  String folder() {
    return path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : "";
  }

  List<String> lines() {
    return text.lines().toList();
  }

  /** Where the pattern occurs, as {@code path:line: the line}. */
  Stream<String> linesWith(Pattern pattern) {
    return linesThat(pattern.asPredicate());
  }

  Stream<String> linesThat(Predicate<String> offend) {
    List<String> lines = lines();
    return IntStream.range(0, lines.size())
        .filter(i -> offend.test(lines.get(i)))
        .mapToObj(i -> path + ":" + (i + 1) + ": " + lines.get(i).strip());
  }
}
