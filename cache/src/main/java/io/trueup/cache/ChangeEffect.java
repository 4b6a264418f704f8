package io.trueup.cache;

/** What a change does to an entry that carries one of its tags. */
public enum ChangeEffect {
  /** Its value had to be, or has to be, loaded anew. */
  INVALIDATED,
  /** It was, or will be, applied to the value. */
  FOLDED
}
