package io.trueup.architecture.tidy;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The licence files of the data that is shipped. */
final class Licences {
  private static final Pattern OF_SHIPPED_DATA =
      Pattern.compile(".*/src/main/resources/(?:.*/)?(?:LICEN[CS]E|COPYING)[^/]*");

  private Licences() {}

  static Stream<String> missingIn(SourceFile notice, List<String> paths) {
    return paths.stream()
        .filter(path -> OF_SHIPPED_DATA.matcher("/" + path).matches())
        .filter(path -> !notice.text().contains(path))
        .map(path -> notice.path() + " does not name " + path);
  }
}
