package io.trueup.ledger;

import io.trueup.spend.Estimate;
import io.trueup.spend.ModelId;
import io.trueup.spend.Money;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * What makes two requests with one id the same: everything but the metadata, and the time only
 * where it was given.
 */
final class Fingerprint {
  /** It is in ids, whose length counts: half of SHA-256 tells a client's own requests apart. */
  private static final int RESERVATION_BYTES = 16;

  private static final int AMOUNT = 0;
  private static final int USAGE = 1;
  private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

  private Fingerprint() {}

  static String of(UsageRequest request) {
    Instant at = request.occurredAt();
    Money cost = request.cost();
    ObjectNode content =
        Json.object()
            .put("organization", request.organization())
            .put("project", request.project())
            .put("user", request.user())
            .put("conversation", request.conversation())
            .put("provider", request.model().provider())
            .put("model", request.model().model())
            .put("occurred_at", at == null ? null : at.toString())
            .put("cost", cost == null ? null : cost.toString());
    content.set("usage", Json.counts(new TreeMap<>(request.usage().byWireName())));
    return HexFormat.of().formatHex(sha256().digest(bytes(content)));
  }

  /** Of what a reservation asks for: another estimate is another request, another price is not. */
  static String of(ReservationRequest request) {
    ModelId model = request.subject().model();
    FieldWriter content =
        new FieldWriter()
            .text(request.subject().organization())
            .optional(request.subject().project())
            .optional(request.subject().user())
            .optional(model == null ? null : model.provider())
            .optional(model == null ? null : model.model())
            .number(request.ttl().toMillis());
    if (request.estimate() instanceof Estimate.OfAmount it) {
      content.octet(AMOUNT).text(it.amount().toString());
    } else if (request.estimate() instanceof Estimate.OfUsage it) {
      Long most = it.maxOutputTokens();
      content.octet(USAGE).optional(most == null ? null : most.toString());
      new TreeMap<>(it.input().byWireName())
          .forEach((name, count) -> content.text(name).number(count));
    }
    byte[] digest = sha256().digest(content.toBytes());
    return TEXT.encodeToString(Arrays.copyOf(digest, RESERVATION_BYTES));
  }

  /** SHA-256 of these after each other. */
  static byte[] of(byte[]... parts) {
    MessageDigest digest = sha256();
    for (byte[] part : parts) {
      digest.update(part);
    }
    return digest.digest();
  }

  private static byte[] bytes(ObjectNode content) {
    return Json.text(content).getBytes(StandardCharsets.UTF_8);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
