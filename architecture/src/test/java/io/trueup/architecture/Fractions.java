package io.trueup.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import java.util.Set;
import java.util.stream.Stream;

/** Binary fractions, which hold no decimal amount exactly, in fields and signatures. */
final class Fractions {
  private static final Set<String> TYPES =
      Set.of(
          "double",
          "float",
          "java.lang.Double",
          "java.lang.Float",
          "java.util.OptionalDouble",
          "java.util.concurrent.atomic.DoubleAdder",
          "java.util.stream.DoubleStream");

  private Fractions() {}

  static boolean areAbsentFrom(JavaClass type) {
    return Stream.concat(
            type.getFields().stream().map(JavaField::getRawType),
            type.getCodeUnits().stream().flatMap(Fractions::signature))
        .map(JavaClass::getBaseComponentType)
        .noneMatch(part -> TYPES.contains(part.getName()));
  }

  private static Stream<JavaClass> signature(JavaCodeUnit unit) {
    return Stream.concat(Stream.of(unit.getRawReturnType()), unit.getRawParameterTypes().stream());
  }
}
