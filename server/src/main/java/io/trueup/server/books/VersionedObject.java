package io.trueup.server.books;

import java.util.Optional;

/**
 * One object of the ledger that has a version, there or not: how it is read and written.
 *
 * @param <T> the object
 * @param <W> what can be written of it
 */
public interface VersionedObject<T, W> {
  /** What the ledger takes for the version of an object that is not there. */
  long ABSENT = -1;

  /** The object as it is now, if it is there. */
  Optional<T> find();

  /** The object's version. */
  long versionOf(T object);

  /**
   * Writes the object.
   *
   * @param expected the version that it must have now, {@link #ABSENT} if it must not be there
   * @return the object as written
   * @throws io.trueup.ledger.LostUpdateException if it has another
   */
  T write(W wanted, long expected);
}
