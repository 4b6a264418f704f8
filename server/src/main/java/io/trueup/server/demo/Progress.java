package io.trueup.server.demo;

import java.io.PrintWriter;

/** Shows on a stream how far a part of the demo has come. One thread. */
final class Progress {
  private static final int EVERY = 4_000;

  private final PrintWriter out;

  Progress(PrintWriter out) {
    this.out = out;
  }

  void say(String text) {
    out.println(text);
    out.flush();
  }

  void row(String part, int done) {
    if (done % EVERY == 0) {
      say("  %s: %,d rows".formatted(part, done));
    }
  }
}
