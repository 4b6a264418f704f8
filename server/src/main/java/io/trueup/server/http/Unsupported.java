package io.trueup.server.http;

/**
 * The type of a field that the contract has and this version refuses, whatever it holds. There is
 * no instance.
 */
public final class Unsupported {
  private Unsupported() {}
}
