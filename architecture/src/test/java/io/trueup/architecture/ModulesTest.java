package io.trueup.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.architecture.offender.cache.SeesTheDomain;
import io.trueup.architecture.offender.spend.SeesTheCache;
import io.trueup.architecture.tidy.SourceTree;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The one table of who may use whom. What is not written is forbidden. */
final class ModulesTest {
  private static final List<Module> TABLE =
      List.of(
          module("cache", "io.trueup.cache", "com.github.benmanes.caffeine"),
          module(
              "cache-testkit", "io.trueup.testkit", "io.trueup.cache", "org.junit", "org.assertj"),
          module("changelog-jdbc", "io.trueup.changelog", "io.trueup.cache", "org.postgresql"),
          module(
              "cache-redis",
              "io.trueup.redis",
              "io.trueup.cache",
              "io.github.resilience4j.circuitbreaker",
              "io.lettuce.core"),
          module("spend", "io.trueup.spend"),
          module(
              "ledger",
              "io.trueup.ledger",
              "com.fasterxml.uuid",
              "com.github.benmanes.caffeine",
              "io.trueup.spend",
              "io.trueup.cache",
              "io.trueup.changelog",
              "org.flywaydb.core",
              "org.jooq",
              "tools.jackson"),
          module(
              "alerts",
              "io.trueup.alerts",
              "io.trueup.spend",
              "io.trueup.ledger",
              "com.github.kagkarlsson.scheduler",
              "jakarta.mail",
              "org.apache.hc",
              "tools.jackson"),
          module(
              "spring-boot",
              "io.trueup.spring",
              "io.trueup.alerts",
              "io.trueup.cache",
              "io.trueup.changelog",
              "io.trueup.redis",
              "io.trueup.spend",
              "io.trueup.ledger",
              "io.lettuce.core",
              "io.micrometer",
              "org.jooq",
              "org.springframework"),
          module(
              "spring-ai",
              "io.trueup.springai",
              "io.trueup.spring",
              "io.trueup.ledger",
              "io.trueup.spend",
              "io.trueup.cache",
              "org.springframework"),
          module(
              "langchain4j",
              "io.trueup.langchain4j",
              "io.trueup.ledger",
              "io.trueup.spend",
              "io.trueup.cache",
              "dev.langchain4j"),
          module(
              "server",
              "io.trueup.server",
              "io.trueup.alerts",
              "io.trueup.spring",
              "io.trueup.ledger",
              "io.trueup.spend",
              "io.trueup.changelog",
              "io.trueup.cache",
              "com.fasterxml.jackson",
              "com.zaxxer.hikari",
              "io.micrometer",
              "io.swagger.v3",
              "jakarta",
              "org.apache.catalina",
              "org.apache.tomcat",
              "org.slf4j",
              "org.springdoc",
              "org.springframework",
              "picocli",
              "tools.jackson"),
          module("benchmarks", "io.trueup.benchmarks", Module.ANYTHING),
          module("chaos", "io.trueup.chaos", Module.ANYTHING),
          module("examples", "io.trueup.examples", Module.ANYTHING));

  private static final Set<String> WITHOUT_SHIPPED_CLASSES =
      Set.of("architecture", "benchmarks", "bom", "chaos", "spring-boot-starter", "stress");

  private static final Pattern MODULE_OF_THE_BUILD = Pattern.compile("<module>([^<]+)</module>");

  @TestFactory
  Stream<DynamicTest> aModuleUsesOnlyWhatIsWritten() {
    return builtModules()
        .map(
            module ->
                DynamicTest.dynamicTest(
                    module.folder(), () -> module.usesOnlyWhatIsWritten().check(Product.CLASSES)));
  }

  @Test
  void aModuleThatUsesMoreIsReported() {
    Offenders.areReportedBy(offending("cache").usesOnlyWhatIsWritten(), SeesTheDomain.class);
    Offenders.areReportedBy(offending("spend").usesOnlyWhatIsWritten(), SeesTheCache.class);
  }

  @Test
  void aModuleWithoutClassesIsReported() {
    var ghost = module("ghost", "io.trueup.ghost").usesOnlyWhatIsWritten();
    assertThatThrownBy(() -> ghost.check(Product.CLASSES)).isInstanceOf(AssertionError.class);
  }

  @Test
  void everyModuleOfTheBuildIsInTheTable() {
    assertThat(foldersOfTheBuild())
        .isNotEmpty()
        .allSatisfy(folder -> assertThat(foldersOfTheTable()).contains(folder));
  }

  @Test
  void everyShippedPackageIsAModules() {
    assertThat(Product.CLASSES)
        .isNotEmpty()
        .allSatisfy(
            type ->
                assertThat(TABLE)
                    .as(type.getName())
                    .anyMatch(module -> isWithin(module.rootPackage(), type.getPackageName())));
  }

  private static Stream<Module> builtModules() {
    List<String> built = foldersOfTheBuild();
    return TABLE.stream().filter(module -> built.contains(module.folder()));
  }

  private static List<String> foldersOfTheBuild() {
    return MODULE_OF_THE_BUILD
        .matcher(SourceTree.ofThisBuild().read("pom.xml").text())
        .results()
        .map(found -> found.group(1))
        .filter(folder -> !WITHOUT_SHIPPED_CLASSES.contains(folder))
        .toList();
  }

  private static List<String> foldersOfTheTable() {
    return TABLE.stream().map(Module::folder).toList();
  }

  private static Module offending(String folder) {
    return TABLE.stream()
        .filter(module -> module.folder().equals(folder))
        .findFirst()
        .orElseThrow()
        .relocatedTo(Offenders.ROOT);
  }

  private static Module module(String folder, String rootPackage, String... mayUse) {
    return new Module(folder, rootPackage, List.of(mayUse));
  }

  private static boolean isWithin(String root, String packageName) {
    return packageName.equals(root) || packageName.startsWith(root + ".");
  }
}
