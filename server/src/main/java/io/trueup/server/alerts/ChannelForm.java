package io.trueup.server.alerts;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trueup.spend.Channel;
import io.trueup.spend.InvalidInputException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where alerts go, as it is sent and answered.
 *
 * @param type what kind of channel
 * @param url of a webhook or of Slack: absolute, http or https. Slack's is a secret and comes back
 *     with its host only
 * @param secret with which a webhook's body is signed; never comes back
 * @param to 1 to 20 addresses of a mail
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ChannelForm(
    Type type, @Nullable String url, @Nullable String secret, @Nullable List<String> to) {
  private static final String HIDDEN = "/***";
  private static final int MAX_URL = 2_000;

  /** The kinds of channel. */
  enum Type {
    WEBHOOK,
    EMAIL,
    SLACK,
    LOG
  }

  /** Refuses fields of another type, and what the domain refuses of a channel. */
  ChannelForm {
    check("url", url, type == Type.WEBHOOK || type == Type.SLACK);
    check("to", to, type == Type.EMAIL);
    if (secret != null && type != Type.WEBHOOK) {
      throw new InvalidInputException("secret", "must be absent for this type");
    }
    channel(type, url, secret, to);
  }

  private static void check(String field, @Nullable Object value, boolean isNeeded) {
    if ((value != null) != isNeeded) {
      throw new InvalidInputException(
          field, isNeeded ? "is required for this type" : "must be absent for this type");
    }
  }

  static ChannelForm of(Channel channel) {
    if (channel instanceof Channel.Webhook it) {
      return new ChannelForm(Type.WEBHOOK, it.url().toString(), null, null);
    }
    if (channel instanceof Channel.Slack it) {
      return hidden(it.url());
    }
    return channel instanceof Channel.Email it
        ? new ChannelForm(Type.EMAIL, null, null, it.to())
        : new ChannelForm(Type.LOG, null, null, null);
  }

  private static ChannelForm hidden(URI url) {
    return new ChannelForm(
        Type.SLACK, url.getScheme() + "://" + url.getHost() + HIDDEN, null, null);
  }

  Channel toChannel() {
    return channel(type, url, secret, to);
  }

  /** Whether this is what was answered of a Slack channel, not its URL. */
  boolean isHidden() {
    return type == Type.SLACK && url != null && url.endsWith(HIDDEN);
  }

  private static Channel channel(
      Type type, @Nullable String url, @Nullable String secret, @Nullable List<String> to) {
    try {
      return switch (type) {
        case WEBHOOK -> new Channel.Webhook(uri(url), secret);
        case SLACK -> new Channel.Slack(uri(url));
        case EMAIL -> new Channel.Email(Objects.requireNonNull(to));
        case LOG -> new Channel.Log();
      };
    } catch (InvalidInputException e) {
      String field = e.violations().get(0).field().replace("channels.", "");
      throw new InvalidInputException(field, e.violations().get(0).reason());
    }
  }

  private static URI uri(@Nullable String text) {
    String given = Objects.requireNonNull(text);
    try {
      if (given.length() <= MAX_URL) {
        URI uri = new URI(given);
        if (uri.getRawUserInfo() != null) {
          throw new InvalidInputException("url", "must not hold a user or a password");
        }
        return uri;
      }
    } catch (URISyntaxException e) {
      throw refusal();
    }
    throw refusal();
  }

  private static InvalidInputException refusal() {
    return new InvalidInputException(
        "url", "must be an http or https URL of at most 2000 characters");
  }
}
