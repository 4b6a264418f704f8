package io.trueup.changelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.trueup.cache.EverythingChanged;
import io.trueup.testkit.TestFact;
import org.junit.jupiter.api.Test;

final class ChangeCodecsTest {
  private final ChangeCodec codec = ChangeCodecs.of(new Numbers("number"), new TestFactCodec());

  @Test
  void aFactComesBackFromTheCodecThatWroteIt() {
    assertThat(thereAndBack(7)).isEqualTo(7);
    assertThat(thereAndBack(new TestFact("a"))).isEqualTo(new TestFact("a"));
  }

  @Test
  void everyLogKnowsTagsTouchedAndEverythingChanged() {
    assertThat(thereAndBack(new TagsTouched())).isEqualTo(new TagsTouched());
    assertThat(thereAndBack(new EverythingChanged())).isEqualTo(new EverythingChanged());
  }

  @Test
  void aFactThatNobodyKnowsIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> codec.kind(1.5))
        .withMessageContaining("java.lang.Double");
  }

  @Test
  void aKindThatNobodyReadsIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ChangeCodecs.of(new Numbers("number")).decode("other", ""))
        .withMessageContaining("other");
  }

  @Test
  void aKindOfTwoCodecsIsRefusedWhenTheSecondWritesIt() {
    ChangeCodec both = ChangeCodecs.of(new Numbers("test"), new TestFactCodec());
    String kind = new TestFactCodec().kind(new TestFact("a"));
    ChangeCodec clash = ChangeCodecs.of(new Numbers(kind), new TestFactCodec());

    assertThat(both.kind(7)).isEqualTo("test");
    assertThatIllegalArgumentException().isThrownBy(() -> clash.kind(new TestFact("a")));
  }

  @Test
  void codecsArePutTogetherOnce() {
    assertThat(ChangeCodecs.of(codec)).isSameAs(codec);
  }

  private Object thereAndBack(Object fact) {
    return codec.decode(codec.kind(fact), codec.encode(fact));
  }

  private record Numbers(String name) implements ChangeCodec {
    @Override
    public String kind(Object fact) {
      if (fact instanceof Integer) {
        return name;
      }
      throw new IllegalArgumentException("not a number");
    }

    @Override
    public String encode(Object fact) {
      return fact.toString();
    }

    @Override
    public boolean reads(String kind) {
      return kind.equals(name);
    }

    @Override
    public Object decode(String kind, String payload) {
      return Integer.valueOf(payload);
    }
  }
}
