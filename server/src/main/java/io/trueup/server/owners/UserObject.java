package io.trueup.server.owners;

import io.trueup.ledger.Ledger;
import io.trueup.ledger.Organizations;
import io.trueup.ledger.UserProfile;
import io.trueup.server.books.VersionedObject;
import io.trueup.spend.Scope;
import java.util.Optional;

/** A user. The organization and the home project that a write names come to be with it. */
record UserObject(Ledger ledger, Scope.User user)
    implements VersionedObject<UserProfile, UserProfile> {
  @Override
  public Optional<UserProfile> find() {
    return ledger.users().find(user);
  }

  @Override
  public long versionOf(UserProfile profile) {
    return profile.version();
  }

  /** The user first: that takes the ledger's lock, under which the others are looked up. */
  @Override
  public UserProfile write(UserProfile wanted, long expected) {
    UserProfile written = ledger.users().put(wanted, expected);
    Organizations organizations = ledger.organizations();
    Scope.Organization organization = new Scope.Organization(user.organization());
    if (organizations.find(organization).isEmpty()) {
      organizations.put(organization, organization.id(), ABSENT);
    }
    String home = written.project();
    if (home != null) {
      Scope.Project project = new Scope.Project(user.organization(), home);
      if (organizations.find(project).isEmpty()) {
        organizations.put(project, project.id(), ABSENT);
      }
    }
    return written;
  }
}
