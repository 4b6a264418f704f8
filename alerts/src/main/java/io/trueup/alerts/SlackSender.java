package io.trueup.alerts;

import io.trueup.spend.Channel;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Posts messages in the form of Slack's incoming webhooks. */
final class SlackSender implements Sender<Channel.Slack> {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Posts posts;

  SlackSender(Posts posts) {
    this.posts = posts;
  }

  @Override
  public void send(Channel.Slack channel, Message message) {
    String text = escaped(message.text());
    byte[] body = JSON.writeValueAsBytes(JSON.createObjectNode().put("text", text));
    posts.post(channel.url(), body, Map.of(WebhookSender.ID, message.id()));
  }

  /** The three characters that Slack takes for more than text. */
  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
