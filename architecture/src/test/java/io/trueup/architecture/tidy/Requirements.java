package io.trueup.architecture.tidy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The classes and tests that a table of requirements names: the code spans in columns headed
 * "class…" or "test…", as {@code Type}, {@code Type.member} or {@code Type#member}.
 */
final class Requirements {
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern TYPE =
      Pattern.compile("(?:[a-z]\\w*\\.)*([A-Z]\\w*)((?:[.#]\\w+)*)(?:\\(\\))?");
  private static final Pattern HEADING = Pattern.compile("(?:class|test)(?:es|s)?\\b.*");
  private static final Pattern RULE = Pattern.compile("\\|?[\\s|:-]*-[\\s|:-]*");

  private final SourceFile file;
  private final UnaryOperator<String> sourceOf;

  /**
   * The source of a top-level type by its simple name, empty where there is none, is how names are
   * looked up.
   */
  Requirements(SourceFile file, UnaryOperator<String> sourceOf) {
    this.file = file;
    this.sourceOf = sourceOf;
  }

  Stream<String> offences() {
    List<String> named = names();
    return named.isEmpty()
        ? Stream.of(file.path() + " has no table that names a class or a test")
        : named.stream().filter(this::isMissing).map(name -> file.path() + " names " + name);
  }

  private boolean isMissing(String name) {
    Matcher type = TYPE.matcher(name);
    if (!type.matches()) {
      return false;
    }
    String source = sourceOf.apply(type.group(1));
    return source.isEmpty()
        || Arrays.stream(type.group(2).split("[.#]")).anyMatch(member -> !source.contains(member));
  }

  private List<String> names() {
    List<String> names = new ArrayList<>();
    List<Integer> columns = List.of();
    List<String> lines = file.lines();
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).strip().startsWith("|")) {
        columns = List.of();
      } else if (i + 1 < lines.size() && RULE.matcher(lines.get(i + 1)).matches()) {
        columns = columnsOfTypes(cells(lines.get(i)));
      } else {
        names.addAll(codeIn(cells(lines.get(i)), columns));
      }
    }
    return names;
  }

  private static List<Integer> columnsOfTypes(List<String> heads) {
    return IntStream.range(0, heads.size())
        .filter(i -> HEADING.matcher(heads.get(i).toLowerCase(Locale.ROOT)).matches())
        .boxed()
        .toList();
  }

  private static List<String> codeIn(List<String> cells, List<Integer> columns) {
    return columns.stream()
        .filter(column -> column < cells.size())
        .flatMap(column -> CODE.matcher(cells.get(column)).results())
        .map(found -> found.group(1))
        .toList();
  }

  private static List<String> cells(String row) {
    String inner = row.strip().replaceFirst("^\\|", "").replaceFirst("\\|$", "");
    return Arrays.stream(inner.split("(?<!\\\\)\\|", -1)).map(String::strip).toList();
  }
}
