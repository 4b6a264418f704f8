package io.trueup.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.trueup.cache.CacheException;
import io.trueup.cache.Incarnation;
import io.trueup.cache.Position;
import io.trueup.cache.Ticker;
import io.trueup.cache.spi.LoadClaim;
import io.trueup.cache.spi.SecondLevel;
import io.trueup.cache.spi.SecondLevelEntry;
import io.trueup.cache.spi.SecondLevelKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link SecondLevel} promises. A test of an implementation extends this class and opens
 * the level over fresh storage. A second level may lose what it likes at any time, but the ones
 * tested here are expected not to when nothing happens to them.
 */
public abstract class SecondLevelContract {
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final Duration A_MOMENT = Duration.ofMillis(30);
  private static final SecondLevelKey KEY = key("spend", "1", "acme/7");

  private SecondLevelUnderTest tested;

  /** For subclasses. */
  @SuppressWarnings("NullAway.Init")
  protected SecondLevelContract() {}

  /** A level over storage that nobody else uses, empty. */
  protected abstract SecondLevelUnderTest open();

  @BeforeEach
  final void openLevel() {
    tested = open();
  }

  @AfterEach
  final void closeLevel() {
    tested.close();
  }

  @Test
  final void whatWasNeverPutIsNotThere() {
    assertThat(get(KEY)).isNull();
  }

  @Test
  final void whatWasPutIsThereAsItWas() {
    byte[] value = new byte[256];
    for (int i = 0; i < value.length; i++) {
      value[i] = (byte) i;
    }
    UUID id = new UUID(-2, Long.MAX_VALUE);
    put(KEY, new SecondLevelEntry(new Position(5), new Position(Long.MAX_VALUE), id, value));

    SecondLevelEntry found = kept(KEY);

    assertThat(found.containsUpTo()).isEqualTo(new Position(5));
    assertThat(found.containsNothingAfter()).isEqualTo(new Position(Long.MAX_VALUE));
    assertThat(found.changeId()).isEqualTo(id);
    assertThat(found.value()).isEqualTo(value);
  }

  @Test
  final void anEmptyValueIsAValue() {
    put(KEY, entry(0, new byte[0]));
    assertThat(kept(KEY).value()).isEmpty();
  }

  @Test
  final void theLastOneStays() {
    put(KEY, entry(2, "two"));
    put(KEY, entry(1, "one"));
    assertThat(text(KEY)).isEqualTo("one");
  }

  @Test
  final void noTwoKeysMeet() {
    Map<SecondLevelKey, String> all = new LinkedHashMap<>();
    for (List<String> parts : similarParts()) {
      all.put(
          new SecondLevelKey(
              new Incarnation(parts.get(0)), parts.get(1), parts.get(2), parts.get(3)),
          "value " + all.size());
    }
    all.forEach((key, value) -> put(key, entry(1, value)));
    all.forEach((key, value) -> assertThat(text(key)).as("%s", key).isEqualTo(value));
  }

  /** Parts that a careless joining, folding of case or lossy encoding would mix up. */
  private static List<List<String>> similarParts() {
    List<String> texts =
        List.of(
            "a", "A", "a:", ":a", "a:b", "b", "%3A", ":", "%", "%25", "a b", " a", "a\n", "\0", "é",
            "e\u0301", "漢", "🙂", "\ud83d", "\udd42", "?", "\ufffd", "a/b", "a*", "{a}");
    List<List<String>> parts = new ArrayList<>();
    for (String text : texts) {
      parts.add(List.of("i", "c", "s", text));
      parts.add(List.of("i", "c", text, "k"));
      parts.add(List.of("i", text, "s", "k"));
      parts.add(List.of(text, "c", "s", "k"));
    }
    parts.add(List.of("i", "c", "s", ""));
    parts.add(List.of("i", "c:s", "k", ""));
    parts.add(List.of("i:c", "s", "k", ""));
    return parts;
  }

