package io.trueup.simulation;

import io.trueup.cache.ValueCodec;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is cached for a key: the state of each of its accounts. */
record Value(List<List<Long>> parts) {
  /** Null stands for accounts that hold nothing. */
  static @Nullable Value of(List<List<Long>> parts) {
    return parts.stream().allMatch(List::isEmpty) ? null : new Value(parts);
  }

  static List<String> accountsOf(String key) {
    return List.of(key.split("\\+"));
  }

  static List<List<Long>> partsOf(@Nullable Value value, int accounts) {
    return value == null ? java.util.Collections.nCopies(accounts, List.<Long>of()) : value.parts();
  }

  /** As text. */
  enum Codec implements ValueCodec<@Nullable Value> {
    INSTANCE;

    @Override
    public byte[] encode(@Nullable Value value) {
      return Value.partsOf(value, 0).stream()
          .map(part -> part.stream().map(String::valueOf).collect(Collectors.joining(",")))
          .collect(Collectors.joining(";", "", ";"))
          .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Value decode(byte[] bytes) {
      String text = new String(bytes, StandardCharsets.UTF_8);
      return new Value(
          Arrays.stream(text.substring(0, text.length() - 1).split(";", -1))
              .map(Codec::part)
              .toList());
    }

    private static List<Long> part(String text) {
      return text.isEmpty()
          ? List.of()
          : Arrays.stream(text.split(",")).map(Long::valueOf).toList();
    }

    @Override
    public String schema() {
      return "1";
    }
  }
}
