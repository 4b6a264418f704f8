package io.trueup.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;

/**
 * A module that holds classes: its folder, its root package, and the packages that it may use
 * besides itself, the JDK and JSpecify.
 */
record Module(String folder, String rootPackage, List<String> mayUse) {
  static final String ANYTHING = "*";
  private static final List<String> EVERYBODY_MAY_USE =
      List.of("java", "javax", "org.jspecify.annotations");

  /** The same module with its own packages elsewhere, so that a fixture can break its rule. */
  Module relocatedTo(String root) {
    return new Module(
        folder,
        relocate(rootPackage, root),
        mayUse.stream().map(name -> relocate(name, root)).toList());
  }

  ArchRule usesOnlyWhatIsWritten() {
    return classes()
        .that()
        .resideInAPackage(rootPackage + "..")
        .should()
        .onlyDependOnClassesThat(written())
        .as("module " + folder + " uses only " + mayUse);
  }

  private DescribedPredicate<JavaClass> written() {
    if (mayUse.contains(ANYTHING)) {
      return alwaysTrue();
    }
    return resideInAnyPackage(
        Stream.of(EVERYBODY_MAY_USE, mayUse, List.of(rootPackage))
            .flatMap(List::stream)
            .map(name -> name + "..")
            .toArray(String[]::new));
  }

  private static String relocate(String name, String root) {
    return name.startsWith(Product.ROOT + ".")
        ? root + name.substring(Product.ROOT.length())
        : name;
  }
}
