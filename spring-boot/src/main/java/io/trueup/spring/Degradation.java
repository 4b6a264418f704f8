package io.trueup.spring;

/** Says whether a part that nothing depends on is missing. Beans of this type count in health. */
@FunctionalInterface
public interface Degradation {
  /** Whether it is. */
  boolean isDegraded();
}
