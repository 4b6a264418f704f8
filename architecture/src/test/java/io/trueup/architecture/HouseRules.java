package io.trueup.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.NullMarked;

/** The rules of the house for all classes below a root package. */
record HouseRules(String root) {
  /** Where the JVM's monotonic clock is read. */
  static final Set<String> MONOTONIC_CLOCKS = Set.of("cache.Ticker");

  /** The packages that may drop entries by hand; all others change the books and let it follow. */
  static final Set<String> MAY_EVICT = Set.of("cache");

  private static final List<String> NAMES_THAT_SAY_NOTHING =
      List.of(
          "Manager",
          "Helper",
          "Util",
          "Utils",
          "Impl",
          "Processor",
          "Handler",
          "Wrapper",
          "DTO",
          "Dto",
          "Data");

  private static final List<String> OUTSIDE =
      List.of("java.sql", "javax.sql", "java.nio.file", "java.nio.channels");

  ArchRule cacheKnowsNoMoney() {
    return noClasses()
        .that(resideIn("cache"))
        .should()
        .dependOnClassesThat(resideIn("spend"))
        .as("the cache has no notion of money");
  }

  ArchRule spendKnowsNoCache() {
    return noClasses()
        .that(resideIn("spend"))
        .should()
        .dependOnClassesThat(resideIn("cache"))
        .as("the domain has no notion of caching");
  }

  ArchRule spendDoesNoIo() {
    return noClasses()
        .that(resideIn("spend"))
        .should()
        .dependOnClassesThat(describe("reach out of the process", HouseRules::reachesOut))
        .as("the domain does no I/O");
  }

  ArchRule spendHoldsNoBinaryFraction() {
    return classes()
        .that(resideIn("spend"))
        .should(ArchCondition.from(describe("hold no binary fraction", Fractions::areAbsentFrom)))
        .as("no double or float in the domain: money is exact");
  }

  ArchRule packagesHaveNoCycle() {
    return slices()
        .assignedFrom(new PackageWithItsSpi(root))
        .should()
        .beFreeOfCycles()
        .as("packages are free of cycles");
  }

  ArchRule namesSayWhatAThingIs() {
    return noClasses()
        .that(resideInAPackage(root + ".."))
        .should(ArchCondition.from(describe("have an empty name", HouseRules::saysNothing)))
        .as("names say what a thing is");
  }

  ArchRule packagesAreNullMarked() {
    return classes()
        .that(resideInAPackage(root + ".."))
        .should(
            ArchCondition.from(
                describe("lie in a @NullMarked package", HouseRules::liesInANullMarkedPackage)))
        .as("every package is @NullMarked");
  }

  ArchRule monotonicTimeIsReadInOnePlace() {
    return readOnlyBy(MONOTONIC_CLOCKS, ClockReads::isMonotonic)
        .as("the monotonic clock is read by " + MONOTONIC_CLOCKS + " alone");
  }

  /** The database's is everybody's: {@code Caches.clock}. */
  ArchRule nobodyReadsTheWallClock() {
    return readOnlyBy(Set.of("ledger.LeaseWorkings"), ClockReads::isWall)
        .as("nobody reads the machine's wall clock");
  }

  ArchRule nobodyEvictsByHand() {
    return noClasses()
        .that(resideInAPackage(root + "..").and(describe("may not evict", type -> !mayEvict(type))))
        .should()
        .accessTargetWhere(describe("evicts by hand", new HandEviction(root)::is))
        .as("nobody but " + MAY_EVICT + " evicts by hand");
  }

  private ArchRule readOnlyBy(Set<String> readers, Predicate<JavaAccess<?>> reads) {
    return noClasses()
        .that(describe("are no clock", type -> !readers.contains(nameWithin(root, type))))
        .should()
        .accessTargetWhere(describe("reads the clock", reads));
  }

  private boolean mayEvict(JavaClass type) {
    return MAY_EVICT.stream().anyMatch(allowed -> resideIn(allowed).test(type));
  }

  private DescribedPredicate<JavaClass> resideIn(String module) {
    return resideInAPackage(root + "." + module + "..");
  }

  private static String nameWithin(String root, JavaClass type) {
    String name = type.getName();
    int nested = name.indexOf('$');
    String outermost = nested < 0 ? name : name.substring(0, nested);
    return outermost.startsWith(root) ? outermost.substring(root.length() + 1) : outermost;
  }

  private static boolean saysNothing(JavaClass type) {
    return NAMES_THAT_SAY_NOTHING.stream().anyMatch(type.getSimpleName()::endsWith);
  }

  private static boolean reachesOut(JavaClass type) {
    String packageName = type.getBaseComponentType().getPackageName();
    String name = type.getBaseComponentType().getName();
    return OUTSIDE.stream().anyMatch(packageName::startsWith)
        || name.startsWith("java.io.File")
        || (packageName.equals("java.net") && !name.startsWith("java.net.URI"));
  }

  private static boolean liesInANullMarkedPackage(JavaClass type) {
    return type.getPackage()
        .tryGetPackageInfo()
        .map(info -> info.isAnnotatedWith(NullMarked.class))
        .orElse(false);
  }
}
