package io.trueup.server.owners;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trueup.cache.Position;
import io.trueup.ledger.Organizations.Named;
import io.trueup.server.http.Consistency;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An organization or a project as it is answered.
 *
 * @param id the caller's id
 * @param organization that a project is in; absent for organizations
 * @param name for people
 * @param version rises with every change; also the entity tag
 * @param createdAt when it was made
 * @param updatedAt when it was last changed
 * @param position up to where a read looked; absent in lists
 */
record NamedBody(
    String id,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String organization,
    String name,
    long version,
    Instant createdAt,
    Instant updatedAt,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long position) {
  static NamedBody of(@Nullable String organization, Named named, @Nullable Position position) {
    return new NamedBody(
        named.id(),
        organization,
        named.name(),
        named.version(),
        named.createdAt(),
        named.updatedAt(),
        Consistency.valueOf(position));
  }
}
