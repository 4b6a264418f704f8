package io.trueup.ledger;

import io.trueup.spend.Identifiers;
import io.trueup.spend.InvalidInputException;
import io.trueup.spend.Scope;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a user. Immutable.
 *
 * @param user whose it is
 * @param name for people, at most 200 characters
 * @param email or null
 * @param project the home project: used where a request names none; or null
 * @param active whether reservations are granted
 * @param version grows with every change
 */
public record UserProfile(
    Scope.User user,
    String name,
    @Nullable String email,
    @Nullable String project,
    boolean active,
    long version) {
  /**
   * @throws InvalidInputException naming the field that is wrong
   */
  public UserProfile {
    checkText("name", name);
    if (email != null) {
      checkText("email", email);
    }
    if (project != null) {
      Identifiers.check("project", project);
    }
  }

  /** An active user of this name, without a home project. */
  public static UserProfile of(Scope.User user, String name) {
    return new UserProfile(user, name, null, null, true, 0);
  }

  /** The same with another home project; null for none. */
  public UserProfile inProject(@Nullable String other) {
    return new UserProfile(user, name, email, other, active, version);
  }

  /** The same, active or not. */
  public UserProfile withActive(boolean other) {
    return new UserProfile(user, name, email, project, other, version);
  }

  UserProfile atVersion(long other) {
    return new UserProfile(user, name, email, project, active, other);
  }

  static void checkText(String field, String text) {
    Identifiers.checkText(field, text);
    if (text.isEmpty() || text.codePointCount(0, text.length()) > Identifiers.MAX_LENGTH) {
      throw new InvalidInputException(field, "must have 1 to 200 characters");
    }
  }
}
