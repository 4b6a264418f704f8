package io.trueup.server.replay;

import java.net.URI;

/** The server did not answer. */
final class ServerNotReachedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ServerNotReachedException(URI address, int tries, String reason) {
    super("%s was not reached in %d tries: %s".formatted(address, tries, reason));
  }
}
