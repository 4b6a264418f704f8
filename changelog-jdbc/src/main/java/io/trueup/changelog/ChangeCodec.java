package io.trueup.changelog;

/**
 * Turns facts into text for the log and back. What is in the log must stay readable: a later
 * version reads what an earlier one wrote. Implementations are safe for use by many threads.
 */
public interface ChangeCodec {
  /**
   * The name of the fact's kind: the same for all facts of a class, whatever the class is called in
   * later versions.
   *
   * @return 1 to {@link PendingAppends#MAX_KIND_LENGTH} characters
   * @throws IllegalArgumentException if this codec does not know such facts
   */
  String kind(Object fact);

  /**
   * The fact as text.
   *
   * @return at most {@link PendingAppends#MAX_PAYLOAD_LENGTH} characters
   * @throws IllegalArgumentException if this codec does not know such facts
   */
  String encode(Object fact);

  /**
   * Whether facts of this kind are this codec's to read; asked where {@linkplain ChangeCodecs#of
   * several} share a log. Unless told otherwise a codec reads every kind that comes to it, and so
   * has to be the last.
   */
  default boolean reads(String kind) {
    return true;
  }

  /**
   * The fact of this text. Whatever is thrown makes the change an {@link
   * io.trueup.cache.UnreadableFact} with the exception's message as the reason.
   *
   * @throws IllegalArgumentException if the kind is unknown or the payload is not of that kind
   */
  Object decode(String kind, String payload);
}
