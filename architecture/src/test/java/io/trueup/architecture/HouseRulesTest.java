package io.trueup.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.lang.ArchRule;
import io.trueup.architecture.offender.cache.ReadsTheMonotonicClock;
import io.trueup.architecture.offender.cache.SeesTheDomain;
import io.trueup.architecture.offender.circle.left.Left;
import io.trueup.architecture.offender.ledger.EvictsByHand;
import io.trueup.architecture.offender.ledger.ReadsTheWallClock;
import io.trueup.architecture.offender.spend.OpensAFile;
import io.trueup.architecture.offender.spend.RoundingHelper;
import io.trueup.architecture.offender.spend.RoundsMoney;
import io.trueup.architecture.offender.spend.SeesTheCache;
import io.trueup.architecture.offender.unmarked.Unmarked;
import io.trueup.architecture.tidy.SourceFile;
import io.trueup.architecture.tidy.SourceTree;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class HouseRulesTest {
  private static final HouseRules OURS = new HouseRules(Product.ROOT);
  private static final HouseRules THEIRS = new HouseRules(Offenders.ROOT);

  @TestFactory
  Stream<DynamicTest> theProductKeepsTheRules() {
    return Stream.of(
            OURS.cacheKnowsNoMoney(),
            OURS.spendKnowsNoCache(),
            OURS.spendDoesNoIo(),
            OURS.spendHoldsNoBinaryFraction(),
            OURS.packagesHaveNoCycle(),
            OURS.namesSayWhatAThingIs(),
            OURS.packagesAreNullMarked(),
            OURS.monotonicTimeIsReadInOnePlace(),
            OURS.nobodyReadsTheWallClock(),
            OURS.nobodyEvictsByHand())
        .map(HouseRulesTest::keptByTheProduct);
  }

  @Test
  void nobodyWritesWhereCodeIsGenerated() {
    String folder = "/java/" + Product.GENERATED.replace('.', '/') + "/";
    assertThat(SourceTree.ofThisBuild().texts().map(SourceFile::path))
        .isNotEmpty()
        .noneMatch(path -> path.contains(folder));
  }

  @Test
  void aClockThatIsAllowedExistsAndReadsTheClock() {
    assertThat(HouseRules.MONOTONIC_CLOCKS).allMatch(HouseRulesTest::readsAClock);
  }

  @Test
  void aCacheThatKnowsMoneyIsReported() {
    Offenders.areReportedBy(THEIRS.cacheKnowsNoMoney(), SeesTheDomain.class);
  }

  @Test
  void aDomainThatKnowsACacheIsReported() {
    Offenders.areReportedBy(THEIRS.spendKnowsNoCache(), SeesTheCache.class);
  }

  @Test
  void aDomainThatOpensAFileIsReported() {
    Offenders.areReportedBy(THEIRS.spendDoesNoIo(), OpensAFile.class);
  }

  @Test
  void moneyInABinaryFractionIsReported() {
    Offenders.areReportedBy(THEIRS.spendHoldsNoBinaryFraction(), RoundsMoney.class);
  }

  @Test
  void packagesInACircleAreReported() {
    var report = THEIRS.packagesHaveNoCycle().evaluate(Offenders.CLASSES).getFailureReport();
    assertThat(report.getDetails()).anyMatch(line -> line.contains(Left.class.getName()));
  }

  @Test
  void aNameThatSaysNothingIsReported() {
    Offenders.areReportedBy(THEIRS.namesSayWhatAThingIs(), RoundingHelper.class);
  }

  @Test
  void aPackageWithoutNullMarkedIsReported() {
    Offenders.areReportedBy(THEIRS.packagesAreNullMarked(), Unmarked.class);
  }

  @Test
  void aReaderOfTheMonotonicClockIsReported() {
    Offenders.areReportedBy(THEIRS.monotonicTimeIsReadInOnePlace(), ReadsTheMonotonicClock.class);
  }

  @Test
  void aReaderOfTheWallClockIsReportedForEachWayToReadIt() {
    Offenders.areReportedBy(THEIRS.nobodyReadsTheWallClock(), ReadsTheWallClock.class);
    var report = THEIRS.nobodyReadsTheWallClock().evaluate(Offenders.CLASSES).getFailureReport();
    assertThat(report.getDetails()).hasSize(ReadsTheWallClock.WAYS);
  }

  @Test
  void anEvictionByHandIsReported() {
    Offenders.areReportedBy(THEIRS.nobodyEvictsByHand(), EvictsByHand.class);
  }

  private static DynamicTest keptByTheProduct(ArchRule rule) {
    return DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(Product.WRITTEN));
  }

  private static boolean readsAClock(String nameInTheProduct) {
    return Product.CLASSES.get(Product.ROOT + "." + nameInTheProduct).getAccessesFromSelf().stream()
        .anyMatch(access -> ClockReads.isMonotonic(access) || ClockReads.isWall(access));
  }
}
