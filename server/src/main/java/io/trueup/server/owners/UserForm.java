package io.trueup.server.owners;

import io.trueup.ledger.UserProfile;
import io.trueup.server.http.Id;
import io.trueup.spend.Scope;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A user as it is sent.
 *
 * @param name for people, 1 to 200 characters; the id where absent
 * @param email at most 200 characters
 * @param project the home project, used where a request names none
 * @param active whether reservations are granted; {@code true} where absent
 */
record UserForm(
    @Nullable String name,
    @Nullable String email,
    @Id @Nullable String project,
    @Nullable Boolean active) {
  static UserForm of(UserProfile profile) {
    return new UserForm(profile.name(), profile.email(), profile.project(), profile.active());
  }

  UserProfile toProfile(Scope.User user) {
    return new UserProfile(
        user,
        Objects.requireNonNullElse(name, user.id()),
        email,
        project,
        Objects.requireNonNullElse(active, true),
        0);
  }
}
