package io.trueup.server;

/** What the program's exit says. */
public final class ExitCode {
  /** All is good. */
  public static final int GOOD = 0;

  /** Something wrong was found. */
  public static final int WRONG = 1;

  /** The command was used wrongly. */
  public static final int USAGE = 2;

  /** The server was not reached. */
  public static final int NOT_REACHED = 3;

  private ExitCode() {}
}
