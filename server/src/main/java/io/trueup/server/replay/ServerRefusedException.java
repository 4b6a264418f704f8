package io.trueup.server.replay;

import java.net.URI;

/** The server answered, but not as a Trueup server that takes the batch does. */
final class ServerRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int MOST = 500;

  ServerRefusedException(URI address, int status, String body) {
    super(
        "%s answered %d: %s"
            .formatted(address, status, body.substring(0, Math.min(MOST, body.length()))));
  }
}
