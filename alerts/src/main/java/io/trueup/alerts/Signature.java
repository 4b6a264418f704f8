package io.trueup.alerts;

import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/*
 * HMAC-SHA256 (RFC 2104) over the time in seconds, a point, and the body. With the time in it, who
 * records an exchange can't send it again much later, if the receiver looks at the time.
 */
/** Signs what a webhook is sent. */
final class Signature {
  private static final String ALGORITHM = "HmacSHA256";

  private Signature() {}

  /** {@code t=<seconds since 1970>,v1=<hexadecimal>}. */
  static String of(String secret, Instant at, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(Posts.utf8(secret), ALGORITHM));
      mac.update(Posts.utf8(at.getEpochSecond() + "."));
      String signed = HexFormat.of().formatHex(mac.doFinal(body));
      return "t=" + at.getEpochSecond() + ",v1=" + signed;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JVM has HmacSHA256", e);
    }
  }
}
