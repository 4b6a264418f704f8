package io.trueup.cache;

import java.nio.charset.StandardCharsets;

/** Numbers as text. */
final class LongAsText implements ValueCodec<Long> {
  @Override
  public byte[] encode(Long value) {
    return value.toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public Long decode(byte[] bytes) {
    return Long.valueOf(new String(bytes, StandardCharsets.UTF_8));
  }

  @Override
  public String schema() {
    return "1";
  }
}
