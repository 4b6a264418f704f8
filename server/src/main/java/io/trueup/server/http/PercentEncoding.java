package io.trueup.server.http;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriUtils;

/** Percent escapes of paths and queries, strictly UTF-8. */
public final class PercentEncoding {
  private PercentEncoding() {}

  /**
   * A path of these segments, each of which may hold any character: what stands in {@code
   * Location}.
   */
  public static URI path(String... segments) {
    StringBuilder path = new StringBuilder();
    for (String segment : segments) {
      path.append('/').append(UriUtils.encode(segment, StandardCharsets.UTF_8));
    }
    return URI.create(path.toString());
  }

  /** The decoded text; null if an escape is broken or the bytes are no UTF-8. */
  static @Nullable String decode(String text, boolean plusIsBlank) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        if (!isEscape(text, i)) {
          return null;
        }
        bytes.write(HexFormat.fromHexDigits(text, i + 1, i + 3));
        i += 2;
      } else {
        bytes.writeBytes(plain(plusIsBlank && c == '+' ? ' ' : c));
      }
    }
    return utf8(bytes.toByteArray());
  }

  private static boolean isEscape(String text, int at) {
    return at + 2 < text.length()
        && HexFormat.isHexDigit(text.charAt(at + 1))
        && HexFormat.isHexDigit(text.charAt(at + 2));
  }

  /** Tomcat hands the bytes of the request line on as characters of ISO 8859-1. */
  private static byte[] plain(char c) {
    return c < 0x100 ? new byte[] {(byte) c} : String.valueOf(c).getBytes(StandardCharsets.UTF_8);
  }

  private static @Nullable String utf8(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
