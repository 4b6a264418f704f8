package io.trueup.server.owners;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trueup.cache.Position;
import io.trueup.ledger.UserProfile;
import io.trueup.server.http.Consistency;
import org.jspecify.annotations.Nullable;

/**
 * A user as it is answered.
 *
 * @param id the caller's id
 * @param organization that the user is of
 * @param name for people
 * @param email or null
 * @param project the home project, or null
 * @param active whether reservations are granted
 * @param version rises with every change; also the entity tag
 * @param position of the change, or up to where a read looked; absent in lists
 */
record UserBody(
    String id,
    String organization,
    String name,
    @Nullable String email,
    @Nullable String project,
    boolean active,
    long version,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long position) {
  static UserBody of(UserProfile profile, @Nullable Position position) {
    return new UserBody(
        profile.user().id(),
        profile.user().organization(),
        profile.name(),
        profile.email(),
        profile.project(),
        profile.active(),
        profile.version(),
        Consistency.valueOf(position));
  }
}
