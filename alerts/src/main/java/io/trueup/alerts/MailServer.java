package io.trueup.alerts;

import org.jspecify.annotations.Nullable;

/**
 * Through whom mails are sent. Immutable.
 *
 * @param host its name
 * @param port 1 to 65535
 * @param security how the connection is protected
 * @param username who sends; null to send without signing in
 * @param password of who sends; null to send without signing in
 * @param from the sender's address
 */
public record MailServer(
    String host,
    int port,
    Security security,
    @Nullable String username,
    @Nullable String password,
    String from) {

  /** How a connection is protected. */
  public enum Security {
    /** Not at all. */
    NONE,
    /** By TLS after STARTTLS, without which nothing is sent. */
    START_TLS,
    /** By TLS from the start. */
    TLS
  }

  /** Without the password. */
  @Override
  public String toString() {
    return host + ":" + port;
  }
}
