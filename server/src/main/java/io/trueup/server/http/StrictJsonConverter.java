package io.trueup.server.http;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;
import tools.jackson.databind.JsonNode;

/** Reads request bodies into records and merge patches, strictly; writes nothing. */
final class StrictJsonConverter implements HttpMessageConverter<Object> {
  private static final MediaType PATCH = MediaType.parseMediaType(MergePatch.MEDIA_TYPE);
  private static final List<MediaType> JSON = List.of(MediaType.APPLICATION_JSON);
  private static final List<MediaType> PATCHES = List.of(PATCH, MediaType.APPLICATION_JSON);

  @Override
  public boolean canRead(Class<?> type, @Nullable MediaType mediaType) {
    return (type.isRecord() || type == JsonNode.class)
        && mediaType != null
        && isUtf8(mediaType)
        && getSupportedMediaTypes(type).stream().anyMatch(it -> it.includes(mediaType));
  }

  private static boolean isUtf8(MediaType mediaType) {
    Charset charset = mediaType.getCharset();
    return charset == null || charset.equals(StandardCharsets.UTF_8);
  }

  @Override
  public boolean canWrite(Class<?> type, @Nullable MediaType mediaType) {
    return false;
  }

  @Override
  public List<MediaType> getSupportedMediaTypes() {
    return PATCHES;
  }

  @Override
  public List<MediaType> getSupportedMediaTypes(Class<?> type) {
    return type == MergePatch.class ? PATCHES : JSON;
  }

  @Override
  public Object read(Class<?> type, HttpInputMessage message) throws IOException {
    if (type == JsonNode.class) {
      return StrictJson.read(message.getBody());
    }
    return type == MergePatch.class
        ? MergePatch.of(StrictJson.read(message.getBody()))
        : StrictJson.read(message.getBody(), type);
  }

  @Override
  public void write(Object value, @Nullable MediaType mediaType, HttpOutputMessage message) {
    throw new UnsupportedOperationException("this only reads");
  }
}
