package io.trueup.server.http;

import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.http.MediaType;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;

/** Writes answers; requests of ours are read by {@link StrictJsonConverter} alone. */
final class WireJsonConverter extends JacksonJsonHttpMessageConverter {
  WireJsonConverter() {
    super(WireJson.MAPPER);
  }

  @Override
  public boolean canRead(ResolvableType type, @Nullable MediaType mediaType) {
    return !type.toClass().isRecord() && super.canRead(type, mediaType);
  }
}
