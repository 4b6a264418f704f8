package io.trueup.server.owners;

import io.trueup.ledger.Organizations;
import io.trueup.ledger.Organizations.Named;
import io.trueup.server.books.VersionedObject;
import io.trueup.spend.Scope;
import java.util.Optional;

/** An organization or a project, of which only the name can be changed. */
record NamedObject(Organizations organizations, Scope scope)
    implements VersionedObject<Named, String> {
  @Override
  public Optional<Named> find() {
    return scope instanceof Scope.Project project
        ? organizations.find(project)
        : organizations.find((Scope.Organization) scope);
  }

  @Override
  public long versionOf(Named named) {
    return named.version();
  }

  @Override
  public Named write(String name, long expected) {
    return scope instanceof Scope.Project project
        ? organizations.put(project, name, expected)
        : organizations.put((Scope.Organization) scope, name, expected);
  }
}
