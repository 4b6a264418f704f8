package io.trueup.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;

/** Classes that break one rule each: a rule that does not see its offender guards nothing. */
final class Offenders {
  static final String ROOT = "io.trueup.architecture.offender";
  static final JavaClasses CLASSES = new ClassFileImporter().importPackages(ROOT);

  private Offenders() {}

  /** Asserts that the rule reports these classes of the fixture, each at least once, no others. */
  static void areReportedBy(ArchRule rule, Class<?>... offenders) {
    List<String> details = rule.evaluate(CLASSES).getFailureReport().getDetails();
    List<String> names = Stream.of(offenders).map(Class::getName).toList();
    assertThat(names).allMatch(name -> details.stream().anyMatch(line -> line.contains(name)));
    assertThat(details).allMatch(line -> names.stream().anyMatch(line::contains));
  }
}
