package io.trueup.server.http;

/** There is nothing of this id. */
public final class NotFoundException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Nothing of this kind and id. */
  public NotFoundException(String kind, String id) {
    super("there is no " + kind + " " + id);
  }
}
