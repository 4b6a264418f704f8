package io.trueup.ledger;

import io.trueup.spend.Estimate;
import io.trueup.spend.ModelId;
import io.trueup.spend.Money;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * What makes two requests with one id the same: everything but the metadata, and the time only
 * where it was given.
 */
final class Fingerprint {
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
    ObjectNode content =
        Json.object()
            .put("organization", request.subject().organization())
            .put("project", request.subject().project())
            .put("user", request.subject().user())
            .put("provider", model == null ? null : model.provider())
            .put("model", model == null ? null : model.model())
            .put("ttl", request.ttl().toMillis());
    if (request.estimate() instanceof Estimate.OfAmount it) {
      content.put("amount", it.amount().toString());
    } else if (request.estimate() instanceof Estimate.OfUsage it) {
      content.put("max_output_tokens", it.maxOutputTokens());
      content.set("input", Json.counts(new TreeMap<>(it.input().byWireName())));
    }
    return HexFormat.of().formatHex(sha256().digest(bytes(content)));
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
