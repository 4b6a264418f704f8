package io.trueup.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/** Every class that is shipped, as compiled. */
final class Product {
  static final String ROOT = "io.trueup";
  static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  /** What jOOQ writes from the schema; no source of ours lies there. */
  static final String GENERATED = ROOT + ".ledger.schema";

  /** The classes that people write. */
  static final JavaClasses WRITTEN = CLASSES.that(not(resideInAPackage(GENERATED + "..")));

  private Product() {}
}
