package io.trueup.chaos.stage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** What all processes have in common. */
final class Servers {
  private Servers() {}

  /** A port at which nobody listens. */
  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a signal, by the name that {@code kill} knows. */
  static void signal(long process, String name) {
    try {
      int code = new ProcessBuilder("kill", "-" + name, Long.toString(process)).start().waitFor();
      if (code != 0) {
        throw new IllegalStateException("kill -" + name + " " + process + " ended with " + code);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * Waits until it has ended.
   *
   * @throws IllegalStateException if it takes longer than 30 seconds
   */
  static void awaitEnd(long process) {
    try {
      ProcessHandle.of(process).ifPresent(it -> it.onExit().orTimeout(30, TimeUnit.SECONDS).join());
    } catch (CompletionException e) {
      throw new IllegalStateException("process " + process + " does not end", e);
    }
  }

  /** Lets time pass. */
  static void pause(long millis) {
    try {
      Pause.millis(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
