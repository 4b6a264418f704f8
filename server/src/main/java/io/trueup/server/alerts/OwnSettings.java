package io.trueup.server.alerts;

import io.trueup.cache.ReadRequest;
import io.trueup.ledger.Ledger;
import io.trueup.ledger.SettingsInForce;
import io.trueup.server.books.VersionedObject;
import io.trueup.spend.AlertSettings;
import io.trueup.spend.Scope;
import java.util.Optional;

/** The settings that a scope has of its own; what is known of them is their version. */
record OwnSettings(Ledger ledger, Scope scope) implements VersionedObject<Long, AlertSettings> {
  @Override
  public Optional<Long> find() {
    SettingsInForce found = ledger.views().alertSettings().read(scope, ReadRequest.STRICT).value();
    return found.from().equals(scope) ? Optional.ofNullable(found.version()) : Optional.empty();
  }

  @Override
  public long versionOf(Long version) {
    return version;
  }

  @Override
  public Long write(AlertSettings wanted, long expected) {
    return ledger.alertConfigurations().put(scope, wanted, expected);
  }
}
