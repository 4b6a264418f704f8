package io.trueup.benchmarks;

import java.util.List;
import org.openjdk.jmh.runner.options.Options;

/** What belongs together in one table. */
interface Suite {
  /** As few forks as can be told from noise. */
  int ROUNDS = 3;

  /**
   * One fork of each benchmark. Several rounds after each other, instead of several forks in one,
   * spread what else the machine does over all of them.
   */
  List<Options> round(boolean quick);

  /** The figures in Markdown. */
  String table(Results results);
}
