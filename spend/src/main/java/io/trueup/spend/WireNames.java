package io.trueup.spend;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Names of enum constants in the HTTP contract: their lower-case form. */
final class WireNames {

  private WireNames() {}

  static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  static <E extends Enum<E>> E find(E[] constants, String field, String name) {
    return Arrays.stream(constants)
        .filter(constant -> of(constant).equals(name))
        .findFirst()
        .orElseThrow(() -> new InvalidInputException(field, "must be one of " + list(constants)));
  }

  private static String list(Enum<?>[] constants) {
    return Arrays.stream(constants).map(WireNames::of).collect(Collectors.joining(", "));
  }
}
