package io.trueup.server.books;

import io.trueup.cache.Position;
import io.trueup.ledger.LostUpdateException;
import io.trueup.server.books.Books.Written;
import io.trueup.server.http.IfMatch;
import io.trueup.server.http.Problem;
import io.trueup.server.http.ProblemException;
import io.trueup.server.http.ProblemType;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/*
 * What a PUT or PATCH makes of an object depends on what is there, so every write names the version
 * it was made for, also where the caller named none: a change that came between is not overwritten
 * by a patch that never saw it, and "created" or "updated" is true of what happened. Who lost tries
 * again with what is there now, unless If-Match forbids it, for a bounded number of times.
 */
/** Changes objects that have versions. */
public final class Edits {
  private static final int MAX_ATTEMPTS = 20;

  private final Books books;

  /** Over these books. */
  public Edits(Books books) {
    this.books = books;
  }

  /**
   * An object that was written.
   *
   * @param value the object as written
   * @param isNew whether it was not there before
   * @param position where the change stands; null if nothing in the log speaks of it
   */
  public record Edited<T>(T value, boolean isNew, @Nullable Position position) {}

  /**
   * Writes what the change makes of the object.
   *
   * @param change from what is there, or nothing
   * @throws ProblemException 412 if the header does not allow it
   * @throws LostUpdateException if others were faster each time
   */
  public <T, W> Edited<T> edit(
      VersionedObject<T, W> object, IfMatch ifMatch, Function<Optional<T>, W> change) {
    for (int attempt = 1; ; attempt++) {
      Optional<T> old = object.find();
      Long version = old.map(object::versionOf).orElse(null);
      W wanted = change.apply(old);
      check(ifMatch, version);
      long expected = version == null ? VersionedObject.ABSENT : version;
      try {
        Written<T> written = books.write(() -> object.write(wanted, expected));
        return new Edited<>(written.value(), old.isEmpty(), written.position());
      } catch (LostUpdateException e) {
        if (attempt == MAX_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /**
   * Checks that the header allows to change what has this version.
   *
   * @param version null if it is not there
   * @throws ProblemException 412 if not
   */
  public static void check(IfMatch ifMatch, @Nullable Long version) {
    if (!ifMatch.allows(version)) {
      String found = version == null ? "is not there" : "is at version " + version;
      throw new ProblemException(
          Problem.of(
              ProblemType.LOST_UPDATE,
              "The object " + found + ", which If-Match does not name: read it again."));
    }
  }
}
