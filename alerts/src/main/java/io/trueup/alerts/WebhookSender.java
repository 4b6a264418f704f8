package io.trueup.alerts;

import io.trueup.spend.Channel;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/** Posts messages as JSON, signed if there is a secret. */
final class WebhookSender implements Sender<Channel.Webhook> {
  static final String ID = "Trueup-Alert-Id";
  static final String SIGNATURE = "Trueup-Signature";

  private final Posts posts;
  private final InstantSource clock;

  WebhookSender(Posts posts, InstantSource clock) {
    this.posts = posts;
    this.clock = clock;
  }

  @Override
  public void send(Channel.Webhook channel, Message message) {
    byte[] body = message.json();
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put(ID, message.id());
    if (channel.secret() != null) {
      headers.put(SIGNATURE, Signature.of(channel.secret(), clock.instant(), body));
    }
    posts.post(channel.url(), body, headers);
  }
}
