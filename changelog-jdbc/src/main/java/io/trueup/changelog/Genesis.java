package io.trueup.changelog;

/** The fact of the row with which each change log begins: nothing has happened yet. */
public enum Genesis {
  /** The only one. */
  GENESIS;

  /** The kind under which it stands in the log; no codec may use it. */
  static final String KIND = "genesis";
}
