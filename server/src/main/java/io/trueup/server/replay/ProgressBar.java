package io.trueup.server.replay;

import java.io.PrintWriter;
import picocli.CommandLine.Help.Ansi;

/**
 * How far a replay has come, on a stream: redrawn in place on a terminal, else a line at each
 * twentieth. One thread.
 */
final class ProgressBar {
  private static final int WIDTH = 40;
  private static final int STEPS = 20;

  private final PrintWriter out;
  private final long total;
  private final boolean terminal;
  private long shown = -1;

  ProgressBar(PrintWriter out, long total, Surface surface) {
    this.out = out;
    this.total = total;
    this.terminal = surface == Surface.TERMINAL;
  }

  /** What the stream is. */
  enum Surface {
    /** A line can be drawn over. */
    TERMINAL,
    /** What is written stays. */
    LOG;

    /** Of this process's standard error, as far as a JVM can tell. */
    static Surface ofThisProcess() {
      return Ansi.AUTO.enabled() ? TERMINAL : LOG;
    }
  }

  void at(long done) {
    long part = total == 0 ? STEPS : done * (terminal ? WIDTH : STEPS) / total;
    if (part == shown && done < total) {
      return;
    }
    shown = part;
    if (terminal) {
      String bar = "#".repeat((int) part) + ".".repeat((int) Math.max(0, WIDTH - part));
      out.printf("\r[%s] %,d of %,d", bar, done, total);
    } else {
      out.printf("%,d of %,d%n", done, total);
    }
    out.flush();
  }

  /** Leaves the line. */
  void end() {
    if (terminal) {
      out.println();
      out.flush();
    }
  }
}