  @Test
  final void nothingIsKeptForLongerThanAsked() {
    SecondLevelKey brief = key("spend", "1", "brief");
    tested.level().put(brief, entry(1, "brief"), Duration.ofMillis(100));
    put(KEY, entry(1, "long"));

    tested.pass(Duration.ofMillis(150));

    assertThat(get(brief)).isNull();
    assertThat(text(KEY)).isEqualTo("long");
  }

  @Test
  final void aLifetimeThatIsNoneIsRefused() {
    for (Duration none : List.of(Duration.ZERO, Duration.ofMillis(-1))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> tested.level().put(KEY, entry(1, "x"), none))
          .withMessageContaining("ttl");
    }
  }

  @Test
  final void theShortestAndTheLongestLifetimeAreTaken() {
    tested.level().put(KEY, entry(1, "x"), Duration.ofNanos(1));
    tested.level().put(KEY, entry(1, "x"), Duration.ofSeconds(Long.MAX_VALUE));
    assertThat(text(KEY)).isEqualTo("x");
  }

  @Test
  final void aValueOfTheGreatestSizeIsKeptAndALargerOneIsNot() {
    put(KEY, entry(1, new byte[tested.mostBytes()]));
    assertThat(kept(KEY).value()).hasSize(tested.mostBytes());

    SecondLevelKey other = key("spend", "1", "large");
    put(other, entry(1, new byte[tested.mostBytes() + 1]));
    assertThat(get(other)).isNull();
  }

  @Test
  final void whatIsLostIsNotThere() {
    put(KEY, entry(1, "x"));
    tested.lose();
    assertThat(get(KEY)).isNull();
  }

  @Test
  final void bytesOfSomebodyElseAreNothing() {
    put(KEY, entry(1, "x"));
    tested.damage(KEY);
    assertThat(get(KEY)).isNull();
  }

  @Test
  final void anUnreachableLevelAnswersSoonAndComesBack() {
    put(KEY, entry(1, "before"));
    tested.cut();
    long before = Ticker.system().nanos();
    for (int i = 0; i < 50; i++) {
      assertThat(quietly(() -> tested.level().put(KEY, entry(1, "during"), LONG))).isTrue();
      assertThat(quietly(() -> tested.level().get(KEY))).isTrue();
      assertThat(quietly(() -> tested.level().claim(KEY, LONG))).isTrue();
    }
    assertThat(Duration.ofNanos(Ticker.system().nanos() - before))
        .isLessThan(Duration.ofSeconds(5));

    tested.heal();
    SecondLevelKey fresh = key("spend", "1", "fresh");
    put(fresh, entry(1, "after"));
    assertThat(text(fresh)).isEqualTo("after");
  }

  /** Whether nothing but what callers are told to expect came of it. */
  private static boolean quietly(Runnable use) {
    try {
      use.run();
    } catch (CacheException e) {
      return true;
    }
    return true;
  }

  @Test
  final void manyThreadsGetWhatBelongsToTheirKeys() {
    List<Actor<Integer>> actors = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      int thread = t;
      actors.add(Actor.start("thread " + t, () -> wrongAnswersOf(thread)));
    }
    actors.forEach(actor -> assertThat(actor.await()).isZero());
  }

  private int wrongAnswersOf(int thread) {
    int wrong = 0;
    for (int i = 0; i < 200; i++) {
      SecondLevelKey key = key("spend", "1", "k" + i % 20);
      put(key, entry(1, key.key() + " by " + thread));
      SecondLevelEntry found = get(key);
      if (found == null || !text(found).startsWith(key.key() + " by ")) {
        wrong++;
      }
    }
    return wrong;
  }

  @Test
  final void aKeyIsClaimedByOneAndTheOthersWaitForWhatItPuts() {
    LoadClaim mine = claimed(KEY, LONG);
    assertThat(mine.isMine()).isTrue();
    Actor<LoadClaim> other = Actor.start("the other", () -> claimed(KEY, LONG));
    assertThat(other.endsWithin(A_MOMENT)).as("it waits").isFalse();
    put(KEY, entry(1, "loaded"));
    mine.close();
    assertThat(other.await().isMine()).isFalse();
    assertThat(text(KEY)).isEqualTo("loaded");
    assertThat(claimed(KEY, LONG).isMine()).as("it is free again").isTrue();
  }

  @Test
  final void twoKeysAreClaimedByTwo() {
    assertThat(claimed(KEY, LONG).isMine()).isTrue();
    assertThat(claimed(key("spend", "1", "acme/8"), LONG).isMine()).isTrue();
    assertThat(get(KEY)).as("a claim is no value").isNull();
  }

  /** Who died holds up nobody for longer than its claim's time. */
  @Test
  final void aClaimThatNobodyEndsEndsByItself() {
    assertThat(claimed(KEY, Duration.ofMillis(200)).isMine()).isTrue();
    Actor<LoadClaim> other = Actor.start("the other", () -> claimed(KEY, LONG));
    tested.pass(Duration.ofMillis(250));
    other.await().close();
    assertThat(claimed(KEY, LONG).isMine()).isTrue();
  }

  @Test
  final void nobodyWaitsForLongerThanItSays() {
    assertThat(claimed(KEY, LONG).isMine()).isTrue();
    Duration brief = Duration.ofMillis(100);
    Actor<LoadClaim> other = Actor.start("the other", () -> claimed(KEY, brief));
    while (!other.endsWithin(brief)) {
      tested.pass(brief);
    }
    assertThat(other.await().isMine()).isFalse();
  }

  @Test
  final void aClaimThatEndsLateDoesNotEndTheNext() {
    LoadClaim late = claimed(KEY, Duration.ofMillis(50));
    tested.pass(Duration.ofMillis(100));
    assertThat(claimed(KEY, LONG).isMine()).isTrue();
    late.close();
    Actor<LoadClaim> third = Actor.start("the third", () -> claimed(KEY, LONG));
    assertThat(third.endsWithin(A_MOMENT)).as("it waits for the second").isFalse();
    tested.lose();
    assertThat(third.await().isMine()).isFalse();
  }

  @Test
  final void aClaimForNoTimeIsRefused() {
    claimed(KEY, LONG).close();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tested.level().claim(KEY, Duration.ZERO))
        .withMessageContaining("most");
  }

  private LoadClaim claimed(SecondLevelKey key, Duration most) {
    LoadClaim claim = tested.level().claim(key, most);
    Assumptions.assumeTrue(claim != null, "this level knows no claims");
    return Objects.requireNonNull(claim);
  }

  @Test
  final void aClosedLevelIsEmptyOrSaysSo() {
    put(KEY, entry(1, "x"));
    tested.level().close();
    tested.level().close();
    try {
      assertThat(get(KEY)).isNull();
    } catch (CacheException e) {
      assertThat(e).hasMessageContaining("closed");
    }
  }

  private void put(SecondLevelKey key, SecondLevelEntry entry) {
    tested.level().put(key, entry, LONG);
  }

  private @Nullable SecondLevelEntry get(SecondLevelKey key) {
    return tested.level().get(key);
  }

  private SecondLevelEntry kept(SecondLevelKey key) {
    SecondLevelEntry found = get(key);
    if (found == null) {
      throw new AssertionError("nothing is kept under " + key);
    }
    return found;
  }

  private String text(SecondLevelKey key) {
    return text(kept(key));
  }

  private static String text(SecondLevelEntry entry) {
    return new String(entry.value(), StandardCharsets.UTF_8);
  }

  private static SecondLevelEntry entry(long position, String text) {
    return entry(position, text.getBytes(StandardCharsets.UTF_8));
  }

  private static SecondLevelEntry entry(long position, byte[] value) {
    return new SecondLevelEntry(
        new Position(position), new Position(position), new UUID(1, position), value);
  }

  private static SecondLevelKey key(String cache, String schema, String key) {
    return new SecondLevelKey(new Incarnation("history"), cache, schema, key);
  }
}
