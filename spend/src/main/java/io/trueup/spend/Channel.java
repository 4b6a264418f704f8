package io.trueup.spend;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where an alert is sent. Whether a target may be reached from here is checked on delivery. */
public sealed interface Channel {

  /** The name in the HTTP contract, such as {@code webhook}. */
  String type();

  /** Where it leads, without what may be a secret: a host, addresses; null for the log. */
  @Nullable String target();

  /**
   * A POST of JSON.
   *
   * @param url absolute, http or https, at most 2 000 characters
   * @param secret the key of the HMAC that signs the body; without one the body is not signed
   */
  record Webhook(URI url, @Nullable String secret) implements Channel {

    /** Checks the URL and the length of the secret. */
    public Webhook {
      checkUrl(url);
      if (secret != null && (secret.isEmpty() || secret.length() > MAX_SECRET)) {
        throw new InvalidInputException("channels.secret", "must have 1 to 500 characters");
      }
    }

    @Override
    public String type() {
      return "webhook";
    }

    @Override
    public String target() {
      return url.getHost();
    }

    /** Names the host only: neither secret nor path, which may hold a token. */
    @Override
    public String toString() {
      return "Webhook[" + url.getHost() + "]";
    }
  }

  /**
   * A mail.
   *
   * @param to 1 to 20 addresses
   */
  record Email(List<String> to) implements Channel {

    /** Copies and checks the addresses. */
    public Email {
      to = List.copyOf(to);
      if (to.isEmpty() || to.size() > MAX_RECIPIENTS) {
        throw new InvalidInputException("channels.to", "must hold 1 to 20 addresses");
      }
      to.forEach(Channel::checkAddress);
    }

    @Override
    public String type() {
      return "email";
    }

    @Override
    public String target() {
      return String.join(", ", to);
    }
  }

  /**
   * A Slack webhook.
   *
   * @param url absolute, http or https, at most 2 000 characters; it is itself a secret
   */
  record Slack(URI url) implements Channel {

    /** Checks the URL. */
    public Slack {
      checkUrl(url);
    }

    @Override
    public String type() {
      return "slack";
    }

    @Override
    public String target() {
      return url.getHost();
    }

    /** Names the host only. */
    @Override
    public String toString() {
      return "Slack[" + url.getHost() + "]";
    }
  }

  /** The server's log. */
  record Log() implements Channel {

    @Override
    public String type() {
      return "log";
    }

    @Override
    public @Nullable String target() {
      return null;
    }
  }

  /** Characters of a secret. */
  int MAX_SECRET = 500;

  /** Addresses of one mail. */
  int MAX_RECIPIENTS = 20;

  private static void checkUrl(URI url) {
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    boolean web = Set.of("http", "https").contains(scheme) && url.getHost() != null;
    if (!web || url.toString().length() > 2_000) {
      throw new InvalidInputException(
          "channels.url", "must be an http or https URL of at most 2000 characters");
    }
  }

  private static void checkAddress(String address) {
    Pattern plausible = Pattern.compile("[^@\\s\\p{Cntrl}]{1,64}@[^@\\s\\p{Cntrl}]{1,250}");
    if (!plausible.matcher(address).matches()) {
      throw new InvalidInputException("channels.to", "must look like name@host");
    }
  }
}
