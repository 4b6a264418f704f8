package io.trueup.changelog;

import io.trueup.cache.EverythingChanged;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Codecs put together. */
public final class ChangeCodecs {
  private ChangeCodecs() {}

  /**
   * Several codecs as one, which knows {@link TagsTouched} and {@link EverythingChanged} besides. A
   * fact goes to the first that knows its class, a kind to the first that {@linkplain
   * ChangeCodec#reads reads} it.
   */
  public static ChangeCodec of(ChangeCodec... codecs) {
    return codecs.length == 1 && codecs[0] instanceof Several
        ? codecs[0]
        : new Several(Stream.concat(Stream.of(new BuiltIn()), Stream.of(codecs)).toList());
  }

  private static final class Several implements ChangeCodec {
    private final List<ChangeCodec> codecs;
    private final Map<Class<?>, ChangeCodec> byClass = new ConcurrentHashMap<>();

    Several(List<ChangeCodec> codecs) {
      this.codecs = codecs;
    }

    @Override
    public String kind(Object fact) {
      return writerOf(fact).kind(fact);
    }

    @Override
    public String encode(Object fact) {
      return writerOf(fact).encode(fact);
    }

    @Override
    public boolean reads(String kind) {
      return codecs.stream().anyMatch(codec -> codec.reads(kind));
    }

    @Override
    public Object decode(String kind, String payload) {
      return codecs.stream()
          .filter(codec -> codec.reads(kind))
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException("no codec reads the kind " + kind))
          .decode(kind, payload);
    }

    private ChangeCodec writerOf(Object fact) {
      return byClass.computeIfAbsent(fact.getClass(), type -> firstThatKnows(fact));
    }

    private ChangeCodec firstThatKnows(Object fact) {
      IllegalArgumentException unknown =
          new IllegalArgumentException("no codec knows facts of " + fact.getClass());
      for (ChangeCodec codec : codecs) {
        try {
          return checked(codec, codec.kind(fact));
        } catch (IllegalArgumentException e) {
          unknown.addSuppressed(e);
        }
      }
      throw unknown;
    }

    /** What is written under a kind must come back from the same codec. */
    private ChangeCodec checked(ChangeCodec codec, String kind) {
      for (ChangeCodec reader : codecs) {
        if (reader.equals(codec)) {
          break;
        }
        if (reader.reads(kind)) {
          throw new IllegalArgumentException("the kind " + kind + " is another codec's already");
        }
      }
      return codec;
    }
  }

  /** Facts that say nothing but that they are. */
  private static final class BuiltIn implements ChangeCodec {
    private static final Map<String, Object> FACTS =
        Map.of("TagsTouched", new TagsTouched(), "EverythingChanged", new EverythingChanged());

    @Override
    public String kind(Object fact) {
      return FACTS.entrySet().stream()
          .filter(known -> known.getValue().equals(fact))
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException("not built in: " + fact.getClass()))
          .getKey();
    }

    @Override
    public String encode(Object fact) {
      return "";
    }

    @Override
    public boolean reads(String kind) {
      return FACTS.containsKey(kind);
    }

    @Override
    public Object decode(String kind, String payload) {
      return Objects.requireNonNull(FACTS.get(kind), kind);
    }
  }
}
