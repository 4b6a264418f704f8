package io.trueup.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;

/**
 * One slice for each package; an {@code spi} counts as part of the package whose words it speaks,
 * since the owner calls it and it is written in the owner's values.
 */
record PackageWithItsSpi(String root) implements SliceAssignment {
  private static final String SPI = ".spi";

  @Override
  public SliceIdentifier getIdentifierOf(JavaClass type) {
    String name = type.getPackageName();
    if (!name.startsWith(root)) {
      return SliceIdentifier.ignore();
    }
    return SliceIdentifier.of(
        name.endsWith(SPI) ? name.substring(0, name.length() - SPI.length()) : name);
  }

  @Override
  public String getDescription() {
    return "packages of " + root;
  }
}
